// `message verify --evidence`: an export judged again, offline, at the time that is recorded in it. Says what
// was changed since, and where the verdict comes out differently.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "evidence/checkpoint.hpp"
#include "evidence/comparison.hpp"
#include "evidence/container.hpp"
#include "store/journal.hpp"

namespace gw::evidence {

// What the examiner knows of his own accord, not from the export. Empty: the export is taken at its word, and
// the report says who signed.
struct independent_knowledge {
    std::vector<pki::certificate_ptr> anchors;               // the only ones that may have been trusted
    std::vector<pki::certificate_ptr> gateway_certificates;  // the only ones that may sign checkpoints
    octets stamp_anchors_pem;                                // instead of those in the export
    std::vector<pki::crl_ptr>
        stamp_lists;  // of its authority, beside those of the export: later ones tell more
    bool require_stamp_revocation =
        false;  // a time stamp counts only when its authority is known not to be revoked
};

struct stamp_report {
    timestamp at{};
    std::string authority, policy, serial;
    // Why it is not known whether the authority was revoked at that time; nothing: it was not.
    std::optional<error> revocation;
};

struct examination {
    store::journal_row row;
    std::vector<finding> findings;   // whatever is not as it was written
    std::vector<std::string> notes;  // what could not be looked at, and why

    std::string recorded_json;
    std::optional<std::string> verdict_json;  // judged again
    std::vector<difference> differences;

    std::optional<evidence::checkpoint> checkpoint;
    std::string checkpoint_signer;           // subject
    bool checkpoint_signer_trusted = false;  // known to the examiner, or below an anchor of the export
    std::optional<stamp_report> time_stamp;

    bool intact() const noexcept { return findings.empty(); }
    bool reproduced() const noexcept { return verdict_json && differences.empty(); }
};

// file_unreadable when there is no export; evidence_changed when so little is left that nothing can be said
// but the findings, which the detail then names.
result<examination> examine(const std::filesystem::path& folder, const independent_knowledge&);

}  // namespace gw::evidence
