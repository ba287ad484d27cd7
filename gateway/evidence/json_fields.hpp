// Reading of small JSON objects whose every field must be there and of its kind; for files that others may
// have changed.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace gw::evidence {

class json_fields {
public:
    // An object of exactly `count` members.
    json_fields(octets_view text, std::size_t count) {
        boost::json::error_code failed;
        parsed_ = boost::json::parse(boost::json::string_view(text.data(), text.size()), failed);
        if (failed || !parsed_.is_object() || parsed_.get_object().size() != count) sound_ = false;
    }
    bool sound() const noexcept { return sound_; }

    std::string text(const char* name) {
        const auto* value = find(name);
        if (value != nullptr && value->is_string()) return std::string(value->get_string());
        sound_ = false;
        return {};
    }
    std::int64_t number(const char* name) {
        const auto* value = find(name);
        if (value != nullptr && value->is_int64()) return value->get_int64();
        sound_ = false;
        return 0;
    }
    std::uint64_t count(const char* name) {
        const std::int64_t value = number(name);
        if (value < 0) sound_ = false;
        return value < 0 ? 0 : static_cast<std::uint64_t>(value);
    }
    bool flag(const char* name) {
        const auto* value = find(name);
        if (value != nullptr && value->is_bool()) return value->get_bool();
        sound_ = false;
        return false;
    }
    timestamp time(const char* name) {
        const auto value = from_rfc3339(text(name));
        if (!value) sound_ = false;
        return value.value_or(timestamp{});
    }
    sha256_digest digest(const char* name) { return to_digest(text(name)); }
    std::vector<sha256_digest> digests(const char* name) {
        std::vector<sha256_digest> all;
        const auto* value = find(name);
        if (value == nullptr || !value->is_array()) {
            sound_ = false;
            return all;
        }
        for (const auto& one : value->get_array())
            all.push_back(to_digest(one.is_string() ? std::string(one.get_string()) : ""));
        return all;
    }

private:
    const boost::json::value* find(const char* name) const {
        return parsed_.is_object() ? parsed_.get_object().if_contains(name) : nullptr;
    }
    sha256_digest to_digest(const std::string& hex) {
        sha256_digest digest{};
        const auto data = from_hex(hex);
        if (!data || data->size() != digest.size() || to_hex(*data) != hex)
            sound_ = false;
        else
            std::copy(data->begin(), data->end(), digest.begin());
        return digest;
    }

    boost::json::value parsed_;
    bool sound_ = true;
};

}  // namespace gw::evidence
