// Trust as files on disk: anchors, helper certificates and revocation lists of a few folders become one
// immutable pki::trust that is swapped in whole. What is broken, forged or older than what is in force leaves
// the last good in place and is said once.
#pragma once

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "revocation/crl_shelf.hpp"
#include "revocation/trust_holder.hpp"
#include "revocation/watched_files.hpp"
#include "revocation/weather.hpp"

namespace gw::revocation {

struct trust_directory_options {
    std::vector<std::filesystem::path> anchors, certificates, crls;  // files or folders, PEM or DER
    std::optional<seconds> max_crl_age;  // beside nextUpdate; as in pki::policy, for readiness
    // Keeps what verdicts can rest on before any does: the DER of every "crl" and "certificate", and the
    // manifest of every snapshot ("trust"). May throw infrastructure_error, and nothing new is then taken
    // over. May be empty.
    std::function<void(std::string_view kind, const sha256_digest&, octets_view content)> archive;
    std::size_t max_crl_size =
        pki::crl::default_limit;  // octets of one list; no more memory than that is used
    // Where a copy of each list in force is kept, for a start after the file it came from has been lost or
    // broken. Empty: nowhere.
    std::filesystem::path last_good;
};

// The full list of one configured authority, or another list of it.
struct crl_status {
    // Of a list that is not the full one: and what it is, "CN=… (delta)". Of a file that has never been read
    // well its name, "… (file)".
    std::string issuer;
    std::string number;  // hexadecimal; empty when the list has none or there is no list
    bool present = false;
    bool required = true;  // without it no certificate of the issuer passes
    std::size_t entries = 0;
    timestamp this_update{};
    std::optional<timestamp> next_update;
    std::optional<error> unusable;  // revocation_unavailable, revocation_stale; nothing: good
    std::optional<error>
        problem;  // why the newest file for it was not taken; the list itself may still be good
};

// Calls may come from any thread; load() and reload() block on files and belong on a pool thread.
class trust_directory {
public:
    trust_directory(trust_directory_options, trust_holder&);

    // The first time: anchors and certificates must all be good (config_unreadable, config_invalid, ...),
    // lists need not: without them no signature passes, and readiness says so.
    result<void> load();
    // Takes over what has changed. True when a new snapshot is in force.
    bool reload();
    // One row per authority that is configured and has not expired, and one per file that nothing is known
    // of.
    std::vector<crl_status> status(timestamp now) const;
    // What is wrong with a file as it is now.
    std::optional<error> problem_of(const std::filesystem::path&) const;
    // What is wrong with the files of lists, for verdicts.
    source_problems problems() const;

private:
    using certificate_files = watched_files<std::vector<pki::certificate_ptr>>;
    struct row {
        pki::certificate_ptr authority;  // of several with one key, the one that expires last; null: a file
        pki::crl_ptr list;
        std::string kind;  // empty: the full list; "delta", "partition", or the name of a file
        std::optional<error> problem;
    };
    // What became of the list in one file.
    struct file_note {
        std::optional<crl_place> place;  // of the good list that it holds or last held
        std::optional<error> problem;    // why the list was not taken although it could be read
    };

    result<pki::crl_ptr> read_list(const std::filesystem::path&) const;
    bool publish();
    void read_last_good();
    void keep_last_good(const crl_place&, const pki::crl&, const std::filesystem::path& from) const;
    void archive(const pki::trust&) const;
    void put_lists_on_shelf();
    void note_rolled_back_files();
    bool is_on_disk(const pki::crl&) const;
    std::optional<error> problem_of(const crl_place&, const X509_NAME* issuer) const;
    std::vector<row> make_rows() const;
    void add_other_rows(std::vector<row>&) const;
    void add_unknown_files(std::vector<row>&) const;
    void show(std::vector<row>);

    trust_directory_options options_;
    trust_holder& holder_;
    std::mutex refreshing_;  // one refresh at a time
    certificate_files anchors_, certificates_;
    watched_files<pki::crl_ptr> lists_;
    std::map<std::filesystem::path, file_note> notes_;
    std::optional<error> no_anchor_;
    bool last_good_read_ = false;
    crl_shelf shelf_;
    mutable std::mutex showing_;
    std::vector<row> rows_;
    std::map<std::filesystem::path, error> file_problems_;
    source_problems problems_ = std::make_shared<const std::vector<source_problem>>();
};

}  // namespace gw::revocation
