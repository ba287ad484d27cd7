// Fields of a form: length limits, shapes of values, and the search for what was not asked for.
#include "adapters/portals/form.hpp"

#include <algorithm>

#include "adapters/portals/letters.hpp"
#include "base/clock.hpp"
#include "cases/identity_number.hpp"

namespace gw::adapters {
namespace {

constexpr std::size_t most_characters = 2000;  // of one value
constexpr std::size_t most_extra_fields = 500;
constexpr std::size_t most_items = 1000;  // workers, documents: more are no application but an attack
constexpr std::string_view white_space = " \t\r\n";

std::string_view trim(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

// Characters of well-formed UTF-8: every octet but the continuation octets.
std::size_t count_characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_code(std::string_view text) noexcept {
    return text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
               return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
           });
}

// Up to twelve digits, then at most two after a point.
bool is_amount(std::string_view text) noexcept {
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    const auto part = point == std::string_view::npos ? std::string_view("0") : text.substr(point + 1);
    return !whole.empty() && whole.size() <= 12 && !part.empty() && part.size() <= 2 &&
           std::all_of(whole.begin(), whole.end(), is_digit) &&
           std::all_of(part.begin(), part.end(), is_digit);
}

// xsd:date may carry a zone ("2026-07-12+05:00"), and a senders' toolkit adds it unasked; the day is what was
// meant.
std::string_view without_zone(std::string_view date) noexcept {
    if (date.ends_with('Z')) return date.substr(0, date.size() - 1);
    if (date.size() == 16 && (date[10] == '+' || date[10] == '-') && date[13] == ':')
        return date.substr(0, 10);
    return date;
}

bool has_child_elements(xml::element element) noexcept {
    for (const pugi::xml_node node : element.node().children())
        if (node.type() == pugi::node_element) return true;
    return false;
}

// Local names from below the root down; the second and later of one name are counted:
// "ForeignWorkers/ForeignWorker[2]".
std::string path_of(xml::element element) {
    const xml::element parent(element.node().parent());
    if (parent.node().type() != pugi::node_element) return {};
    std::size_t index = 1;
    for (pugi::xml_node node = element.node().previous_sibling(); node; node = node.previous_sibling())
        if (node.type() == pugi::node_element && xml::element(node).local_name() == element.local_name())
            ++index;
    std::string path = path_of(parent);
    if (!path.empty()) path += '/';
    path += element.local_name();
    if (index > 1) path += '[' + std::to_string(index) + ']';
    return path;
}

std::string path_of(xml::element parent, std::string_view name) {
    std::string path = path_of(parent);
    if (!path.empty()) path += '/';
    return path += name;
}

bool is_namespace_declaration(std::string_view name) noexcept {
    return name == "xmlns" || name.starts_with("xmlns:");
}

}  // namespace

// --- form ---

namespace {

// The namespace of the form: the root's, or that of the fields when they stand in SHEP's own `data`.
std::string_view namespace_of(const xml::element& root) noexcept {
    if (root.local_name() != "data" || !root.namespace_uri().empty()) return root.namespace_uri();
    for (const pugi::xml_node child : root.node().children())
        if (child.type() == pugi::node_element) return xml::element(child).namespace_uri();
    return {};
}

}  // namespace

bool is_form(const xml::element& root, std::string_view uri, std::string_view local) noexcept {
    return root.is(uri, local) || (root.is("", "data") && namespace_of(root) == uri);
}

form::form(xml::element root) : root_(root), namespace_(namespace_of(root)) {
    values_.reserve(128);
}

section form::root() {
    return {*this, root_};
}

void form::fail(errc code, std::string detail) {
    if (!failure_) failure_ = error(code, std::move(detail));
}

void form::keep(std::string path, std::string value) {
    if (count_characters(value) > most_characters) return fail(errc::form_text_too_long, std::move(path));
    if (extra_.size() == most_extra_fields)
        return fail(errc::form_too_many_items, path + ": too many unknown fields");
    extra_.push_back({std::move(path), std::move(value)});
}

void form::collect(xml::element element) {
    if (failure_) return;
    for (const pugi::xml_attribute attribute : element.node().attributes())
        if (!is_namespace_declaration(attribute.name()))
            keep(path_of(element, '@' + std::string(attribute.name())), attribute.value());
    if (values_.contains(element.node().internal_object())) return;
    if (has_child_elements(element))
        collect_children(element);
    else
        collect_leaf(element);
}

void form::collect_leaf(xml::element element) {
    const auto text = element.text();
    if (!text) return fail(text.error().code(), path_of(element));
    const std::string_view value = trim(*text);
    const bool known = sections_.contains(element.node().internal_object());
    if (!known || !value.empty()) keep(path_of(element), std::string(value));
}

void form::collect_children(xml::element element) {
    for (const pugi::xml_node node : element.node().children()) {
        if (node.type() == pugi::node_element)
            collect(xml::element(node));
        else if ((node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) &&
                 !trim(node.value()).empty())
            return fail(errc::form_field_invalid, path_of(element) + ": text between elements");
    }
}

