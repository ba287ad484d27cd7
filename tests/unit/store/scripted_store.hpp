// A store for tests of the group commit: holds a commit until it is let go, counts, and fails when told.
#pragma once

#include <condition_variable>
#include <mutex>

#include "store/store.hpp"

namespace gw::test {

class scripted_store final : public store::store {
public:
    std::vector<result<gw::store::commit_result>> commit(
        const std::vector<gw::store::message_record>& batch) override {
        std::unique_lock held(guard_);
        batches_.push_back(batch.size());
        changed_.notify_all();
        changed_.wait(held, [this] { return !held_back_; });
        if (failing_) throw infrastructure_error(*failing_, "told to fail");
        std::vector<result<gw::store::commit_result>> results;
        for (const auto& message : batch) {
            if (message.code == refuse_code)
                results.push_back(error(errc::internal, "told to refuse"));
            else
                results.push_back(gw::store::commit_result{.answer = message.answer, .first = message.id});
        }
        return results;
    }
    void checkpoint() override {
        const std::lock_guard held(guard_);
        ++checkpoints_;
        changed_.notify_all();
        if (checkpoint_fails_) throw infrastructure_error(errc::disk_full, "told to fail");
    }

    static constexpr int refuse_code = -1;
    void hold_back(bool on) {
        const std::lock_guard held(guard_);
        held_back_ = on;
        changed_.notify_all();
    }
    void fail_with(std::optional<errc> code) {
        const std::lock_guard held(guard_);
        failing_ = code;
    }
    void fail_checkpoints() {
        const std::lock_guard held(guard_);
        checkpoint_fails_ = true;
    }
    void wait_for_batches(std::size_t count) {
        std::unique_lock held(guard_);
        changed_.wait(held, [&] { return batches_.size() >= count; });
    }
    void wait_for_checkpoints(std::size_t count) {
        std::unique_lock held(guard_);
        changed_.wait(held, [&] { return checkpoints_ >= count; });
    }
    std::vector<std::size_t> batches() {
        const std::lock_guard held(guard_);
        return batches_;
    }

    // The group commit calls nothing else.
    void put_evidence(const gw::store::evidence_item&) override {}
    std::optional<gw::store::commit_result> find_duplicate(const gw::store::duplicate_key&) override {
        return {};
    }
    std::vector<gw::store::delivery_record> lease_deliveries(const std::string&, timestamp, seconds,
                                                             std::size_t) override {
        return {};
    }
    bool finish_delivery(const delivery_id&, int, timestamp, std::string_view) override { return false; }
    bool retry_delivery(const delivery_id&, int, timestamp, std::string_view) override { return false; }
    bool fail_delivery(const delivery_id&, int, timestamp, gw::store::delivery_state,
                       std::string_view) override {
        return false;
    }
    std::size_t requeue_deliveries(const delivery_id&, timestamp) override { return 0; }
    std::vector<gw::store::delivery_record> list_deliveries(std::optional<gw::store::delivery_state>,
                                                            std::size_t) override {
        return {};
    }
    std::optional<timestamp> next_delivery_due(const std::string&) override { return {}; }
    std::vector<gw::store::case_summary> list_cases(const gw::store::case_query&) override { return {}; }
    std::optional<gw::store::stored_case> find_case(std::string_view) override { return {}; }
    bool acknowledge_case(const case_id&, timestamp, std::string_view) override { return false; }
    result<void> add_case_event(const case_id&, std::string_view, const gw::store::case_event&,
                                std::string_view) override {
        return {};
    }
    std::vector<gw::store::message_summary> list_messages(std::size_t, bool) override { return {}; }
    std::optional<gw::store::message_record> find_message(const message_id&) override { return {}; }
    gw::store::journal_check verify_journal() override { return {}; }
    gw::store::journal_head head() override { return {}; }
    std::optional<gw::store::journal_row> find_row(const message_id&) override { return {}; }
    std::vector<gw::store::journal_row> list_rows(std::uint64_t, timestamp, std::size_t) override {
        return {};
    }
    std::optional<gw::store::stored_octets> read_octets(std::uint64_t) override { return {}; }
    std::vector<gw::store::evidence_name> evidence_of(std::uint64_t) override { return {}; }
    std::optional<gw::store::evidence_item> find_evidence(const sha256_digest&) override { return {}; }
    std::vector<sha256_digest> row_hashes(std::uint64_t, std::uint64_t) override { return {}; }
    void add_checkpoint(const gw::store::checkpoint_record&) override {}
    std::optional<gw::store::checkpoint_record> last_checkpoint() override { return {}; }
    std::optional<gw::store::checkpoint_record> find_checkpoint(std::uint64_t) override { return {}; }
    std::vector<gw::store::checkpoint_record> list_checkpoints(std::uint64_t, std::size_t) override {
        return {};
    }
    void add_time_stamp(const gw::store::time_stamp_record&) override {}
    std::optional<gw::store::time_stamp_record> last_time_stamp() override { return {}; }
    std::optional<gw::store::time_stamp_record> find_time_stamp(std::uint64_t) override { return {}; }
    std::vector<gw::store::parked_message> lease_parked(timestamp, seconds, std::size_t) override {
        return {};
    }
    bool postpone_parked(const message_id&, int, timestamp, int) override { return false; }
    std::size_t hurry_parked(timestamp) override { return 0; }
    std::optional<timestamp> next_parked_due() override { return {}; }
    std::optional<gw::store::parked_message> find_parked(const message_id&) override { return {}; }
    gw::store::store_status status() override { return {}; }
    void probe() override {}

private:
    std::mutex guard_;
    std::condition_variable changed_;
    std::vector<std::size_t> batches_;
    std::size_t checkpoints_ = 0;
    bool held_back_ = false, checkpoint_fails_ = false;
    std::optional<errc> failing_;
};

}  // namespace gw::test
