#include "evidence/journal_audit.hpp"

#include "crypto/detached.hpp"
#include "crypto/digest.hpp"
#include "crypto/merkle.hpp"
#include "crypto/time_stamp.hpp"
#include "evidence/checkpoint.hpp"

namespace gw::evidence {
namespace {

constexpr std::size_t page = 256;

class auditing {
public:
    explicit auditing(store::store& store) : store_(store) {}

    audit run(const pki::certificate_ptr& expected) {
        check_checkpoints();
        if (!made_.broken && expected && signer_ && signer_->sha256() != expected->sha256())
            broken(made_.covered,
                   "the last checkpoint is signed with another certificate than the configured one");
        check_time_stamps();
        return std::move(made_);
    }

private:
    void broken(std::uint64_t row, std::string why) {
        if (made_.broken) return;
        made_.broken = row;
        made_.why = std::move(why);
    }

    void check_checkpoints() {
        for (;;) {
            const auto some = store_.list_checkpoints(made_.checkpoints, page);
            for (const auto& one : some) {
                if (auto why = why_broken(one); !why.empty())
                    return broken(one.first, "checkpoint " + std::to_string(one.number) + ": " + why);
            }
            if (some.size() < page) return;
        }
    }

    std::string why_broken(const store::checkpoint_record& record) {
        const auto read = read_statement(record.statement);
        if (!read || read->number != record.number || read->first != record.first ||
            read->last != record.last || read->signer != record.signer)
            return "the statement was changed";
        if (read->number != made_.checkpoints + 1 || read->previous != previous_)
            return "does not continue the one before: checkpoints were removed or replaced";
        const bool repeats = read->last == made_.covered && read->first == first_;
        if (read->first != made_.covered + 1 && !repeats) return "leaves rows out";
        const auto signer = certificate_of(record.signer);
        if (!signer || !crypto::verify_detached(signer->public_key(), record.statement, record.signature))
            return "its signature does not hold";
        const auto hashes = store_.row_hashes(read->first, read->last);
        if (hashes.size() != read->last - read->first + 1) return "rows were removed";
        if (hashes.back() != read->head || crypto::merkle_root(hashes) != read->root)
            return "the rows are not those that were signed";
        made_.checkpoints = read->number;
        made_.covered = read->last;
        made_.last_checkpoint = read->at;
        made_.signer = signer->subject();
        first_ = read->first;
        previous_ = crypto::sha256(record.statement);
        return {};
    }

    pki::certificate_ptr certificate_of(const sha256_digest& sha256) {
        if (signer_ && signer_->sha256() == sha256) return signer_;
        const auto item = store_.find_evidence(sha256);
        if (!item || crypto::sha256(item->content) != sha256) return nullptr;
        auto read = pki::certificate::from_der(item->content);
        return signer_ = read ? *read : nullptr;
    }

    void check_time_stamps() {
        for (;;) {
            const auto one = store_.find_time_stamp(made_.stamped + 1);
            if (!one) break;
            const std::string name = "time stamp " + std::to_string(one->number) + ": ";
            const auto hashes = store_.row_hashes(one->first, one->last);
            if (one->first != made_.stamped + 1 || one->number != made_.time_stamps + 1)
                return broken(made_.stamped + 1, name + "does not continue the one before");
            if (hashes.size() != one->last - one->first + 1 || crypto::merkle_root(hashes) != one->root)
                return broken(one->first, name + "the rows are not those that were stamped");
            const auto anchors = store_.find_evidence(one->anchors);
            const auto held = anchors ? crypto::check_time_stamp(one->token, one->root, anchors->content)
                                      : result<crypto::time_stamp>(errc::evidence_missing);
            if (!held) return broken(one->first, name + held.error().to_string());
            ++made_.time_stamps;
            made_.stamped = one->last;
        }
        if (const auto last = store_.last_time_stamp(); last && last->last != made_.stamped)
            broken(made_.stamped + 1, "a time stamp was removed");
    }

    store::store& store_;
    audit made_;
    std::uint64_t first_ = 0;
    sha256_digest previous_{};
    pki::certificate_ptr signer_;
};

}  // namespace

audit audit_journal(store::store& store, const pki::certificate_ptr& signer) {
    return auditing(store).run(signer);
}

}  // namespace gw::evidence
