// Signed messages made on the fly, and ways to spoil them after signing.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "dsig/names.hpp"
#include "dsig/sign.hpp"
#include "dsig/verify.hpp"
#include "support/test_pki.hpp"

namespace gw::dsig::test {

inline const timestamp now = test_pki::day("2026-06-01");

inline std::string envelope(const std::string& data, const std::string& header = "") {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
           "<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\">" +
           header +
           "<S:Body><m:SendMessage xmlns:m=\"http://bip.bee.kz/SyncChannel/v10/Types\"><request><requestInfo>"
           "<messageId>7ea6369f</messageId></requestInfo><requestData><data>" +
           data + "</data></requestData></request></m:SendMessage></S:Body></S:Envelope>";
}

struct party {
    pki::certificate_ptr certificate;
    test_pki::identity identity;
    signer as_signer() const { return {identity.key.get(), certificate}; }
};

inline party make_party(const test_pki::identity& issuer, const test_pki::certificate_spec& spec) {
    party made;
    made.identity = test_pki::issue(issuer, spec);
    made.certificate = pki::certificate::from_der(made.identity.der).value();
    return made;
}

// The usual cast: a portal that signs transports, two applicants.
struct cast {
    test_pki::hierarchy pki;
    party portal = make_party(pki.ca, test_pki::information_system("960340000514"));
    party applicant = make_party(pki.ca, test_pki::person("850101300123"));
    party employer = make_party(pki.ca, test_pki::organisation("790101300456", "151140025060"));
    pki::certificate_cache cache{100};
    pki::trust trust{{pki::certificate::from_der(pki.root.der).value()},
                     {pki::certificate::from_der(pki.ca.der).value(), portal.certificate},
                     {}};

    verifier make_verifier(options opts = {}) { return {opts, cache}; }
    octets sign(const std::string& soap, key_info_form form = key_info_form::key_identifier) const {
        auto made = sign_envelope(soap, portal.as_signer(), form);
        if (!made) throw std::runtime_error(made.error().to_string());
        return made.value();
    }
    octets sign_document(const std::string& xml, const party& by) const {
        auto made = sign_enveloped(xml, by.as_signer());
        if (!made) throw std::runtime_error(made.error().to_string());
        return made.value();
    }
};

inline cast& the_cast() {
    initialise();
    static cast made;
    return made;
}

// Replaces the first occurrence; a text that is not there fails the test at once.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    if (at == std::string::npos) throw std::runtime_error("not in the message: " + from);
    return text.replace(at, from.size(), to);
}

// The text from the first `open` up to and including the next `close`.
inline std::string part(const std::string& text, const std::string& open, const std::string& close) {
    const auto from = text.find(open);
    const auto to = text.find(close, from);
    if (from == std::string::npos || to == std::string::npos) throw std::runtime_error("no " + open);
    return text.substr(from, to + close.size() - from);
}

inline std::string escaped(const std::string& xml) {
    std::string out;
    for (const char c : xml) {
        if (c == '<')
            out += "&lt;";
        else if (c == '&')
            out += "&amp;";
        else
            out += c;
    }
    return out;
}

}  // namespace gw::dsig::test
