// Every accepted message carries one of these, so it is written straight through, without a tree of values.
#include "intake/verdict_json.hpp"

#include "base/json_text.hpp"

namespace gw::intake {
namespace {

// One JSON object being written. Names are ours: nothing in them to escape.
class object_writer {
public:
    explicit object_writer(std::string& out) : out_(out) { out_ += '{'; }
    ~object_writer() { out_ += '}'; }
    object_writer(const object_writer&) = delete;
    object_writer& operator=(const object_writer&) = delete;

    void text(std::string_view name, std::string_view value) { append_json_text(member(name), value); }
    void number(std::string_view name, int value) { member(name) += std::to_string(value); }
    void flag(std::string_view name, bool value) { member(name) += value ? "true" : "false"; }
    void null(std::string_view name) { member(name) += "null"; }
    template <class Items, class Write>
    void list(std::string_view name, const Items& items, Write write) {
        member(name) += '[';
        bool first = true;
        for (const auto& item : items) {
            if (!first) out_ += ',';
            first = false;
            write(out_, item);
        }
        out_ += ']';
    }
    // For the value to be appended to.
    std::string& member(std::string_view name) {
        if (!first_) out_ += ',';
        first_ = false;
        return out_.append("\"").append(name).append("\":");
    }

private:
    std::string& out_;
    bool first_ = true;
};

gw::indication indication_of(const gw::error* failure) {
    if (failure == nullptr) return gw::indication::total_passed;
    const auto sub = failure->info().sub_indication;
    return sub == gw::sub_indication::none ? gw::indication::total_failed : gw::indication_of(sub);
}

void put_outcome(object_writer& out, const gw::error* failure) {
    out.text("indication", to_string(indication_of(failure)));
    out.text("sub_indication", failure == nullptr ? "" : to_string(failure->info().sub_indication));
    out.number("code", failure == nullptr ? 0 : static_cast<int>(failure->code()));
}

void put_message(object_writer& out, const gw::error* failure) {
    out.text("message", failure == nullptr ? "passed" : failure->to_string());
}

void put_step(std::string& list, const pki::path_element& one) {
    object_writer out(list);
    out.text("subject", one.certificate->subject());
    out.text("issuer", one.certificate->issuer());
    out.text("serial", one.certificate->serial());
    out.text("sha256", to_hex(one.certificate->sha256()));
    out.text("not_before", to_rfc3339(one.certificate->not_before()));
    out.text("not_after", to_rfc3339(one.certificate->not_after()));
    out.flag("anchor", one.anchor);
    const auto* failure = one.failure ? &*one.failure : nullptr;
    put_outcome(out, failure);
    put_message(out, failure);
}

void put_revocation(std::string& list, const pki::revocation_evidence& one) {
    object_writer out(list);
    out.text("certificate", one.certificate_sha256);
    out.text("source", one.source);
    out.text("status", one.status);
    if (!one.sha256.empty()) {  // nothing covers the certificate: there is no list to describe
        out.text("issuer", one.issuer);
        out.text("number", one.number);
        out.text("sha256", one.sha256);
        if (one.this_update != timestamp{}) out.text("this_update", to_rfc3339(one.this_update));
    }
    if (one.next_update) out.text("next_update", to_rfc3339(*one.next_update));
    if (one.revoked) {
        out.text("revoked_at", to_rfc3339(one.revoked->revoked_at));
        out.number("reason", one.revoked->reason);
    }
    if (!one.rule.empty()) out.text("rule", one.rule);
    if (!one.problem.empty()) out.text("problem", one.problem);
}

void put_trust(object_writer& out, const pki::verdict& trust) {
    out.list("path", trust.path, put_step);
    out.list("revocation", trust.revocation, put_revocation);
}

void put_source(std::string& list, const revocation::source_problem& one) {
    object_writer out(list);
    out.text("kind", one.kind);
    out.text("issuer", one.issuer);
    out.text("where", one.where);
    out.text("problem", one.problem);
}

void put_signer(std::string& member, const pki::certificate& signer) {
    object_writer out(member);
    out.text("subject", signer.subject());
    out.text("iin", signer.iin());
    out.text("bin", signer.bin());
    out.list("roles", signer.roles(), append_json_text);
    out.text("serial", signer.serial());
    out.text("sha256", to_hex(signer.sha256()));
}

void put_reference(std::string& list, const dsig::reference& one) {
    object_writer out(list);
    out.text("uri", one.uri);
    out.flag("digest_ok", one.digest_ok);
    out.text("digest_algorithm", one.digest_algorithm);
}

void put_signature(std::string& list, const signature_verdict& one) {
    object_writer out(list);
    out.text("scope", one.report.scope == dsig::scope::transport ? "transport" : "business");
    put_outcome(out, one.failure());
    put_message(out, one.failure());
    out.flag("signature_ok", one.report.signature_ok);
    out.list("references", one.report.references, put_reference);
    out.text("covered", one.report.covered);
    out.text("algorithm", one.report.algorithm);
    if (one.report.signer)
        put_signer(out.member("signer"), *one.report.signer);
    else
        out.null("signer");
    if (!one.report.signer_name.empty()) out.text("signer_name", one.report.signer_name);
    put_trust(out, one.trust ? *one.trust : pki::verdict());
    if (one.trust) out.text("trust_version", one.trust->trust_version);
}

}  // namespace

std::string to_json(const message_verdict& verdict) {
    std::string text;
    text.reserve(4096);
    {
        object_writer out(text);
        const auto* failure = verdict.failure ? &*verdict.failure : nullptr;
        put_outcome(out, failure);
        put_message(out, failure);
        if (verdict.beyond_signatures) out.flag("beyond_signatures", true);
        out.list("signatures", verdict.signatures, put_signature);
        if (!verdict.sources.empty()) out.list("sources", verdict.sources, put_source);
    }
    return text;
}

std::string to_json(const pki::verdict& verdict) {
    std::string text;
    {
        object_writer out(text);
        const auto* failure = verdict.failure ? &*verdict.failure : nullptr;
        put_outcome(out, failure);
        put_message(out, failure);
        put_trust(out, verdict);
    }
    return text;
}

}  // namespace gw::intake
