// What an operator decides about asking the network for revocation. Plain values, free of Asio.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "pki/ocsp.hpp"
#include "revocation/fetch_schedule.hpp"

namespace gw::revocation {

// What may be fetched from where. A certificate of a stranger names addresses too: without these rules it
// could make the gateway call anything that its network reaches.
struct fetch_rules {
    std::vector<std::string> hosts;  // "crl.pki.gov.kz", with other ports than 80 and 443 "host:8080"
    bool private_addresses = false;  // may those hosts be on the own network?
};

// Lists of one authority from addresses of our choice, instead of those that its certificates name.
struct crl_mirror {
    std::string issuer;  // subject of the authority, as `cert show` prints it
    std::vector<std::string> crls, deltas;
};

struct crl_options {
    std::filesystem::path folder;  // one of the trust directory's
    std::vector<crl_mirror> mirrors;
    fetch_schedule schedule;
    milliseconds deadline{120'000};
};

struct ocsp_options {
    std::map<std::string, std::string>
        responders;  // by subject of the authority; instead of the certificate's
    milliseconds deadline{5000};
    seconds retry{30};  // after a failure the responder is left alone for this certificate
    bool nonce = true;
    pki::ocsp_hash hash = pki::ocsp_hash::sha256;
};

struct online_options {
    fetch_rules rules;  // hosts of configured addresses need not be listed
    crl_options crl;
    ocsp_options ocsp;
    std::size_t crl_limit = 64u << 20;  // octets of one list
    std::size_t ocsp_entries = 10'000;
};

}  // namespace gw::revocation
