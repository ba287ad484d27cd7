#include "dsig/structure.hpp"

#include <algorithm>
#include <array>

#include "dsig/algorithms.hpp"
#include "dsig/exclusive_c14n.hpp"
#include "dsig/names.hpp"
#include "dsig/stapled.hpp"
#include "dsig/tree.hpp"

namespace gw::dsig {
namespace {

// Algorithms of other countries, by name in the refusal.
struct gost_name {
    std::string_view part, title;
};
constexpr std::array gost_names{
    gost_name{"gostr34102001", "GOST R 34.10-2001"},
    gost_name{"gostr34102012", "GOST R 34.10-2012"},
    gost_name{"gostr34112012", "GOST R 34.11-2012"},
    gost_name{"gost", "GOST"},
};

const gost_name* find_gost(std::string_view uri) {
    const auto* at = std::find_if(gost_names.begin(), gost_names.end(), [&](const gost_name& name) {
        return uri.find(name.part) != std::string_view::npos;
    });
    return at == gost_names.end() ? nullptr : at;
}

error broken(std::string why) {
    return {errc::signature_structure_invalid, std::move(why)};
}

// No comment, processing instruction or CDATA anywhere in a signature (CVE-2025-29775), and no loose text.
result<void> check_node_kinds(xmlNode* signature) {
    std::optional<error> failure;
    for_each_node(signature, [&](xmlNode* node) {
        if (failure) return;
        if (node->type != XML_ELEMENT_NODE && node->type != XML_TEXT_NODE)
            failure = broken("a comment, processing instruction or CDATA section inside the signature");
        else if (node->type == XML_TEXT_NODE && (node->prev != nullptr || node->next != nullptr) &&
                 !only_space(view(node->content)))
            failure = broken("text between the elements of the signature");
    });
    if (failure) return *failure;
    return {};
}

result<std::string> algorithm_of(const xmlNode* node) {
    auto uri = attribute(node, "Algorithm");
    if (!uri || uri->empty()) return broken("an Algorithm attribute is missing");
    return *uri;
}

result<void> check_prefix_list(const xmlNode* transform) {
    const xmlNode* child = first_element(transform);
    if (child == nullptr) return {};
    if (!is(child, names::exclusive_c14n, "InclusiveNamespaces") || next_element(child) != nullptr)
        return error(errc::transform_forbidden, "a canonicalisation has unknown parameters");
    if (attribute(child, "PrefixList").value_or("").size() > 512)
        return error(errc::transform_forbidden, "PrefixList is too long");
    return {};
}

bool is_canonicalisation(std::string_view uri, scope where) {
    if (uri == names::exclusive_c14n || uri == names::c14n) return true;
    // Business documents are signed with comments kept (facts/shep.md 2.5); over a Body comments would be
    // unsigned noise.
    return where == scope::business && (uri == names::c14n_comments || uri == names::exclusive_c14n_comments);
}

// Transport: exactly one exclusive canonicalisation. Business: the enveloped transform, then at most one
// canonicalisation.
result<void> check_transforms(const xmlNode* reference, scope where, bool partial) {
    const auto lists = children(reference, names::ds, "Transforms");
    if (lists.size() > 1) return broken("two Transforms");
    std::vector<std::string> uris;
    for (const xmlNode* node = lists.empty() ? nullptr : first_element(lists[0]); node != nullptr;
         node = next_element(node)) {
        if (!is(node, names::ds, "Transform")) return broken("an unknown element in Transforms");
        auto uri = algorithm_of(node);
        if (!uri) return uri.error();
        if (uri.value() == names::enveloped ? first_element(node) != nullptr
                                            : !is_canonicalisation(uri.value(), where))
            return error(errc::transform_forbidden, uri.value().substr(0, 200));
        if (auto checked = check_prefix_list(node); !checked) return checked.error();
        uris.push_back(std::move(uri.value()));
    }
    if (where == scope::transport) {
        if (uris.size() != 1 || uris[0] != names::exclusive_c14n)
            return error(errc::transform_forbidden,
                         "the transport profile has one exclusive canonicalisation");
        return {};
    }
    const bool has_enveloped = !uris.empty() && uris[0] == names::enveloped;
    if (!has_enveloped && !partial)
        return error(errc::transform_forbidden, "the enveloped-signature transform is missing");
    const auto later = uris.begin() + (has_enveloped ? 1 : 0);
    if (uris.end() - later > 1 || std::find(later, uris.end(), names::enveloped) != uris.end())
        return error(errc::transform_forbidden, "more transforms than the profile knows");
    return {};
}

// The PrefixList when the reference is exactly Transforms with one exclusive canonicalisation, DigestMethod
// and DigestValue.
std::optional<std::vector<std::string>> sole_exclusive(const xmlNode* reference) {
    const xmlNode* transforms = first_element(reference);
    const xmlNode* method = next_element(transforms);
    const xmlNode* value = next_element(method);
    if (!is(transforms, names::ds, "Transforms") || !is(method, names::ds, "DigestMethod") ||
        !is(value, names::ds, "DigestValue") || next_element(value) != nullptr)
        return std::nullopt;
    const xmlNode* transform = first_element(transforms);
    if (transform == nullptr || next_element(transform) != nullptr ||
        attribute(transform, "Algorithm") != names::exclusive_c14n)
        return std::nullopt;
    return read_prefix_list(transform);
}

result<reference_node> read_reference(const xmlNode* node, scope where, const options& opts) {
    reference_node reference;
    const auto uri = attribute(node, "URI");
    if (!uri) return error(errc::reference_forbidden, "a Reference without URI");
    reference.uri = *uri;
    if (const auto type = attribute(node, "Type"); type && type->ends_with("Manifest"))
        return error(errc::reference_forbidden, "a Manifest");
    const bool whole_document = uri->empty() && where == scope::business;
    if (!whole_document && !fragment_of(*uri)) return error(errc::reference_forbidden, uri->substr(0, 200));

    if (auto checked = check_transforms(node, where, opts.pinned_key != nullptr); !checked)
        return checked.error();
    const auto methods = children(node, names::ds, "DigestMethod");
    const auto values = children(node, names::ds, "DigestValue");
    if (methods.size() != 1 || values.size() != 1)
        return broken("DigestMethod or DigestValue is not there once");
    auto digest = algorithm_of(methods[0]);
    if (!digest) return digest.error();
    reference.digest_algorithm = digest.value();
    reference.method = find_digest_method(reference.digest_algorithm, opts.permit_sha1);
    if (reference.method == nullptr) {
        if (const auto* gost = find_gost(reference.digest_algorithm))
            return error(errc::signature_algorithm_unsupported, std::string(gost->title));
        return error(errc::digest_algorithm_forbidden, reference.digest_algorithm.substr(0, 200));
    }
    const auto text = plain_text(values[0]);
    auto value = text ? from_base64(*text) : std::nullopt;
    if (!value || value->size() != reference.method->size) return broken("DigestValue has a wrong length");
    reference.value = std::move(*value);
    reference.exclusive = sole_exclusive(node);
    return reference;
}

}  // namespace

std::optional<std::string> fragment_of(std::string_view uri) {
    if (uri.size() < 2 || uri.size() > 256 || uri[0] != '#') return std::nullopt;
    const std::string_view name = uri.substr(1);
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '_' || c == '-' || c == '.';
        if (!plain) return std::nullopt;  // no xpointer(), no quotes, nothing outside ASCII
    }
    return std::string(name);
}

