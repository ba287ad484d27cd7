#include "intake/verdict_json.hpp"

#include <boost/json.hpp>

namespace gw::intake {
namespace {

namespace json = boost::json;

json::value text(std::string_view value) {
    return json::string(value.data(), value.size());
}

void put_outcome(json::object& out, const gw::error* failure) {
    if (failure == nullptr) {
        out["indication"] = text(to_string(gw::indication::total_passed));
        out["sub_indication"] = "";
        out["code"] = 0;
        return;
    }
    const auto sub = failure->info().sub_indication;
    const auto indication =
        sub == gw::sub_indication::none ? gw::indication::total_failed : indication_of(sub);
    out["indication"] = text(to_string(indication));
    out["sub_indication"] = text(to_string(sub));
    out["code"] = static_cast<int>(failure->code());
}

void put_message(json::object& out, const gw::error* failure) {
    out["message"] = failure == nullptr ? std::string("passed") : failure->to_string();
}

json::array path_json(const pki::verdict& trust) {
    json::array path;
    for (const auto& one : trust.path) {
        json::object item;
        item["subject"] = one.certificate->subject();
        item["issuer"] = one.certificate->issuer();
        item["serial"] = one.certificate->serial();
        item["sha256"] = to_hex(one.certificate->sha256());
        item["not_before"] = to_rfc3339(one.certificate->not_before());
        item["not_after"] = to_rfc3339(one.certificate->not_after());
        item["anchor"] = one.anchor;
        const auto* failure = one.failure ? &*one.failure : nullptr;
        put_outcome(item, failure);
        put_message(item, failure);
        path.push_back(std::move(item));
    }
    return path;
}

json::array revocation_json(const pki::verdict& trust) {
    json::array list;
    for (const auto& one : trust.revocation) {
        json::object item;
        item["certificate"] = one.certificate_sha256;
        item["source"] = one.source;
        item["status"] = one.status;
        if (!one.sha256.empty()) {  // nothing covers the certificate: there is no list to describe
            item["issuer"] = one.issuer;
            item["number"] = one.number;
            item["sha256"] = one.sha256;
            if (one.this_update != timestamp{}) item["this_update"] = to_rfc3339(one.this_update);
        }
        if (one.next_update) item["next_update"] = to_rfc3339(*one.next_update);
        if (one.revoked) {
            item["revoked_at"] = to_rfc3339(one.revoked->revoked_at);
            item["reason"] = one.revoked->reason;
        }
        if (!one.rule.empty()) item["rule"] = one.rule;
        if (!one.problem.empty()) item["problem"] = one.problem;
        list.push_back(std::move(item));
    }
    return list;
}

json::array sources_json(const std::vector<revocation::source_problem>& sources) {
    json::array all;
    for (const auto& one : sources)
        all.push_back(json::object{
            {"kind", one.kind}, {"issuer", one.issuer}, {"where", one.where}, {"problem", one.problem}});
    return all;
}

json::object signer_json(const pki::certificate& signer) {
    json::object out;
    out["subject"] = signer.subject();
    out["iin"] = signer.iin();
    out["bin"] = signer.bin();
    json::array roles;
    for (const auto& role : signer.roles())
        roles.push_back(text(role));
    out["roles"] = std::move(roles);
    out["serial"] = signer.serial();
    out["sha256"] = to_hex(signer.sha256());
    return out;
}

json::object signature_json(const signature_verdict& one) {
    json::object out;
    out["scope"] = one.report.scope == dsig::scope::transport ? "transport" : "business";
    put_outcome(out, one.failure());
    put_message(out, one.failure());
    out["signature_ok"] = one.report.signature_ok;
    json::array references;
    for (const auto& reference : one.report.references) {
        json::object item;
        item["uri"] = reference.uri;
        item["digest_ok"] = reference.digest_ok;
        item["digest_algorithm"] = reference.digest_algorithm;
        references.push_back(std::move(item));
    }
    out["references"] = std::move(references);
    out["covered"] = one.report.covered;
    out["algorithm"] = one.report.algorithm;
    if (one.report.signer)
        out["signer"] = signer_json(*one.report.signer);
    else
        out["signer"] = nullptr;
    if (!one.report.signer_name.empty()) out["signer_name"] = one.report.signer_name;
    out["path"] = one.trust ? path_json(*one.trust) : json::array();
    out["revocation"] = one.trust ? revocation_json(*one.trust) : json::array();
    if (one.trust) out["trust_version"] = one.trust->trust_version;
    return out;
}

}  // namespace

std::string to_json(const message_verdict& verdict) {
    json::object out;
    const auto* failure = verdict.failure ? &*verdict.failure : nullptr;
    put_outcome(out, failure);
    put_message(out, failure);
    if (verdict.beyond_signatures) out["beyond_signatures"] = true;
    json::array signatures;
    for (const auto& one : verdict.signatures)
        signatures.push_back(signature_json(one));
    out["signatures"] = std::move(signatures);
    if (!verdict.sources.empty()) out["sources"] = sources_json(verdict.sources);
    return json::serialize(out);
}

std::string to_json(const pki::verdict& verdict) {
    json::object out;
    const auto* failure = verdict.failure ? &*verdict.failure : nullptr;
    put_outcome(out, failure);
    put_message(out, failure);
    out["path"] = path_json(verdict);
    out["revocation"] = revocation_json(verdict);
    return json::serialize(out);
}

}  // namespace gw::intake
