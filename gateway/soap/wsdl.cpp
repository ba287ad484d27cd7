// Rewriting of the two places where a schema file names an address.
#include "soap/wsdl.hpp"

#include <algorithm>
#include <span>

#include "base/embedded_file.hpp"
#include "xml/writer.hpp"

namespace gw::soap {
namespace schemas {

// schemas/shep, by gw_embed().
std::span<const embedded_file> embedded_files() noexcept;

}  // namespace schemas

namespace {

constexpr std::string_view wsdl_name = "SyncChannel.wsdl";

// Everything between `mark` and the next quotation mark becomes `value`; the files are ours and have the mark
// once.
octets with_attribute(std::string_view text, std::string_view mark, std::string_view value) {
    octets out(text);
    const auto begin = out.find(mark) + mark.size();
    return out.replace(begin, out.find('"', begin) - begin, value);
}

octets with_served_locations(std::string_view text) {
    constexpr std::string_view mark = "schemaLocation=\"";
    octets out(text);
    for (auto at = out.find(mark); at != octets::npos; at = out.find(mark, at + mark.size()))
        out.insert(at + mark.size(), "?xsd=");
    return out;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    return std::ranges::equal(left, right, {}, lower, lower);
}

}  // namespace

std::optional<octets> wsdl_document(std::string_view query, std::string_view endpoint_url) {
    constexpr std::string_view xsd = "xsd=";
    std::string_view name;
    if (equal_ignoring_case(query, "wsdl")) name = wsdl_name;
    if (equal_ignoring_case(query.substr(0, xsd.size()), xsd)) name = query.substr(xsd.size());
    const auto file = find_embedded(schemas::embedded_files(), name);
    if (!file) return std::nullopt;
    octets served = with_served_locations(*file);
    if (name != wsdl_name) return served;
    return with_attribute(served, "<soap:address location=\"", xml::escape_attribute(endpoint_url));
}

}  // namespace gw::soap
