// Writing the JSON of the back office API: objects of members that are JSON already.
#pragma once

#include <string>
#include <string_view>

#include "base/json_text.hpp"

namespace gw::admin {

// Members of one object; the value is JSON already.
class object_writer {
public:
    void raw(std::string_view name, std::string_view value) {
        out_ += out_.empty() ? '{' : ',';
        append_json_text(out_, name);
        out_.append(":").append(value);
    }
    void text(std::string_view name, std::string_view value) {
        std::string quoted;
        append_json_text(quoted, value);
        raw(name, quoted);
    }
    std::string finish() && { return out_.empty() ? "{}" : std::move(out_) + "}"; }

private:
    std::string out_;
};

template <class Items, class Write>
std::string write_list(const Items& items, Write write) {
    std::string out = "[";
    for (const auto& item : items) {
        if (out.size() > 1) out += ',';
        out += write(item);
    }
    return out + "]";
}

}  // namespace gw::admin
