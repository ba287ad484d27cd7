#include "dsig/stapled.hpp"

#include <array>

#include "dsig/names.hpp"
#include "dsig/tree.hpp"

namespace gw::dsig {
namespace {

constexpr const char* xades = "http://uri.etsi.org/01903/v1.3.2#";
constexpr std::size_t most_answers = 8;

error broken(std::string why) {
    return {errc::signature_structure_invalid, std::move(why)};
}

// The one way to the values; each step has one child.
const xmlNode* revocation_values(const xmlNode* object) {
    constexpr std::array steps = {"QualifyingProperties", "UnsignedProperties", "UnsignedSignatureProperties",
                                  "RevocationValues"};
    const xmlNode* at = object;
    for (const char* step : steps) {
        at = first_element(at);
        if (at == nullptr || !is(at, xades, step) || next_element(at) != nullptr) return nullptr;
    }
    return at;
}

}  // namespace

result<std::vector<octets>> read_stapled_answers(const xmlNode* object) {
    const xmlNode* values = is(object, names::ds, "Object") ? revocation_values(object) : nullptr;
    if (values == nullptr) return broken("an Object that is not XAdES RevocationValues alone");
    std::vector<octets> answers;
    for (const xmlNode* list = first_element(values); list != nullptr; list = next_element(list)) {
        if (!is(list, xades, "OCSPValues")) return broken("RevocationValues hold more than OCSPValues");
        for (const xmlNode* one = first_element(list); one != nullptr; one = next_element(one)) {
            const auto text = is(one, xades, "EncapsulatedOCSPValue") ? plain_text(one) : std::nullopt;
            auto answer = text ? from_base64(*text) : std::nullopt;
            if (!answer) return broken("an EncapsulatedOCSPValue that is not base64");
            if (answers.size() == most_answers) return broken("too many OCSP answers");
            answers.push_back(std::move(*answer));
        }
    }
    return answers;
}

}  // namespace gw::dsig
