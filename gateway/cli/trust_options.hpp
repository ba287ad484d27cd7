// The flags that say what is trusted and how it is judged, shared by `message verify` and `cert verify`.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "pki/ocsp_source.hpp"
#include "pki/verdict.hpp"

namespace gw::cli {

struct trust_options {
    std::vector<std::string> anchors, certificates, crls, ocsp;
    std::string at, revocation, profile, max_crl_age, max_ocsp_age;

    bool names_files() const noexcept { return !anchors.empty() || !certificates.empty() || !crls.empty(); }
    timestamp time() const;  // --at, or now
    pki::profile chosen_profile(pki::profile preset) const;
    pki::policy policy(pki::profile preset, pki::purpose) const;
};
void add_trust_options(CLI::App&, trust_options&, const std::string& preset_profile);

// file_unreadable for what cannot be opened; the codes of a broken certificate or list for a file that was
// named and holds something else. In folders such files are skipped with a warning. Lists with an unknown
// critical extension count for nothing, said in a warning. `beside` are certificates that came with the one
// to judge.
result<pki::trust_ptr> load_trust(const trust_options&, const std::vector<pki::certificate_ptr>& beside = {});
result<std::vector<pki::certificate_ptr>> load_certificates(
    const std::vector<std::string>& files_and_folders);
result<std::vector<pki::crl_ptr>> load_lists(const std::vector<std::string>& files_and_folders);

// The OCSP answers of --ocsp. What a responder says instead of an answer (tryLater) is kept as the reason why
// there is none; ocsp_malformed for what is no answer at all.
result<std::vector<pki::ocsp_finding>> load_ocsp(const trust_options&);

// "--anchors a b" means "--anchors a --anchors b" once the file to judge has been named; without that the
// parser could not tell where the list ends.
std::vector<std::string> spread_lists(const std::vector<std::string>& arguments);

}  // namespace gw::cli
