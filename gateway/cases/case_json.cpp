// The JSON form of a case, written and read along case_fields.hpp.
#include <fmt/format.h>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include "base/json_text.hpp"
#include "cases/case_fields.hpp"

namespace gw::cases {
namespace {

namespace json = boost::json;

// One JSON object being written.
class json_writer {
public:
    explicit json_writer(std::string& out) : out_(out) { out_.push_back('{'); }
    ~json_writer() { out_.push_back('}'); }
    json_writer(const json_writer&) = delete;
    json_writer& operator=(const json_writer&) = delete;

    void text(std::string_view name, std::string_view value) {
        key(name);
        append_json_text(out_, value);
    }
    void optional(std::string_view name, std::string_view value) {
        if (!value.empty()) text(name, value);
    }
    template <class Integer>
    void number(std::string_view name, Integer value) {
        key(name);
        fmt::format_to(std::back_inserter(out_), "{}", value);
    }
    void version(std::string_view name, int value) { number(name, value); }
    void count(std::string_view name, std::size_t value) {
        if (value != 0) number(name, value);
    }
    void flag(std::string_view name, bool value) {
        key(name);
        out_ += value ? "true" : "false";
    }
    void time(std::string_view name, timestamp value) { text(name, to_rfc3339(value)); }
    template <class Id>
    void id(std::string_view name, const Id& value) {
        text(name, value.str());
    }
    template <class T>
    void member(std::string_view name, const T& value) {
        key(name);
        json_writer inner(out_);
        describe(inner, value);
    }
    template <class T>
    void maybe(std::string_view name, const std::optional<T>& value) {
        if (value) member(name, *value);
    }
    template <class T>
    void list(std::string_view name, const std::vector<T>& items) {
        key(name);
        out_.push_back('[');
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i != 0) out_.push_back(',');
            json_writer inner(out_);
            describe(inner, items[i]);
        }
        out_.push_back(']');
    }
    template <class T>
    void some(std::string_view name, const std::vector<T>& items) {
        if (!items.empty()) list(name, items);
    }
    void texts(std::string_view name, const std::vector<std::string>& items) {
        key(name);
        out_.push_back('[');
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i != 0) out_.push_back(',');
            append_json_text(out_, items[i]);
        }
        out_.push_back(']');
    }

private:
    // Names are ours: nothing in them to escape.
    void key(std::string_view name) {
        if (!first_) out_.push_back(',');
        first_ = false;
        out_.append("\"").append(name).append("\":");
    }

    std::string& out_;
    bool first_ = true;
};

// One JSON object being read; the first thing that does not fit is kept.
class json_reader {
public:
    json_reader(const json::value& from, std::string& wrong) : wrong_(wrong) {
        from_ = from.if_object();
        if (from_ == nullptr) refuse("no object");
    }

    void text(std::string_view name, std::string& value) {
        const auto* found = find(name);
        if (found == nullptr) return;
        if (const auto* said = found->if_string())
            value.assign(said->data(), said->size());
        else
            refuse(name);
    }
    void optional(std::string_view name, std::string& value) { text(name, value); }
    template <class Integer>
    void number(std::string_view name, Integer& value) {
        const auto* found = find(name);
        if (found == nullptr) return;
        json::error_code failed;
        const auto said = found->to_number<Integer>(failed);
        if (failed)
            refuse(name);
        else
            value = said;
    }
    void version(std::string_view name, int known) {
        int said = known;
        number(name, said);
        if (said != known) refuse(name);
    }
    void count(std::string_view name, std::size_t& value) { number(name, value); }
    void flag(std::string_view name, bool& value) {
        const auto* found = find(name);
        if (found == nullptr) return;
        if (const auto* said = found->if_bool())
            value = *said;
        else
            refuse(name);
    }
    void time(std::string_view name, timestamp& value) {
        std::string said;
        text(name, said);
        if (said.empty()) return;
        if (const auto at = from_rfc3339(said))
            value = *at;
        else
            refuse(name);
    }
    template <class Id>
    void id(std::string_view name, Id& value) {
        std::string said;
        text(name, said);
        value = Id(std::move(said));
    }
    template <class T>
    void member(std::string_view name, T& value) {
        if (const auto* found = find(name)) {
            json_reader inner(*found, wrong_);
            describe(inner, value);
        }
    }
    template <class T>
    void maybe(std::string_view name, std::optional<T>& value) {
        if (find(name) != nullptr) member(name, value.emplace());
    }
    template <class T>
    void list(std::string_view name, std::vector<T>& items) {
        const auto* array = array_of(name);
        if (array == nullptr) return;
        items.reserve(array->size());
        for (const auto& one : *array) {
            json_reader inner(one, wrong_);
            describe(inner, items.emplace_back());
        }
    }
    template <class T>
    void some(std::string_view name, std::vector<T>& items) {
        list(name, items);
    }
    void texts(std::string_view name, std::vector<std::string>& items) {
        const auto* array = array_of(name);
        if (array == nullptr) return;
        for (const auto& one : *array)
            if (const auto* said = one.if_string())
                items.emplace_back(said->data(), said->size());
            else
                refuse(name);
    }

private:
    const json::value* find(std::string_view name) const {
        return from_ == nullptr ? nullptr : from_->if_contains(json::string_view(name.data(), name.size()));
    }
    const json::array* array_of(std::string_view name) {
        const auto* found = find(name);
        if (found == nullptr) return nullptr;
        if (found->if_array() == nullptr) refuse(name);
        return found->if_array();
    }
    void refuse(std::string_view name) {
        if (wrong_.empty()) wrong_ = name;
    }

    const json::object* from_ = nullptr;
    std::string& wrong_;
};

}  // namespace

std::string to_json(const service_case& value) {
    std::string out;
    out.reserve(4096);
    {
        json_writer to(out);
        describe(to, value);
    }
    return out;
}

result<service_case> case_from_json(octets_view text) {
    json::error_code failed;
    json::monotonic_resource memory;
    const auto value = json::parse(json::string_view(text.data(), text.size()), failed, &memory);
    if (failed) return error(errc::api_request_invalid, "the case is no JSON");
    service_case made;
    std::string wrong;
    json_reader from(value, wrong);
    describe(from, made);
    if (!wrong.empty()) return error(errc::api_request_invalid, "case: " + wrong);
    return made;
}

}  // namespace gw::cases
