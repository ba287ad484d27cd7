// Where xmlsec hands over one whole element (SignedInfo, a reference by id) the one-pass canonicaliser writes
// it. Any other node set (the document without a signature) goes to libxml2's, node by node.
#include "dsig/exclusive_c14n.hpp"

#include <libxml/c14n.h>
#include <xmlsec/buffer.h>
#include <xmlsec/list.h>
#include <xmlsec/nodeset.h>
#include <xmlsec/xmlsec.h>

#include <stdexcept>

#include "base/error.hpp"
#include "dsig/names.hpp"
#include "dsig/tree.hpp"
#include "xml/canonical.hpp"

namespace gw::dsig {
namespace {

using prefixes = std::vector<std::string>;

prefixes* prefixes_of(xmlSecTransform* transform) {
    return static_cast<prefixes*>(transform->reserved0);
}

int initialise_transform(xmlSecTransform* transform) {
    transform->reserved0 = new prefixes;
    return 0;
}

void finalise_transform(xmlSecTransform* transform) {
    delete prefixes_of(transform);
    transform->reserved0 = nullptr;
}

int read_parameters(xmlSecTransform* transform, xmlNode* node, xmlSecTransformCtx*) {
    auto list = read_prefix_list(node);
    if (!list) return -1;
    *prefixes_of(transform) = std::move(*list);
    return 0;
}

// The element, when the set is that element with all below it.
const xmlNode* whole_element(const xmlSecNodeSet* set) {
    const bool tree = set->type == xmlSecNodeSetTree || set->type == xmlSecNodeSetTreeWithoutComments;
    if (!tree || set->next != set || set->children != nullptr || set->op != xmlSecNodeSetIntersection)
        return nullptr;
    if (set->nodes == nullptr || set->nodes->nodeNr != 1) return nullptr;
    const xmlNode* node = set->nodes->nodeTab[0];
    return node->type == XML_ELEMENT_NODE ? node : nullptr;
}

int is_in_set(void* set, xmlNode* node, xmlNode* parent) {
    return xmlSecNodeSetContains(static_cast<xmlSecNodeSet*>(set), node, parent);
}
int append_octets(void* out, const char* data, int size) {
    static_cast<octets*>(out)->append(data, static_cast<std::size_t>(size));
    return size;
}
int close_octets(void*) {
    return 0;
}

bool canonicalise_set(xmlSecNodeSet* set, const prefixes& inclusive, octets& out) {
    std::vector<std::string> names = inclusive;
    std::vector<xmlChar*> list;
    for (auto& name : names) {
        if (name.empty()) name = "#default";
        list.push_back(reinterpret_cast<xmlChar*>(name.data()));
    }
    list.push_back(nullptr);
    const std::unique_ptr<xmlOutputBuffer, int (*)(xmlOutputBuffer*)> buffer(
        xmlOutputBufferCreateIO(append_octets, close_octets, &out, nullptr), xmlOutputBufferClose);
    if (!buffer) throw std::bad_alloc();
    return xmlC14NExecute(set->doc, is_in_set, set, XML_C14N_EXCLUSIVE_1_0, list.data(), 0, buffer.get()) >=
               0 &&
           xmlOutputBufferFlush(buffer.get()) >= 0;
}

int push_nodes(xmlSecTransform* transform, xmlSecNodeSet* set, xmlSecTransformCtx* context) {
    if (set == nullptr || transform->status != xmlSecTransformStatusNone) return -1;
    transform->status = xmlSecTransformStatusWorking;
    octets out;
    const xmlNode* element = whole_element(set);
    const bool written = element != nullptr
                             ? bool(xml::canonicalise_exclusive(element, out, *prefixes_of(transform)))
                             : canonicalise_set(set, *prefixes_of(transform), out);
    if (!written) return -1;
    transform->status = xmlSecTransformStatusFinished;
    const auto* data = reinterpret_cast<const xmlSecByte*>(out.data());
    const auto size = static_cast<xmlSecSize>(out.size());
    if (transform->next != nullptr)
        return xmlSecTransformPushBin(transform->next, data, size, 1, context) < 0 ? -1 : 0;
    return xmlSecBufferAppend(&transform->outBuf, data, size) < 0 ? -1 : 0;
}

// xmlsec pushes node sets through; nothing is ever pulled.
int pull_octets(xmlSecTransform*, xmlSecByte*, xmlSecSize, xmlSecSize*, xmlSecTransformCtx*) {
    return -1;
}

}  // namespace

std::optional<std::vector<std::string>> read_prefix_list(const xmlNode* method) {
    prefixes read;
    const xmlNode* list = first_element(method);
    if (list == nullptr) return read;
    const auto text = attribute(list, "PrefixList");
    if (!is(list, names::exclusive_c14n, "InclusiveNamespaces") || !text) return std::nullopt;
    std::size_t at = 0;
    while ((at = text->find_first_not_of(" \t\r\n", at)) != std::string::npos) {
        const auto end = text->find_first_of(" \t\r\n", at);
        const auto name = text->substr(at, end - at);
        read.push_back(name == "#default" ? std::string() : name);
        if (end == std::string::npos) break;
        at = end;
    }
    return read;
}

xmlSecTransformId exclusive_c14n_transform() noexcept {
    static const xmlSecTransformKlass klass = [] {
        _xmlSecTransformKlass made{};
        made.klassSize = sizeof(xmlSecTransformKlass);
        made.objSize = sizeof(xmlSecTransform);
        made.name = xml_text("exc-c14n");
        made.href = xml_text(names::exclusive_c14n);
        made.usage = xmlSecTransformUsageC14NMethod | xmlSecTransformUsageDSigTransform;
        made.initialize = initialise_transform;
        made.finalize = finalise_transform;
        made.readNode = read_parameters;
        made.getDataType = xmlSecTransformDefaultGetDataType;
        made.popBin = pull_octets;
        made.pushXml = push_nodes;
        return made;
    }();
    return &klass;
}

void register_exclusive_c14n() {
    xmlSecPtrList* known = xmlSecTransformIdsGet();
    for (xmlSecSize i = 0; i < xmlSecPtrListGetSize(known); ++i) {
        if (xmlSecPtrListGetItem(known, i) != static_cast<const void*>(xmlSecTransformExclC14NId)) continue;
        void* ours = const_cast<_xmlSecTransformKlass*>(exclusive_c14n_transform());
        GW_INVARIANT(xmlSecPtrListSet(known, ours, i) >= 0);
        return;
    }
    throw std::logic_error("xmlsec does not know exclusive canonicalization");
}

}  // namespace gw::dsig
