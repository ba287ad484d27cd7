// The XML form of a case, written and read along case_fields.hpp: an element per field, a list holds an
// `item` per entry.
#include <charconv>

#include "cases/case_fields.hpp"
#include "xml/reader.hpp"
#include "xml/writer.hpp"

namespace gw::cases {
namespace {

constexpr std::string_view case_namespace = "urn:shep-gateway:case:1";
constexpr std::string_view root_name = "service_case";
constexpr std::string_view item_name = "item";

void open(std::string& out, std::string_view name) {
    out.append("<").append(name).append(">");
}
void close(std::string& out, std::string_view name) {
    out.append("</").append(name).append(">");
}

class xml_writer {
public:
    explicit xml_writer(std::string& out) : out_(out) {}

    void text(std::string_view name, std::string_view value) {
        open(out_, name);
        out_ += xml::escape_text(value);
        close(out_, name);
    }
    void optional(std::string_view name, std::string_view value) {
        if (!value.empty()) text(name, value);
    }
    template <class Integer>
    void number(std::string_view name, Integer value) {
        text(name, std::to_string(value));
    }
    void version(std::string_view name, int value) { number(name, value); }
    void count(std::string_view name, std::size_t value) {
        if (value != 0) number(name, value);
    }
    void flag(std::string_view name, bool value) { text(name, value ? "true" : "false"); }
    void time(std::string_view name, timestamp value) { text(name, to_rfc3339(value)); }
    template <class Id>
    void id(std::string_view name, const Id& value) {
        text(name, value.str());
    }
    template <class T>
    void member(std::string_view name, const T& value) {
        open(out_, name);
        describe(*this, value);
        close(out_, name);
    }
    template <class T>
    void maybe(std::string_view name, const std::optional<T>& value) {
        if (value) member(name, *value);
    }
    template <class T>
    void list(std::string_view name, const std::vector<T>& items) {
        open(out_, name);
        for (const T& one : items)
            member(item_name, one);
        close(out_, name);
    }
    template <class T>
    void some(std::string_view name, const std::vector<T>& items) {
        if (!items.empty()) list(name, items);
    }
    void texts(std::string_view name, const std::vector<std::string>& items) {
        open(out_, name);
        for (const auto& one : items)
            text(item_name, one);
        close(out_, name);
    }

private:
    std::string& out_;
};

class xml_reader {
public:
    xml_reader(xml::element from, std::string& wrong) : from_(from), wrong_(wrong) {}

    void text(std::string_view name, std::string& value) {
        if (const auto found = from_.child(name)) take(found, value);
    }
    void optional(std::string_view name, std::string& value) { text(name, value); }
    template <class Integer>
    void number(std::string_view name, Integer& value) {
        std::string said;
        text(name, said);
        if (said.empty()) return;
        const auto [stop, failed] = std::from_chars(said.data(), said.data() + said.size(), value);
        if (failed != std::errc() || stop != said.data() + said.size()) refuse(name);
    }
    void version(std::string_view name, int known) {
        int said = known;
        number(name, said);
        if (said != known) refuse(name);
    }
    void count(std::string_view name, std::size_t& value) { number(name, value); }
    void flag(std::string_view name, bool& value) {
        std::string said;
        text(name, said);
        if (said.empty()) return;
        if (said != "true" && said != "false") refuse(name);
        value = said == "true";
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
        if (const auto found = from_.child(name)) {
            xml_reader inner(found, wrong_);
            describe(inner, value);
        }
    }
    template <class T>
    void maybe(std::string_view name, std::optional<T>& value) {
        if (from_.child(name)) member(name, value.emplace());
    }
    template <class T>
    void list(std::string_view name, std::vector<T>& items) {
        for (const auto& one : from_.child(name).children(item_name)) {
            xml_reader inner(one, wrong_);
            describe(inner, items.emplace_back());
        }
    }
    template <class T>
    void some(std::string_view name, std::vector<T>& items) {
        list(name, items);
    }
    void texts(std::string_view name, std::vector<std::string>& items) {
        for (const auto& one : from_.child(name).children(item_name))
            take(one, items.emplace_back());
    }

private:
    void take(const xml::element& from, std::string& value) {
        if (auto said = from.text())
            value = std::move(*said);
        else
            refuse(from.local_name());
    }
    void refuse(std::string_view name) {
        if (wrong_.empty()) wrong_ = name;
    }

    xml::element from_;
    std::string& wrong_;
};

}  // namespace

std::string to_xml(const service_case& value) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    out.reserve(8192);
    out.append("<").append(root_name).append(" xmlns=\"").append(case_namespace).append("\">");
    xml_writer to(out);
    describe(to, value);
    close(out, root_name);
    return out;
}

result<service_case> case_from_xml(octets_view text) {
    const auto tree = xml::reader::open(text);
    if (!tree) return error(errc::api_request_invalid, "the case is no XML: " + tree.error().detail());
    if (!tree->root().is(case_namespace, root_name))
        return error(errc::api_request_invalid, "the document is no case");
    service_case made;
    std::string wrong;
    xml_reader from(tree->root(), wrong);
    describe(from, made);
    if (!wrong.empty()) return error(errc::api_request_invalid, "case: " + wrong);
    return made;
}

}  // namespace gw::cases
