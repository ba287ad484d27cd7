// Reading a signed business form: typed fields by name and namespace in any order, each at most once. Fields
// that nobody asked for are kept as `extra`. The first failure sticks, so adapters read straight through and
// look once at the end.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/error.hpp"
#include "cases/service_case.hpp"
#include "xml/reader.hpp"

namespace gw::adapters {

class section;

// Whether the document is the form of this name: by its root, or as the typed `data` element of SHEP itself,
// which then holds the form's own fields (facts/shep.md 2.6 b). Its xsi:type is not looked at: a prefix there
// is under no signature.
bool is_form(const xml::element& root, std::string_view uri, std::string_view local) noexcept;

// One form being read.
class form {
public:
    explicit form(xml::element root);

    section root();
    std::string_view namespace_uri() const noexcept { return namespace_; }
    // The failure of any field, or everything that was not asked for (leaf elements and attributes).
    result<std::vector<cases::extra_field>> finish();

private:
    friend class section;
    // A child element that may be a field: its name is looked for much more often than it is read.
    struct field {
        std::string_view name;
        xml::element element;
    };
    using fields = std::vector<field>;

    const fields& fields_of(xml::element parent);
    void fail(errc code, std::string detail);
    void collect(xml::element);
    void collect_leaf(xml::element);
    void collect_children(xml::element);
    void keep(std::string path, std::string value);

    xml::element root_;
    std::string_view namespace_;
    std::deque<fields> fields_;
    std::unordered_set<const void*> values_, sections_;  // elements that an adapter has asked for
    std::optional<error> failure_;
    std::vector<cases::extra_field> extra_;
};

enum class presence { optional, required };

// One element of the form with its fields. Values lose white space at their ends. An empty value is an absent
// one.
class section {
public:
    section() = default;
    explicit operator bool() const noexcept { return static_cast<bool>(element_); }

    // An optional section; empty when it is not there.
    section optional(std::string_view name) const;
    section required(std::string_view name) const;
    // Every section of this name; form_too_many_items when there are more than a thousand.
    std::vector<section> all(std::string_view name) const;

    std::string text(std::string_view name, presence = presence::optional) const;  // form_text_too_long
    // Numbers and names of papers and files: text without look-alike letters (look_alike_letters).
    std::string id(std::string_view name, presence = presence::optional) const;
    std::string code(std::string_view name, presence = presence::optional) const;  // [a-z0-9_-]{1,64}
    // IIN or BIN: identity_number_invalid, look_alike_letters.
    std::string identity_number(std::string_view name, presence = presence::optional) const;
    std::string date(std::string_view name,
                     presence = presence::optional) const;  // YYYY-MM-DD; form_date_invalid
    std::string amount(std::string_view name, presence = presence::optional) const;
    std::string sha256(std::string_view name) const;  // lower-case hex
    bool boolean(std::string_view name) const;
    // Base64 of any length, decoded; nothing when the field is absent.
    std::optional<octets> content(std::string_view name) const;

    void fail(errc code, std::string_view name, std::string_view why) const;

private:
    friend class form;
    section(form& owner, xml::element element)
        : form_(&owner), element_(element), fields_(&owner.fields_of(element)) {}
    xml::element find_one(std::string_view name) const;
    std::string raw(std::string_view name, presence) const;

    form* form_ = nullptr;
    xml::element element_;
    const form::fields* fields_ = nullptr;
};

}  // namespace gw::adapters
