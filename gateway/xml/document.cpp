// libxml2's SAX2 tree builder with checks in front of it: a limit stops the parser before the tree outgrows
// it.
#include "xml/document.hpp"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/uri.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <optional>

namespace gw::xml {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// What the callbacks of one parse share, reached through ctxt->_private.
struct parse_state {
    const limits* bounds = nullptr;
    std::size_t depth = 0;
    std::size_t elements = 0;
    std::optional<error> refused;
};

struct context_deleter {
    void operator()(xmlParserCtxt* context) const noexcept {
        xmlFreeDoc(context->myDoc);
        xmlFreeParserCtxt(context);
    }
};
using context_ptr = std::unique_ptr<xmlParserCtxt, context_deleter>;

xmlParserCtxt* context_of(void* user) {
    return static_cast<xmlParserCtxt*>(user);
}
parse_state& state_of(void* user) {
    return *static_cast<parse_state*>(context_of(user)->_private);
}

void refuse(void* user, error why) {
    auto& state = state_of(user);
    if (!state.refused) state.refused = std::move(why);
    xmlStopParser(context_of(user));
}

std::size_t length_of(const xmlChar* text) {
    return text == nullptr ? 0 : static_cast<std::size_t>(xmlStrlen(text));
}

// Of nearly every message; absolute.
bool is_well_known(std::string_view uri) {
    constexpr std::array known{
        std::string_view("http://schemas.xmlsoap.org/soap/envelope/"),
        std::string_view("http://www.w3.org/2000/09/xmldsig#"),
        std::string_view("http://www.w3.org/2001/XMLSchema"),
        std::string_view("http://www.w3.org/2001/XMLSchema-instance"),
        std::string_view("http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"),
        std::string_view(
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"),
    };
    return std::find(known.begin(), known.end(), uri) != known.end();
}

// Canonical XML 1.0 section 1.3: documents with relative namespace URIs have no canonical form; some
// canonicalisers then yield nothing at all and the digest of nothing passes (CVE-2025-66567 and its kin).
bool is_absolute_uri(const xmlChar* text) {
    if (length_of(text) == 0) return true;  // xmlns="" takes the default namespace away
    if (is_well_known(reinterpret_cast<const char*>(text))) return true;
    xmlURI* uri = xmlParseURI(reinterpret_cast<const char*>(text));
    const bool absolute = uri != nullptr && uri->scheme != nullptr && uri->scheme[0] != '\0';
    xmlFreeURI(uri);
    return absolute;
}

void start_element(void* user, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri,
                   int namespace_count, const xmlChar** namespaces, int attribute_count, int defaulted,
                   const xmlChar** attributes) {
    auto& state = state_of(user);
    if (state.refused) return;
    const limits& bounds = *state.bounds;
    if (++state.depth > bounds.depth) return refuse(user, errc::xml_too_deep);
    if (++state.elements > bounds.nodes) return refuse(user, errc::xml_too_large);
    if (static_cast<std::size_t>(attribute_count) + static_cast<std::size_t>(namespace_count) >
        bounds.attributes)
        return refuse(user, errc::xml_too_many_attributes);
    if (length_of(name) + length_of(prefix) > bounds.name_length)
        return refuse(user, {errc::xml_too_large, "an element name is too long"});
    for (int i = 0; i < attribute_count; ++i)
        if (length_of(attributes[5 * i]) > bounds.name_length)
            return refuse(user, {errc::xml_too_large, "an attribute name is too long"});
    for (int i = 0; i < namespace_count && !bounds.relative_namespaces; ++i)
        if (!is_absolute_uri(namespaces[2 * i + 1]))
            return refuse(user, {errc::xml_name_invalid, "a namespace URI is relative"});
    xmlSAX2StartElementNs(user, name, prefix, uri, namespace_count, namespaces, attribute_count, defaulted,
                          attributes);
}

void end_element(void* user, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri) {
    auto& state = state_of(user);
    if (state.refused) return;
    --state.depth;
    xmlSAX2EndElementNs(user, name, prefix, uri);
}

void internal_subset(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
    refuse(user, errc::xml_dtd_forbidden);
}

void ignore_message(void*, const char*, ...) {}
void ignore_error(void*, xmlError*) {}

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// The value of encoding="…" in the XML declaration, empty when there is none. Real senders write "UTF8" as
// well (facts/kz-pki.md section 2), and libxml2 would look for a converter of that name.
std::string_view declared_encoding(octets_view text) {
    if (!text.starts_with("<?xml") || text.size() < 6 || !is_space(text[5])) return {};
    const std::size_t end = text.find("?>");
    if (end == octets_view::npos) return {};
    const octets_view declaration = text.substr(0, end);
    const std::size_t at = declaration.find("encoding");
    if (at == octets_view::npos) return {};
    const std::size_t open = declaration.find_first_of("\"'", at);
    if (open == octets_view::npos) return {};
    const std::size_t close = declaration.find(declaration[open], open + 1);
    if (close == octets_view::npos) return {};
    return declaration.substr(open + 1, close - open - 1);
}

bool is_utf8_label(std::string_view label) {
    std::string folded;
    for (const char c : label)
        folded.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    return folded.empty() || folded == "UTF-8" || folded == "UTF8" || folded == "US-ASCII";
}

// The next quotation mark, "=" or ">". find_first_of would call a function for every octet.
std::size_t next_mark(octets_view text, std::size_t at) {
    for (; at < text.size(); ++at)
        if (const char c = text[at]; c == '"' || c == '\'' || c == '=' || c == '>') return at;
    return octets_view::npos;
}

// libxml2 compares the attributes of an element with one another before it calls back, so a million of them
// would keep a thread busy for minutes: they are counted before the parser sees them. What is not well-formed
// may be miscounted; the parser ends there.
bool has_too_many_attributes(octets_view text, std::size_t most) {
    std::size_t at = 0;
    const auto move_behind = [&](octets_view mark, std::size_t from) {
        const std::size_t found = text.find(mark, from);
        at = found == octets_view::npos ? text.size() : found + mark.size();
    };
    while ((at = text.find('<', at)) != octets_view::npos) {
        const octets_view rest = text.substr(at);
        if (rest.starts_with("<!--")) {
            move_behind("-->", at + 4);
        } else if (rest.starts_with("<![CDATA[")) {
            move_behind("]]>", at + 9);
        } else if (rest.starts_with("<?")) {
            move_behind("?>", at + 2);
        } else if (rest.starts_with("<!")) {
            return false;  // a DTD: refused at its first words
        } else {
            std::size_t count = 0;
            while ((at = next_mark(text, at)) != octets_view::npos && text[at] != '>') {
                if (text[at] != '=') {
                    move_behind(text.substr(at, 1), at + 1);  // the other quotation mark
                    continue;
                }
                if (++count > most) return true;
                ++at;
            }
            if (at == octets_view::npos) return false;
        }
    }
    return false;
}

std::string describe_parser_error(const xmlParserCtxt& context) {
    const xmlError& last = context.lastError;
    if (last.message == nullptr) return "not well-formed";
    std::string text = last.message;
    while (!text.empty() && is_space(text.back()))
        text.pop_back();
    return "line " + std::to_string(last.line) + ": " + text;
}

context_ptr make_context(parse_state& state) {
    context_ptr context(xmlNewParserCtxt());
    if (!context) throw std::bad_alloc();
    context->_private = &state;
    xmlSAXHandler& sax = *context->sax;
    sax.startElementNs = start_element;
    sax.endElementNs = end_element;
    sax.internalSubset = internal_subset;
    sax.error = ignore_message;
    sax.warning = ignore_message;
    sax.serror = ignore_error;
    return context;
}

}  // namespace

void initialise() {
    static std::once_flag once;
    std::call_once(once, [] {
        LIBXML_TEST_VERSION
        xmlInitParser();
        xmlSetGenericErrorFunc(nullptr, ignore_message);
        xmlThrDefSetGenericErrorFunc(nullptr, ignore_message);  // worker threads too
    });
}

result<document> parse(octets_view text, const limits& bounds) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    if (text.empty()) return error(errc::xml_not_well_formed, "the document is empty");
    if (text.size() > bounds.octets || text.size() > INT32_MAX) return error(errc::xml_too_large);
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") || text.find('\0') < 4)
        return error(errc::xml_encoding_unsupported, "UTF-16 or UTF-32");
    if (const auto label = declared_encoding(text); !is_utf8_label(label))
        return error(errc::xml_encoding_unsupported, std::string(label));

    // No NUL is XML, but libxml2 takes one behind the root for the end of the document.
    if (text.find('\0') != octets_view::npos) return error(errc::xml_not_well_formed, "NUL octet");
    if (has_too_many_attributes(text, bounds.attributes)) return errc::xml_too_many_attributes;

    parse_state state;
    state.bounds = &bounds;
    const context_ptr context = make_context(state);
    // HUGE lifts libxml2's own limit of 10 MB a text node (inline attachments are larger); the limits above
    // replace it. The encoding is forced: the declaration was judged already.
    constexpr int options = XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    document doc(xmlCtxtReadMemory(context.get(), text.data(), static_cast<int>(text.size()), nullptr,
                                   "UTF-8", options));
    context->myDoc = nullptr;
    if (state.refused) return *state.refused;
    if (!doc || context->wellFormed == 0)
        return error(errc::xml_not_well_formed, describe_parser_error(*context));
    if (context->nsWellFormed == 0) return error(errc::xml_name_invalid, describe_parser_error(*context));
    if (xmlDocGetRootElement(doc.get()) == nullptr)
        return error(errc::xml_not_well_formed, "no root element");
    return doc;
}

}  // namespace gw::xml
