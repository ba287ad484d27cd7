#include "admin/json_reader.hpp"

#include <boost/json/parse.hpp>

namespace gw::admin {
namespace {

// Members of the outermost object of a text that is JSON: each has its colon.
std::size_t count_members(octets_view text) {
    std::size_t members = 0;
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '\\')
            ++i;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            ++depth;
        else if (!quoted && (c == '}' || c == ']'))
            --depth;
        else if (!quoted && c == ':' && depth == 1)
            ++members;
    }
    return members;
}

}  // namespace

result<boost::json::object> read_json_object(octets_view body) {
    boost::json::parse_options options;
    options.max_depth = 4;
    boost::json::error_code failed;
    auto value = boost::json::parse(boost::json::string_view(body.data(), body.size()), failed, {}, options);
    if (failed || !value.is_object()) return error(errc::api_request_invalid, "the body is no JSON object");
    auto& object = value.get_object();
    if (object.size() != count_members(body))
        return error(errc::api_request_invalid, "a member occurs more than once");
    return std::move(object);
}

}  // namespace gw::admin
