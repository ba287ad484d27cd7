#include "sandbox/scenarios.hpp"

#include <stdexcept>

#include "base/ids.hpp"
#include "sandbox/form_edit.hpp"

namespace sandbox {
namespace {

using gw::timestamp;
using change = std::function<void(request&)>;
using spoil = std::function<std::string(std::string)>;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    if (at == std::string::npos) throw std::runtime_error("the form has no " + from);
    return text.replace(at, from.size(), to);
}

// The element with this text in it, from its tag to its end tag.
std::string without_element(std::string text, const std::string& tag, const std::string& inside) {
    const auto marker = text.find(inside);
    const auto from = text.rfind("<" + tag + ">", marker);
    const auto to = text.find("</" + tag + ">", marker);
    if (marker == std::string::npos || from == std::string::npos || to == std::string::npos)
        throw std::runtime_error("the form has no " + tag + " with " + inside);
    return text.erase(from, to + tag.size() + 3 - from);
}

std::string new_message_id(timestamp now) {
    return gw::uuid7_source().next(now);
}

class table {
public:
    explicit table(std::filesystem::path forms) : forms_(std::move(forms)) {}

    // What the portal of this form usually sends.
    request usual(const std::string& form) const {
        request made;
        const std::string portal = form.substr(0, form.find('-'));
        const auto today = local_day(gw::system_clock().now());
        made.form = form_editor(portal, read_text(forms_ / (form + ".xml")), today).text();
        made.sender_id = portal;
        made.password = portal + "-password";
        made.portal_key = "portals/" + portal + "/sign";
        if (form.find("foreign-labour") != std::string::npos) {
            made.service_id = "FOREIGN_LABOUR_PERMIT";
            made.signers = {"applicants/head"};
        } else {
            made.service_id = "LABOUR_IMMIGRANT_PERMIT";
            // The egov example names a farm as the employer, the migration example a private household.
            made.signers = {"applicants/foreign-worker",
                            portal == "egov" ? "applicants/employer-head" : "applicants/employer-person"};
        }
        return made;
    }

    void add(const std::string& form, std::string title, std::string kind, std::string name,
             change adapt = {}, spoil after = {}) {
        const std::string portal = form.substr(0, form.find('-'));
        const request from = usual(form);
        rows.push_back({portal, std::move(title), std::move(kind), std::move(name),
                        [from, adapt, after](parties& cast, timestamp now) {
                            request made = from;
                            made.message_date = now;
                            made.message_id = new_message_id(now);
                            if (adapt) adapt(made);
                            std::string message = make_message(cast, made);
                            return after ? after(std::move(message)) : message;
                        }});
    }