result<signature_node> read_signature(xmlNode* signature, scope where, const options& opts,
                                      signature_report& report) {
    signature_node read;
    read.node = signature;
    if (auto checked = check_node_kinds(signature); !checked) return checked.error();

    // Exactly SignedInfo, SignatureValue, KeyInfo; an Object could hide what was signed (wrapping), so there
    // is none but that of stapled OCSP answers.
    xmlNode* info = first_element(signature);
    xmlNode* value = next_element(info);
    xmlNode* key_info = next_element(value);
    if (!is(info, names::ds, "SignedInfo") || !is(value, names::ds, "SignatureValue"))
        return broken("SignedInfo and SignatureValue are not the first children");
    if (key_info != nullptr && !is(key_info, names::ds, "KeyInfo"))
        return broken("an element beside SignedInfo, SignatureValue and KeyInfo");
    if (const xmlNode* object = next_element(key_info); object != nullptr) {
        if (next_element(object) != nullptr) return broken("two elements behind KeyInfo");
        auto stapled = read_stapled_answers(object);
        if (!stapled) return stapled.error();
        read.stapled = std::move(*stapled);
    }
    read.info = info;
    read.key_info = key_info;

    xmlNode* canonicalisation = first_element(info);
    xmlNode* method = next_element(canonicalisation);
    if (!is(canonicalisation, names::ds, "CanonicalizationMethod") ||
        !is(method, names::ds, "SignatureMethod"))
        return broken("CanonicalizationMethod and SignatureMethod are not the first children of SignedInfo");
    auto c14n = algorithm_of(canonicalisation);
    if (!c14n) return c14n.error();
    if (!is_canonicalisation(c14n.value(), where))
        return error(errc::canonicalization_forbidden, c14n.value().substr(0, 200));
    if (auto checked = check_prefix_list(canonicalisation); !checked) return checked.error();

    if (c14n.value() == names::exclusive_c14n) read.exclusive = read_prefix_list(canonicalisation);

    auto algorithm_uri = algorithm_of(method);
    if (!algorithm_uri) return algorithm_uri.error();
    read.algorithm = algorithm_uri.value();
    report.algorithm = read.algorithm.substr(0, 200);
    read.method = find_signature_method(read.algorithm, opts.permit_sha1);
    if (read.method == nullptr) {
        if (const auto* gost = find_gost(read.algorithm))
            return error(errc::signature_algorithm_unsupported, std::string(gost->title));
        return error(errc::signature_algorithm_forbidden, read.algorithm.substr(0, 200));
    }
    if (first_element(method) != nullptr)
        return broken("SignatureMethod has parameters");  // HMACOutputLength and such

    for (const xmlNode* node = next_element(method); node != nullptr; node = next_element(node)) {
        if (!is(node, names::ds, "Reference")) return broken("an unknown element in SignedInfo");
        if (read.references.size() == opts.most_references) return error(errc::reference_count_exceeded);
        auto reference = read_reference(node, where, opts);
        if (!reference) return reference.error();
        report.references.push_back({reference.value().uri, reference.value().digest_algorithm, false});
        read.references.push_back(std::move(reference.value()));
    }
    if (read.references.empty()) return error(errc::reference_count_exceeded, "no Reference");

    const auto text = plain_text(value);
    auto decoded = text ? from_base64(*text) : std::nullopt;
    if (!decoded || decoded->empty()) return broken("SignatureValue is not base64");
    read.value = std::move(*decoded);
    return read;
}

}  // namespace gw::dsig
