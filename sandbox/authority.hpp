// One pretend authority with its register: what it has issued and revoked, and the lists, OCSP answers and
// time stamps that follow from it. Built on OpenSSL alone, so that the gateway is tried against another's
// encoding.
#pragma once

#include <openssl/ts.h>
#include <openssl/x509.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "crypto/keys.hpp"

namespace sandbox {

struct x509_deleter {
    void operator()(X509* one) const noexcept { X509_free(one); }
};
using x509_ptr = std::unique_ptr<X509, x509_deleter>;

struct keyed_certificate {
    gw::crypto::pkey key;
    x509_ptr certificate;
};

// What is asked to be wrong with a document.
enum class flaw { none, stale, wrong_signed, rolled_back, without_base };

struct revocation_record {
    gw::timestamp at{};
    int reason = 0;
    bool in_base = false;  // stands in the last full list
};

class authority {
public:
    // `folder` as certs-example makes them: ca.crt, ca.key, index.txt. Throws std::runtime_error.
    authority(std::string name, const std::filesystem::path& folder, gw::timestamp now);

    const std::string& name() const noexcept { return name_; }
    X509* certificate() const noexcept { return own_.certificate.get(); }
    long base_number() const noexcept { return base_number_; }
    long delta_number() const noexcept { return delta_number_; }
    std::size_t revoked() const noexcept { return revoked_.size(); }

    // Serials as hexadecimal text. Both show in the next delta, and in a full list once one is issued.
    void revoke(const std::string& serial, int reason, gw::timestamp at);
    void restore(const std::string& serial);
    void issue_base(gw::timestamp now);

    gw::octets full_list(gw::timestamp now, flaw) const;
    gw::octets delta_list(gw::timestamp now, flaw) const;
    // An OCSPResponse to an OCSPRequest. A serial that was never issued is "revoked" in 1970, as НУЦ РК
    // answers.
    gw::octets ocsp_answer(const gw::octets& request, gw::timestamp now, flaw) const;
    // A TimeStampResp to a TimeStampReq.
    gw::octets time_stamp(const gw::octets& request, gw::timestamp now) const;
    // Whether the CertID of the first request names this authority.
    bool is_asked(const gw::octets& ocsp_request) const;

private:
    void read_register(const std::filesystem::path& index);
    keyed_certificate certify(const char* common_name, const char* usage, bool nocheck,
                              gw::timestamp now) const;
    gw::octets sign_list(X509_CRL*, flaw) const;

    std::string name_;
    keyed_certificate own_, responder_, stamper_;
    gw::crypto::pkey stranger_;  // what forged lists are signed with
    std::map<std::string, revocation_record> revoked_;
    std::map<std::string, bool> issued_;   // every serial that exists
    std::map<std::string, bool> removed_;  // were in the base and are good again
    std::map<std::string, revocation_record> first_base_;
    gw::timestamp first_base_at_{}, base_at_{};
    long base_number_ = 0, first_base_number_ = 0, delta_number_ = 1;
};

}  // namespace sandbox