    std::vector<scenario> rows;

private:
    std::filesystem::path forms_;
};

const std::string egov = "egov-foreign-labour-issue", elicense = "elicense-foreign-labour-issue",
                  egov_immigrant = "egov-labour-immigrant-issue",
                  migration = "migration-labour-immigrant-issue";

change signed_by(std::vector<std::string> names) {
    return [names](request& made) { made.signers = names; };
}
change form_replaced(const std::string& from, const std::string& to) {
    return [from, to](request& made) { made.form = replaced(made.form, from, to); };
}

void add_good(table& all) {
    all.add(egov, "foreign labour, data as escaped string", "accepted", "accepted");
    all.add(elicense, "foreign labour, seasonal, data as CDATA", "accepted", "accepted",
            [](request& made) { made.data = data_form::cdata; });
    all.add(egov_immigrant, "labour immigrant, two signers, data as element", "accepted", "accepted",
            [](request& made) { made.data = data_form::raw_child; });
    all.add(migration, "labour immigrant, two signers, typed data", "accepted", "accepted",
            [](request& made) { made.data = data_form::typed; });
    all.add(egov, "foreign labour, certificate by BinarySecurityToken", "accepted", "accepted",
            [](request& made) {
                made.key_info = gw::dsig::key_info_form::binary_security_token;
                made.signers = {"applicants/right-to-sign"};
            });
    all.add(elicense, "foreign labour, certificate by issuer and serial", "accepted", "accepted",
            [](request& made) { made.key_info = gw::dsig::key_info_form::issuer_serial; });
    all.add(migration, "labour immigrant, ECDSA applicant, odd IIN", "accepted", "accepted",
            [](request& made) {
                made.form = replaced(made.form, "870511300117", "820417300118");
                made.signers = {"applicants/iin-check-digit", "applicants/employer-person"};
            });
    all.add(egov, "foreign labour, a document is missing: a note", "accepted", "accepted", [](request& made) {
        made.form = without_element(made.form, "Attachment", "education_documents");
    });
}

void add_business(table& all) {
    all.add(migration, "labour immigrant, a document is missing", "refused", "document_missing",
            [](request& made) { made.form = without_element(made.form, "document", "medical_certificate"); });
    all.add(elicense, "labour immigrant is not offered here", "refused", "channel_not_offered",
            [](request& made) {
                made.form = replaced(made.form, "foreign-labour-permit", "labour-immigrant-permit");
                made.form = replaced(made.form, "north-kazakhstan", "zhitikara");
                made.service_id = "LABOUR_IMMIGRANT_PERMIT";
            });
    all.add(egov, "unknown procedure", "refused", "procedure_unknown",
            form_replaced("<Procedure>issue", "<Procedure>revoke"));
    all.add(egov, "BIN of eleven digits", "refused", "identity_number_invalid",
            form_replaced("<BIN>151140090010", "<BIN>15114009001"));
}

void add_signers(table& all) {
    all.add(egov, "signed by an employee without the right", "fault", "signer_role_forbidden",
            signed_by({"applicants/employee"}));
    all.add(egov, "BIN of another organisation", "fault", "signer_bin_mismatch",
            signed_by({"applicants/employer-head"}));
    all.add(migration, "IIN of another person", "fault", "signer_iin_mismatch",
            signed_by({"applicants/individual", "applicants/employer-person"}));
    all.add(migration, "the employer did not sign", "fault", "second_signature_missing",
            signed_by({"applicants/foreign-worker"}));
    all.add(egov, "applicant did not sign", "fault", "signature_missing", signed_by({}));
    for (const auto& [who, name] : std::vector<std::pair<std::string, std::string>>{
             {"applicants/revoked", "certificate_revoked"},
             {"applicants/expired", "certificate_expired"},
             {"applicants/not-yet-valid", "certificate_not_yet_valid"},
             {"applicants/auth-only", "key_usage_wrong"},
             {"applicants/weak-key", "key_too_weak"},
             {"applicants/sha1", "certificate_algorithm_forbidden"},
             {"applicants/ca-revoked", "ca_revoked"},
             {"foreign/individual", "certificate_chain_not_found"}})
        all.add(egov, "applicant's certificate: " + who.substr(who.find('/') + 1), "fault", name,
                signed_by({who}));
}

std::string spoiled_value(std::string message) {
    const auto at = message.find("<ds:SignatureValue>") + 40;
    message[at] = message[at] == 'A' ? 'B' : 'A';
    return message;
}

change by(const std::string& portal_key, std::vector<std::string> signers) {
    return [=](request& made) {
        made.portal_key = portal_key;
        made.signers = signers;
    };
}

// Kazakhstan's algorithms, portals and applicants each with their own.
void add_gost(table& all) {
    const std::string head_2004 = "applicants/head-gost2004", head_2015 = "applicants/head-gost2015";
    const std::string egov_2015 = "portals/egov/sign-gost2015";
    all.add(egov, "foreign labour, all GOST 2015", "accepted", "accepted", by(egov_2015, {head_2015}));
    all.add(elicense, "foreign labour, all GOST 2004", "accepted", "accepted",
            by("portals/elicense/sign-gost2004", {head_2004}));
    all.add(egov, "foreign labour, RSA portal, GOST 2004 applicant", "accepted", "accepted",
            by("portals/egov/sign", {head_2004}));
    all.add(egov, "foreign labour, GOST 2015 portal, RSA applicant", "accepted", "accepted",
            by(egov_2015, {"applicants/head"}));
    all.add(egov_immigrant, "labour immigrant, GOST 2015 and GOST 2004 signers", "accepted", "accepted",
            by(egov_2015, {"applicants/foreign-worker-gost2015", "applicants/employer-head-gost2004"}));
    all.add(migration, "labour immigrant, RSA and GOST 2015 signers", "accepted", "accepted",
            by("portals/migration/sign-gost2015",
               {"applicants/foreign-worker-gost2015", "applicants/employer-person"}));
    all.add(egov, "GOST 2015 applicant, revoked", "fault", "certificate_revoked",
            by("portals/egov/sign", {"applicants/revoked-gost2015"}));
    all.add(egov, "GOST 2015 signature value changed", "fault", "signature_value_wrong",
            by(egov_2015, {head_2015}), spoiled_value);
    all.add(egov, "GOST 2004 method, GOST 2015 certificate", "fault", "gost_hash_pairing_wrong",
            by(egov_2015, {head_2015}), [](std::string message) {
                return replaced(
                    std::move(message),
                    "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512",
                    "http://www.w3.org/2001/04/xmldsig-more#gost34310-gost34311");
            });
}

void add_transport(table& all) {
    all.add(egov, "no transport signature", "fault", "signature_missing",
            [](request& made) { made.portal_key.clear(); });
    all.add(egov, "body changed after signing", "fault", "digest_mismatch", {}, [](std::string message) {
        return replaced(std::move(message), "<serviceId>FOREIGN", "<serviceId>FOREIGM");
    });
    all.add(egov, "signature value changed", "fault", "signature_value_wrong", {}, spoiled_value);
    all.add(egov, "GOST 2015 method, RSA certificate", "fault", "gost_hash_pairing_wrong", {},
            [](std::string message) {
                return replaced(
                    std::move(message), "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                    "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512");
            });
    all.add(egov, "body moved, a forged one in its place", "fault", "reference_not_body", {},
            [](std::string message) {
                const auto from = message.find("<S:Body"), to = message.find("</S:Body>") + 9;
                const std::string body = message.substr(from, to - from);
                message.replace(from, to - from, "<S:Body><forged/></S:Body>");
                return replaced(std::move(message), "</S:Header>",
                                "<w:W xmlns:w=\"urn:w\">" + body + "</w:W></S:Header>");
            });
    all.add(egov, "comment inside a value", "fault", "markup_inside_value", {}, [](std::string message) {
        return replaced(std::move(message), "<serviceId>FOREIGN", "<serviceId>FOREIGN<!-- x -->");
    });
    all.add(elicense, "signed by another portal", "fault", "transport_certificate_unknown",
            [](request& made) { made.portal_key = "portals/egov/sign"; });
    all.add(egov, "portal's certificate revoked", "fault", "certificate_revoked",
            [](request& made) { made.portal_key = "portals-bad/revoked/sign"; });
    all.add(egov, "DOCTYPE", "fault", "xml_dtd_forbidden", {}, [](std::string message) {
        return replaced(std::move(message), "<S:Envelope", "<!DOCTYPE x [<!ENTITY e \"v\">]><S:Envelope");
    });
    all.add(egov, "cut in the middle", "fault", "xml_not_well_formed", {},
            [](std::string message) { return message.substr(0, message.size() / 2); });
}

void add_sender(table& all) {
    all.add(egov, "wrong password", "fault", "password_wrong",
            [](request& made) { made.password = "guess"; });
    all.add(egov, "unknown sender", "fault", "sender_unknown",
            [](request& made) { made.sender_id = "nobody"; });
    all.add(egov, "unknown serviceId", "fault", "service_id_unknown",
            [](request& made) { made.service_id = "NO_SUCH_SERVICE"; });
    all.add(egov, "messageDate of last month", "fault", "message_date_stale",
            [](request& made) { made.message_date -= std::chrono::hours(24 * 30); });
}

// The same messageId twice: the first answer again for the same content, a conflict for other content.
void add_repeats(table& all) {
    auto kept = std::make_shared<std::string>();
    auto first = all.usual(egov);
    all.rows.push_back(
        {"egov", "first of a pair", "accepted", "accepted", [kept, first](parties& cast, timestamp now) {
             request made = first;
             made.message_date = now;
             made.message_id = new_message_id(now);
             *kept = made.message_id + "\n" + sign_form(cast, made);
             return make_message(cast, made, kept->substr(kept->find('\n') + 1));
         }});
    all.rows.push_back({"egov", "the same again: the same answer", "accepted", "accepted",
                        [kept, first](parties& cast, timestamp now) {
                            request made = first;
                            made.message_date = now;
                            made.message_id = kept->substr(0, kept->find('\n'));
                            return make_message(cast, made, kept->substr(kept->find('\n') + 1));
                        }});
    all.rows.push_back({"egov", "the same messageId, other content", "fault", "duplicate_conflict",
                        [kept, first](parties& cast, timestamp now) {
                            request made = first;
                            made.message_date = now;
                            made.message_id = kept->substr(0, kept->find('\n'));
                            made.form = replaced(made.form, "<Category>1", "<Category>2");
                            return make_message(cast, made);
                        }});
}

}  // namespace

std::vector<scenario> demonstration(const std::filesystem::path& forms, bool with_gost) {
    table all(forms);
    add_good(all);
    if (with_gost) add_gost(all);
    add_business(all);
    add_signers(all);
    add_transport(all);
    add_sender(all);
    add_repeats(all);
    return std::move(all.rows);
}

}  // namespace sandbox