result<std::vector<cases::extra_field>> form::finish() {
    if (!failure_) collect(root_);
    if (failure_) return *failure_;
    return std::move(extra_);
}

// --- section ---

void section::fail(errc code, std::string_view name, std::string_view why) const {
    if (form_ == nullptr) return;  // of a section that is not there: its absence has been told already
    form_->fail(code, path_of(element_, name) + (why.empty() ? "" : ": ") + std::string(why));
}

// Qualified by the form's namespace or, as senders do at will, not at all; a namesake of a foreign namespace
// is not ours.
bool section::is_field(xml::element child, std::string_view name) const noexcept {
    if (child.node().type() != pugi::node_element || !child.is_named(name)) return false;
    const std::string_view uri = child.namespace_uri();
    return uri.empty() || uri == form_->namespace_;
}

// Two fields of one name would let the signer see one value and the officer the other.
xml::element section::find_one(std::string_view name) const {
    xml::element found;
    for (const pugi::xml_node node : element_.node().children()) {
        const xml::element child(node);
        if (!is_field(child, name)) continue;
        if (found) fail(errc::form_field_invalid, name, "more than one");
        if (!found) found = child;
    }
    return found;
}

section section::optional(std::string_view name) const {
    const xml::element found = find_one(name);
    if (!found) return {};
    form_->sections_.insert(found.node().internal_object());
    return {*form_, found};
}

section section::required(std::string_view name) const {
    const section found = optional(name);
    if (!found) fail(errc::form_field_missing, name, {});
    return found;
}

std::vector<section> section::all(std::string_view name) const {
    std::vector<section> sections;
    for (const pugi::xml_node node : element_.node().children()) {
        const xml::element child(node);
        if (!is_field(child, name)) continue;
        if (sections.size() == most_items) {
            fail(errc::form_too_many_items, name, "more than " + std::to_string(most_items));
            return {};
        }
        form_->sections_.insert(node.internal_object());
        sections.push_back({*form_, child});
    }
    return sections;
}

std::string section::raw(std::string_view name, presence wanted) const {
    const xml::element found = find_one(name);
    std::string value;
    if (found) {
        form_->values_.insert(found.node().internal_object());
        const auto text = found.text();
        if (!text) {
            fail(text.error().code(), name, {});
            return {};
        }
        value = trim(*text);
    }
    if (value.empty() && wanted == presence::required) fail(errc::form_field_missing, name, {});
    return value;
}

std::string section::text(std::string_view name, presence wanted) const {
    std::string value = raw(name, wanted);
    if (count_characters(value) <= most_characters) return value;
    fail(errc::form_text_too_long, name, {});
    return {};
}

std::string section::id(std::string_view name, presence wanted) const {
    std::string value = text(name, wanted);
    if (mixes_alphabets(value)) fail(errc::look_alike_letters, name, "Latin and Cyrillic letters");
    return value;
}

std::string section::code(std::string_view name, presence wanted) const {
    std::string value = text(name, wanted);
    if (has_cyrillic(value)) fail(errc::look_alike_letters, name, "Cyrillic letters in a code");
    if (!is_code(value)) fail(errc::form_field_invalid, name, "not a code");
    return value;
}

std::string section::identity_number(std::string_view name, presence wanted) const {
    std::string value = text(name, wanted);
    if (value.empty() || cases::is_identity_number(value)) return value;
    if (cases::is_identity_number(with_digits_for_letters(value)))
        fail(errc::look_alike_letters, name, "a letter in place of a digit");
    else
        fail(errc::identity_number_invalid, name, "not twelve digits");
    return {};
}

std::string section::date(std::string_view name, presence wanted) const {
    const std::string value = text(name, wanted);
    if (value.empty()) return {};
    std::string day(without_zone(value));
    if (!from_date(day)) fail(errc::form_date_invalid, name, "not a date");
    return day;
}

std::string section::amount(std::string_view name, presence wanted) const {
    std::string value = text(name, wanted);
    if (!value.empty() && !is_amount(value)) fail(errc::form_field_invalid, name, "not an amount");
    return value;
}

std::string section::sha256(std::string_view name) const {
    const std::string value = text(name);
    if (value.empty()) return {};
    const auto digest = from_hex(value);
    if (digest && digest->size() == sha256_digest().size()) return to_hex(*digest);
    fail(errc::form_field_invalid, name, "not a SHA-256 in hexadecimal digits");
    return {};
}

bool section::boolean(std::string_view name) const {
    const std::string value = text(name);
    const bool yes = value == "true" || value == "1";
    if (!yes && !value.empty() && value != "false" && value != "0")
        fail(errc::form_field_invalid, name, "not a boolean");
    return yes;
}

std::optional<octets> section::content(std::string_view name) const {
    const std::string value = raw(name, presence::optional);
    if (value.empty()) return std::nullopt;
    auto decoded = from_base64(value);
    if (!decoded) fail(errc::form_field_invalid, name, "not base64");
    return decoded;
}

}  // namespace gw::adapters
