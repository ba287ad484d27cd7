// SendMessage as its senders really write it (facts/shep.md 1.10): by local name, in any order, with empty
// optional fields. Tolerance ends where two readers could see two values: nothing single-valued may occur
// twice or hold markup.
#include <algorithm>

#include "crypto/digest.hpp"
#include "soap/detail/body.hpp"
#include "soap/text.hpp"
#include "xml/reader.hpp"

namespace gw::soap {
namespace {

using xml::element;

// Longest values that are taken, in characters. Ids become keys of the store; SHEP's own are up to 38
// characters long.
constexpr std::size_t most_id_characters = 128;
constexpr std::size_t most_password_characters = 256;
constexpr std::size_t most_date_characters = 64;
// The published limits are 30 and 500 (facts/shep.md 1.7); senders are not held to the character.
constexpr std::size_t most_key_characters = 128;
constexpr std::size_t most_value_characters = 2000;
constexpr std::size_t most_properties = 64;

error missing(std::string_view name) {
    return {errc::soap_field_missing, std::string(name)};
}
error invalid(std::string_view name, std::string_view why) {
    return {errc::soap_field_invalid, std::string(name).append(": ").append(why)};
}

bool is_nil(const element& node) {
    const auto nil = node.attribute("nil");
    return nil && (*nil == "true" || *nil == "1");
}

// The only child of this name; an empty handle when there is none or it is nil.
result<element> only_child(const element& parent, std::string_view name) {
    if (parent.count(name) > 1) return invalid(name, "occurs more than once");
    const element found = parent.child(name);
    if (!found || !is_nil(found)) return found;
    if (found.node().first_child()) return invalid(name, "is nil and has content");
    return element{};
}

result<element> required_child(const element& parent, std::string_view name) {
    const auto found = only_child(parent, name);
    if (found && !*found) return missing(name);
    return found;
}

bool has_control_character(std::string_view text) {
    return std::ranges::any_of(text,
                               [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// The whole text without a length over the limit; absent and nil read as empty.
result<std::string> whole_text(const element& parent, std::string_view name, std::size_t most) {
    const auto node = only_child(parent, name);
    if (!node) return node.error();
    if (!*node) return std::string{};
    auto text = node->text();
    if (text && count_characters(*text) > most) return invalid(name, "is too long");
    return text;
}

// A value on one line: white space around it is the work of a pretty-printer.
result<std::string> value(const element& parent, std::string_view name,
                          std::size_t most = most_id_characters) {
    const auto text = whole_text(parent, name, most);
    if (!text) return text;
    std::string trimmed(trim(*text));
    if (has_control_character(trimmed)) return invalid(name, "has control characters");
    return trimmed;
}

result<std::string> required_value(const element& parent, std::string_view name,
                                   std::size_t most = most_id_characters) {
    auto text = value(parent, name, most);
    if (text && text->empty()) return missing(name);
    return text;
}

result<void> read_sender(const element& info, sender_info& out) {
    const auto sender = required_child(info, "sender");
    if (!sender) return sender.error();
    auto id = required_value(*sender, "senderId");
    if (!id) return id.error();
    auto password = whole_text(*sender, "password", most_password_characters);
    if (!password) return password.error();
    out = {std::move(*id), std::move(*password)};
    return {};
}

result<void> read_properties(const element& info, sync_request& out) {
    const auto nodes = info.children("properties");
    if (nodes.size() > most_properties) return invalid("properties", "there are too many");
    for (const element& node : nodes) {
        auto key = value(node, "key", most_key_characters);
        if (!key) return key.error();
        auto content = whole_text(node, "value", most_value_characters);
        if (!content) return content.error();
        if (key->empty() && content->empty()) continue;  // `<properties></properties>` of a template
        out.properties.emplace_back(std::move(*key), std::move(*content));
    }
    return {};
}

result<void> read_date(const element& info, std::chrono::minutes zone, timestamp& out) {
    const auto text = required_value(info, "messageDate", most_date_characters);
    if (!text) return text.error();
    const auto at = from_xsd_datetime(*text, zone);
    if (!at) return invalid("messageDate", "is no date and time");
    out = *at;
    return {};
}

result<void> read_info(const element& info, std::chrono::minutes zone, sync_request& out) {
    struct field {
        std::string_view name;
        std::string sync_request::*target;
        bool required;
    };
    static constexpr field fields[] = {
        {"messageId", &sync_request::message_id, true},
        {"correlationId", &sync_request::correlation_id, false},
        {"serviceId", &sync_request::service_id, true},
        {"routeId", &sync_request::route_id, false},
        {"sessionId", &sync_request::session_id, false},
    };
    for (const field& each : fields) {
        auto text = each.required ? required_value(info, each.name) : value(info, each.name);
        if (!text) return text.error();
        out.*each.target = std::move(*text);
    }
    if (auto date = read_date(info, zone, out.message_date); !date) return date;
    if (auto sender = read_sender(info, out.sender); !sender) return sender;
    return read_properties(info, out);
}

// An element, or text that is more than white space.
bool has_content(const element& node) {
    for (const pugi::xml_node child : node.node().children()) {
        if (child.type() == pugi::node_element) return true;
        const bool is_text = child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata;
        if (is_text && !trim(child.value()).empty()) return true;
    }
    return false;
}

class text_writer : public pugi::xml_writer {
public:
    void write(const void* data, std::size_t size) override {
        text_.append(static_cast<const char*>(data), size);
    }
    const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

// Canonical octets were parsed: printing the nodes again says the same of the same content.
sha256_digest digest_of_children(const element& node) {
    text_writer out;
    for (const pugi::xml_node child : node.node().children())
        child.print(out, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
    return crypto::sha256(out.text());
}

result<void> read_data(const element& request, sync_request& out) {
    const auto container = only_child(request, "requestData");
    if (!container) return container.error();
    const auto data = only_child(*container, "data");
    if (!data) return data.error();
    if (!*data || !has_content(*data)) return errc::data_missing;
    out.data_sha256 = digest_of_children(*data);
    return {};
}

// The wrapper is the one child of Body; its namespace and name are the operation (document/literal wrapped).
result<element> find_wrapper(const element& body) {
    if (!body.is(envelope_namespace, "Body")) return errc::soap_structure_invalid;
    const auto children = body.children();
    if (children.size() != 1)
        return error(errc::soap_operation_unknown, "Body has not exactly one child element");
    const element& wrapper = children.front();
    if (wrapper.is(types_namespace, "SendMessage")) return wrapper;
    if (wrapper.is(types_namespace_variant, "SendMessage")) return wrapper;
    return error(errc::soap_operation_unknown, std::string(wrapper.local_name()));
}

}  // namespace

namespace detail {

result<sync_request> read_body(octets_view body, std::chrono::minutes zone) {
    const auto tree = xml::reader::open(body);
    if (!tree) return tree.error();
    const auto wrapper = find_wrapper(tree->root());
    if (!wrapper) return wrapper.error();
    const auto request = required_child(*wrapper, "request");
    if (!request) return request.error();
    const auto info = required_child(*request, "requestInfo");
    if (!info) return info.error();

    sync_request out;
    const bool is_variant = wrapper->namespace_uri() == types_namespace_variant;
    out.wrapper_namespace = is_variant ? types_namespace_variant : types_namespace;
    if (const auto read = read_info(*info, zone, out); !read) return read.error();
    if (const auto data = read_data(*request, out); !data) return data.error();
    return out;
}

}  // namespace detail

result<sync_request> read_request(const dsig::verified_octets& body, std::chrono::minutes zone) {
    auto request = detail::read_body(body.view(), zone);
    if (request) request->is_signed = body.is_signed();
    return request;
}

}  // namespace gw::soap
