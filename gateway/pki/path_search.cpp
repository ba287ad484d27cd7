#include <algorithm>

#include "crypto/openssl.hpp"
#include "pki/name.hpp"
#include "pki/path.hpp"

namespace gw::pki {
namespace {

bool is_self_signed(const certificate& cert) {
    return cert.is_self_issued() && signed_by(cert, cert);
}

bool key_ids_match(const certificate& subject, const certificate& issuer) {
    return !subject.authority_key_id().empty() && subject.authority_key_id() == issuer.subject_key_id();
}

// A key of one GOST scheme, and a signature that claims to be of another or of none.
bool is_gost_mispaired(const certificate& subject, const certificate& issuer) {
    int key_nid = NID_undef;
    OBJ_find_sigid_algs(X509_get_signature_nid(subject.x509()), nullptr, &key_nid);
    const bool gost = issuer.is_gost() || subject.signature_algorithm().starts_with("GOST");
    return gost && !EVP_PKEY_is_a(issuer.public_key(), OBJ_nid2sn(key_nid));
}

}  // namespace

bool path_search::run(const certificate_ptr& leaf,
                      const std::function<bool(const certificate_path&)>& accept) {
    const crypto::error_scope scope;
    path_.assign(1, leaf);
    longest_ = path_;
    return extend(accept);
}

bool path_search::extend(const std::function<bool(const certificate_path&)>& accept) {
    const certificate_ptr current = path_.back();
    // An anchor ends a path; where that path does not pass, one through it to another anchor may.
    if (known_.is_anchor(*current) && accept(path_)) return true;
    if (is_self_signed(*current)) return false;  // a root that nobody trusts
    // A root by its key identifiers, and its own key did not sign it.
    if (current->is_self_issued() && key_ids_match(*current, *current)) signature_wrong_ = true;
    for (const certificate_ptr& issuer : issuers_of(*current)) {
        if (is_on_path(*issuer)) continue;
        if (steps_ == step_budget || path_.size() == longest_path) {
            exhausted_ = true;
            return false;
        }
        ++steps_;
        if (!is_signed_by(*current, *issuer)) continue;
        path_.push_back(issuer);
        if (path_.size() > longest_.size()) longest_ = path_;
        if (extend(accept)) return true;
        path_.pop_back();
    }
    return false;
}

std::vector<certificate_ptr> path_search::issuers_of(const certificate& subject) const {
    std::vector<certificate_ptr> found;
    for (const auto* all : {&known_.anchors(), &known_.certificates(), &extra_}) {
        for (const certificate_ptr& one : *all) {
            if (!same_name(subject.issuer_name(), one->subject_name()) || key_ids_differ(subject, *one))
                continue;
            const bool known = std::any_of(found.begin(), found.end(), [&one](const certificate_ptr& other) {
                return other->sha256() == one->sha256();
            });
            if (!known) found.push_back(one);
        }
    }
    std::stable_partition(found.begin(), found.end(),
                          [&subject](const certificate_ptr& one) { return key_ids_match(subject, *one); });
    return found;
}

// RFC 4158 2.4.2: the same name with the same key again is a loop, whatever else the certificate says.
bool path_search::is_on_path(const certificate& cert) const {
    return std::any_of(path_.begin(), path_.end(), [&cert](const certificate_ptr& one) {
        return one->key_sha256() == cert.key_sha256() && same_name(one->subject_name(), cert.subject_name());
    });
}

bool path_search::is_signed_by(const certificate& subject, const certificate& issuer) {
    if (known_.has_verified(subject, issuer)) return true;
    if (issuer.key_fault()) {
        key_fault_ = issuer.key_fault();
        return false;
    }
    if (signed_by(subject, issuer)) return true;
    (is_gost_mispaired(subject, issuer) ? pairing_wrong_ : signature_wrong_) = true;
    return false;
}

error path_search::failure() const {
    if (exhausted_) return errc::path_search_exhausted;
    const std::string serial = "serial " + longest_.back()->serial();
    if (key_fault_) return {key_fault_->code(), serial + ": the key of its issuer: " + key_fault_->detail()};
    if (pairing_wrong_)
        return {errc::gost_hash_pairing_wrong,
                serial + ": its signature algorithm is not that of its issuer's key"};
    if (signature_wrong_)
        return {errc::certificate_signature_wrong, serial + ": its issuer's key did not sign it"};
    return {errc::certificate_chain_not_found, serial + ": no issuer"};
}

}  // namespace gw::pki
