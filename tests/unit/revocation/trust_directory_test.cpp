// The files of an operator: good, bad, forged, older, gone. Every bad one must leave the last good list in
// force.
#include "revocation/trust_directory.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "base/files.hpp"
#include "crypto/digest.hpp"
#include "pki/verdict.hpp"
#include "revocation/trust_watcher.hpp"
#include "support/run_awaitable.hpp"
#include "support/temp_folder.hpp"
#include "support/test_pki.hpp"

namespace gw::revocation {
namespace {

using test_pki::day;

class trust_directory_test : public ::testing::Test {
protected:
    trust_directory_test() {
        for (const char* folder : {"anchors", "certs", "crls"})
            std::filesystem::create_directory(folder_.file(folder));
        write("anchors/root.crt", pki_.root.certificate_pem());
        write("certs/ca.cer", pki_.ca.der);
        write("crls/root.crl", pki_.root_crl);
        write("crls/ca.crl", crl(10));
    }
    void write(const std::string& name, octets_view content) {
        ASSERT_TRUE(replace_file(folder_.file(name), content));
    }
    octets crl(long number, const std::string& this_update = "2026-05-01",
               const std::string& next_update = "2026-12-01") {
        test_pki::crl_spec spec;
        spec.number = number;
        spec.this_update = day(this_update);
        spec.next_update = day(next_update);
        spec.revoked = {{pki_.ca.der, day("2026-04-01"), 1}};
        return test_pki::make_crl(pki_.ca, spec);
    }
    trust_directory_options options() {
        trust_directory_options chosen;
        chosen.anchors = {folder_.file("anchors")};
        chosen.certificates = {folder_.file("certs")};
        chosen.crls = {folder_.file("crls")};
        return chosen;
    }
    void load() { ASSERT_TRUE(directory_.load()); }
    crl_status status_of_ca(timestamp now = day("2026-06-01")) {
        for (const auto& one : directory_.status(now))
            if (one.issuer.find("ISSUING") != std::string::npos) return one;
        throw std::logic_error("the issuing authority has no row");
    }
    // The new content of ca.crl is refused with this code, and the list number 10 stays in force.
    void expect_refused(octets_view content, errc code) {
        load();
        const auto before = holder_.get();
        write("crls/ca.crl", content);
        EXPECT_FALSE(directory_.reload());
        EXPECT_EQ(holder_.get(), before);
        const auto status = status_of_ca();
        ASSERT_TRUE(status.problem);
        EXPECT_EQ(status.problem->code(), code) << status.problem->to_string();
        EXPECT_FALSE(status.unusable);
        EXPECT_EQ(status.number, "a");
        // The next good file heals it.
        write("crls/ca.crl", crl(11));
        EXPECT_TRUE(directory_.reload());
        EXPECT_FALSE(status_of_ca().problem);
        EXPECT_EQ(status_of_ca().number, "b");
    }

    test::temp_folder folder_;
    test_pki::hierarchy pki_;
    trust_holder holder_;
    trust_directory directory_{options(), holder_};
};

TEST_F(trust_directory_test, loads_anchors_certificates_and_lists) {
    EXPECT_FALSE(holder_.get());
    load();
    const auto trust = holder_.get();
    ASSERT_TRUE(trust);
    EXPECT_EQ(trust->anchors().size(), 1u);
    EXPECT_EQ(trust->certificates().size(), 1u);
    EXPECT_EQ(trust->crls().size(), 2u);
    const auto status = status_of_ca();
    EXPECT_TRUE(status.present);
    EXPECT_EQ(status.entries, 1u);
    EXPECT_EQ(status.this_update, day("2026-05-01"));
    EXPECT_EQ(status.next_update, day("2026-12-01"));
    EXPECT_FALSE(status.unusable);
    EXPECT_FALSE(status.problem);
}

// A start whose files are broken goes on with what was in force before it.
TEST_F(trust_directory_test, the_last_good_list_survives_a_cold_start) {
    auto keeping = options();
    keeping.last_good = folder_.file("last-good");
    {
        trust_directory first(keeping, holder_);
        ASSERT_TRUE(first.load());
    }
    write("crls/ca.crl", "<html>");
    write("crls/root.crl", "");
    trust_holder fresh;
    trust_directory second(keeping, fresh);
    ASSERT_TRUE(second.load());
    EXPECT_EQ(fresh.get()->crls().size(), 2u);
    for (const auto& one : second.status(day("2026-06-01"))) {
        EXPECT_NE(one.unusable.has_value(), one.required) << one.issuer << ": the broken files have rows too";
        EXPECT_TRUE(one.problem) << "its file is broken";
    }
    write("crls/ca.crl", crl(9));
    EXPECT_FALSE(second.reload()) << "older than what was in force before the start";
    write("crls/ca.crl", crl(11));
    EXPECT_TRUE(second.reload());
}

TEST_F(trust_directory_test, a_broken_copy_is_said_and_left) {
    auto keeping = options();
    keeping.last_good = folder_.file("last-good");
    std::filesystem::create_directory(keeping.last_good);
    write("last-good/a.crl", "rubbish");
    trust_directory directory(keeping, holder_);
    ASSERT_TRUE(directory.load());
    EXPECT_EQ(holder_.get()->crls().size(), 2u);
}

// What a portal's signer meets from one refresh to the next.
class delta_test : public trust_directory_test {
protected:
    test_pki::identity leaf_ = test_pki::issue(pki_.ca, test_pki::person("850101300123"));

    void write_list(const std::string& name, long number, long base, int reason,
                    const std::string& this_update) {
        test_pki::crl_spec spec;
        spec.number = number;
        spec.this_update = day(this_update);
        if (base > 0)
            spec.extensions = {
                {"2.5.29.27", "critical,DER:" + to_hex(octets{'\x02', '\x01', static_cast<char>(base)})}};
        if (reason >= 0) spec.revoked = {{leaf_.der, day("2026-05-01"), reason, {}}};
        write(name, test_pki::make_crl(pki_.ca, spec));
    }
    std::optional<errc> verdict() {
        const auto given = cache_.evaluate(pki::certificate::from_der(leaf_.der).value(), holder_.get(),
                                           pki::policy{}, day("2026-06-01"));
        return given->failure ? std::optional(given->failure->code()) : std::nullopt;
    }
    pki::verdict_cache cache_{16};
};

TEST_F(delta_test, a_leaf_revoked_in_a_new_delta_is_refused_after_one_refresh_and_unheld_passes_again) {
    load();
    EXPECT_EQ(verdict(), std::nullopt);
    write_list("crls/ca-delta.crl", 1, 10, 6, "2026-05-20");
    EXPECT_TRUE(directory_.reload());
    EXPECT_EQ(verdict(), errc::certificate_revoked);
    write_list("crls/ca-delta.crl", 2, 10, 8, "2026-05-21");
    EXPECT_TRUE(directory_.reload());
    EXPECT_EQ(verdict(), std::nullopt);
}

TEST_F(delta_test, a_hold_in_the_full_list_is_taken_back_by_a_delta) {
    write_list("crls/ca.crl", 10, 0, 6, "2026-05-01");
    load();
    EXPECT_EQ(verdict(), errc::certificate_revoked);
    write_list("crls/ca-delta.crl", 1, 10, 8, "2026-05-20");
    EXPECT_TRUE(directory_.reload());
    EXPECT_EQ(verdict(), std::nullopt);
}

TEST_F(delta_test, a_rolled_back_delta_is_refused) {
    load();
    write_list("crls/ca-delta.crl", 2, 10, 1, "2026-05-21");
    EXPECT_TRUE(directory_.reload());
    write_list("crls/ca-delta.crl", 1, 10, -1, "2026-05-20");
    EXPECT_FALSE(directory_.reload());
    EXPECT_EQ(verdict(), errc::certificate_revoked);
    std::vector<errc> problems;
    for (const auto& one : directory_.status(day("2026-06-01")))
        if (one.problem) problems.push_back(one.problem->code());
    EXPECT_EQ(problems, std::vector<errc>{errc::crl_rolled_back});
}

TEST_F(delta_test, a_delta_without_its_base_is_said) {
    write_list("crls/ca-delta.crl", 1, 11, 8, "2026-05-20");
    load();
    std::vector<std::string> rows;
    for (const auto& one : directory_.status(day("2026-06-01"))) {
        if (one.required) {
            EXPECT_FALSE(one.unusable);
        }
        if (one.problem && one.problem->code() == errc::crl_base_missing) rows.push_back(one.issuer);
        if (one.problem) {
            EXPECT_EQ(one.unusable->code(), one.problem->code()) << "it changes nothing";
        }
    }
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_TRUE(rows.front().ends_with("(delta)")) << rows.front();
    EXPECT_EQ(directory_.problem_of(folder_.file("crls/ca-delta.crl"))->code(), errc::crl_base_missing);
    EXPECT_EQ(directory_.problems()->front().kind, "delta");
    write_list("crls/ca.crl", 11, 0, -1, "2026-05-19");
    EXPECT_TRUE(directory_.reload());
    EXPECT_FALSE(directory_.problem_of(folder_.file("crls/ca-delta.crl")));
    EXPECT_TRUE(directory_.problems()->empty());
}

TEST_F(trust_directory_test, a_file_that_was_never_read_well_has_a_row_until_it_is) {
    write("crls/new.crl", "");
    load();
    const auto row_of_file = [this]() -> std::optional<crl_status> {
        for (const auto& one : directory_.status(day("2026-06-01")))
            if (one.issuer == "new.crl (file)") return one;
        return std::nullopt;
    };
    ASSERT_TRUE(row_of_file());
    EXPECT_EQ(row_of_file()->problem->code(), errc::crl_empty);
    EXPECT_FALSE(row_of_file()->required) << "no authority waits for it";
    ASSERT_EQ(directory_.problems()->size(), 1u);
    EXPECT_EQ(directory_.problems()->front().where, "new.crl");
    write("crls/new.crl", test_pki::make_crl(test_pki::self_signed(test_pki::authority("ЧУЖОЙ")), {}));
    directory_.reload();
    EXPECT_EQ(row_of_file()->problem->code(), errc::crl_issuer_unknown);
    test_pki::crl_spec forged;
    forged.key_identifier = false;
    write("crls/new.crl",
          test_pki::make_crl(test_pki::self_signed(test_pki::authority("ТЕСТ ISSUING CA")), forged));
    directory_.reload();
    EXPECT_FALSE(row_of_file()) << "the authority's row shows it";
    EXPECT_EQ(status_of_ca().problem->code(), errc::crl_signature_wrong);
    write("crls/new.crl", "<html>");
    directory_.reload();
    EXPECT_FALSE(row_of_file());
    EXPECT_EQ(status_of_ca().problem->code(), errc::crl_not_a_list);
    write("crls/new.crl", crl(11));
    EXPECT_TRUE(directory_.reload());
    EXPECT_FALSE(row_of_file());
    EXPECT_EQ(status_of_ca().number, "b");
}

TEST_F(trust_directory_test, nothing_changed_means_nothing_new) {
    load();
    const auto before = holder_.get();
    EXPECT_FALSE(directory_.reload());
    EXPECT_EQ(holder_.get(), before);
}

TEST_F(trust_directory_test, a_newer_list_makes_a_new_snapshot_and_leaves_the_old_one_whole) {
    load();
    const auto before = holder_.get();
    write("crls/ca.crl", crl(11, "2026-05-02"));
    EXPECT_TRUE(directory_.reload());
    EXPECT_NE(holder_.get()->version(), before->version());
    EXPECT_EQ(status_of_ca().number, "b");
    EXPECT_EQ(before->crls().size(), 2u);
}

TEST_F(trust_directory_test, an_empty_file_is_refused) {
    expect_refused("", errc::crl_empty);
}

TEST_F(trust_directory_test, a_page_of_a_web_server_is_refused) {
    expect_refused("<!DOCTYPE html><html><body>404 Not Found</body></html>", errc::crl_not_a_list);
}

TEST_F(trust_directory_test, a_truncated_download_is_refused) {
    const octets whole = crl(11);
    expect_refused(octets_view(whole).substr(0, whole.size() / 2), errc::crl_truncated);
}

TEST_F(trust_directory_test, a_list_of_another_issuer_is_refused) {
    const auto stranger = test_pki::self_signed(test_pki::authority("ЧУЖОЙ УЦ"));
    load();
    const auto before = holder_.get();
    write("crls/ca.crl", test_pki::make_crl(stranger, {}));
    EXPECT_FALSE(directory_.reload());
    EXPECT_EQ(holder_.get(), before);
    EXPECT_EQ(status_of_ca().number, "a");
    ASSERT_TRUE(status_of_ca().problem) << "the list in force is in no file any more";
}

TEST_F(trust_directory_test, a_list_beyond_the_limit_is_refused_unread) {
    auto small = options();
    small.max_crl_size = crl(10).size() + 16;  // an ECDSA value varies by some octets
    trust_directory directory(small, holder_);
    ASSERT_TRUE(directory.load());
    const auto before = holder_.get();
    std::filesystem::resize_file(folder_.file("crls/ca.crl"), std::uintmax_t{1} << 30);  // a gigabyte, sparse
    EXPECT_FALSE(directory.reload());
    EXPECT_EQ(holder_.get(), before);
    std::vector<errc> problems;
    for (const auto& one : directory.status(day("2026-06-01")))
        if (one.problem) problems.push_back(one.problem->code());
    EXPECT_EQ(problems, std::vector<errc>{errc::crl_too_large});
}

TEST_F(trust_directory_test, a_forged_list_is_refused) {
    const auto impostor = test_pki::self_signed(test_pki::authority("ТЕСТ ISSUING CA"));
    test_pki::crl_spec forged;
    forged.number = 99;
    forged.key_identifier = false;
    expect_refused(test_pki::make_crl(impostor, forged), errc::crl_signature_wrong);
}

TEST_F(trust_directory_test, a_rolled_back_number_is_refused) {
    expect_refused(crl(9), errc::crl_rolled_back);
}

TEST_F(trust_directory_test, a_rolled_back_date_is_refused) {
    expect_refused(crl(10, "2026-04-01"), errc::crl_rolled_back);
}

TEST_F(trust_directory_test, a_deleted_file_leaves_the_list_in_force) {
    load();
    std::filesystem::remove(folder_.file("crls/ca.crl"));
    EXPECT_FALSE(directory_.reload());
    EXPECT_EQ(holder_.get()->crls().size(), 2u);
    const auto status = status_of_ca();
    ASSERT_TRUE(status.problem);
    EXPECT_EQ(status.problem->code(), errc::file_unreadable);
    EXPECT_FALSE(status.unusable);
}

TEST_F(trust_directory_test, older_lists_beside_the_newest_are_only_history) {
    write("crls/ca-8.crl", crl(8, "2026-03-01"));
    write("crls/ca-9.crl", crl(9, "2026-04-01"));
    load();
    EXPECT_EQ(status_of_ca().number, "a");
    EXPECT_FALSE(status_of_ca().problem);
}

TEST_F(trust_directory_test, a_list_past_its_next_update_is_stale) {
    load();
    EXPECT_FALSE(status_of_ca(day("2026-12-01")).unusable);
    const auto status = status_of_ca(day("2026-12-02"));
    ASSERT_TRUE(status.unusable);
    EXPECT_EQ(status.unusable->code(), errc::revocation_stale);
    EXPECT_TRUE(status.present);
}

TEST_F(trust_directory_test, a_list_older_than_the_policy_allows_is_stale) {
    auto strict = options();
    strict.max_crl_age = seconds(7 * 86'400);
    trust_directory directory(strict, holder_);
    ASSERT_TRUE(directory.load());
    for (const auto& one : directory.status(day("2026-05-07")))
        EXPECT_FALSE(one.unusable);
    for (const auto& one : directory.status(day("2026-05-09"))) {
        ASSERT_TRUE(one.unusable);
        EXPECT_EQ(one.unusable->code(), errc::revocation_stale);
    }
}

TEST_F(trust_directory_test, an_authority_without_a_list_is_unavailable) {
    std::filesystem::remove(folder_.file("crls/ca.crl"));
    load();
    const auto status = status_of_ca();
    EXPECT_FALSE(status.present);
    ASSERT_TRUE(status.unusable);
    EXPECT_EQ(status.unusable->code(), errc::revocation_unavailable);
}

TEST_F(trust_directory_test, an_authority_that_expired_needs_no_list) {
    load();
    EXPECT_EQ(directory_.status(day("2026-06-01")).size(), 2u);
    EXPECT_TRUE(directory_.status(day("2041-06-01")).empty());
}

TEST_F(trust_directory_test, a_list_is_taken_once_its_authority_is_configured) {
    const octets ca = pki_.ca.der;
    std::filesystem::remove(folder_.file("certs/ca.cer"));
    load();
    EXPECT_EQ(holder_.get()->crls().size(), 1u);
    write("certs/ca.crt", ca);
    EXPECT_TRUE(directory_.reload());
    EXPECT_EQ(holder_.get()->crls().size(), 2u);
    EXPECT_FALSE(status_of_ca().problem);
}

TEST_F(trust_directory_test, a_certificate_file_that_turns_bad_keeps_its_last_good_content) {
    load();
    write("certs/ca.cer", "<html>");
    EXPECT_FALSE(directory_.reload());
    EXPECT_EQ(holder_.get()->certificates().size(), 1u);
}

TEST_F(trust_directory_test, a_removed_certificate_is_no_longer_used) {
    load();
    std::filesystem::remove(folder_.file("certs/ca.cer"));
    EXPECT_TRUE(directory_.reload());
    EXPECT_TRUE(holder_.get()->certificates().empty());
    EXPECT_EQ(holder_.get()->crls().size(), 1u);
}

TEST_F(trust_directory_test, losing_every_anchor_at_once_changes_nothing) {
    load();
    const auto before = holder_.get();
    std::filesystem::remove(folder_.file("anchors/root.crt"));
    EXPECT_FALSE(directory_.reload());
    EXPECT_EQ(holder_.get(), before);
    std::filesystem::remove(folder_.file("anchors"));
    EXPECT_FALSE(directory_.reload());
    EXPECT_EQ(holder_.get(), before);
}

TEST_F(trust_directory_test, notes_and_temporary_files_in_a_folder_do_not_count) {
    write("anchors/README.md", "not a certificate");
    write("anchors/.hidden.crt", "not a certificate");
    write("crls/ca.crl.new", "half a downl");
    load();
    for (const auto& one : directory_.status(day("2026-06-01")))
        EXPECT_FALSE(one.problem);
}

TEST_F(trust_directory_test, does_not_start_without_anchors) {
    std::filesystem::remove(folder_.file("anchors/root.crt"));
    const auto loaded = directory_.load();
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code(), errc::config_invalid);
    EXPECT_FALSE(holder_.get());
}

TEST_F(trust_directory_test, does_not_start_with_a_broken_certificate) {
    write("certs/broken.crt", "not a certificate");
    const auto loaded = directory_.load();
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code(), errc::certificate_malformed);
}

TEST_F(trust_directory_test, does_not_start_with_a_folder_that_is_not_there) {
    auto wrong = options();
    wrong.certificates = {folder_.file("nowhere")};
    trust_directory directory(wrong, holder_);
    const auto loaded = directory.load();
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code(), errc::file_unreadable);
}

TEST_F(trust_directory_test, a_snapshot_is_archived_before_it_counts) {
    std::vector<std::string> archived;
    auto keeping = options();
    keeping.archive = [&](std::string_view kind, const sha256_digest& sha256, octets_view content) {
        EXPECT_EQ(sha256, crypto::sha256(content));
        EXPECT_EQ(holder_.get(), nullptr);
        archived.push_back(kind == "crl" ? pki::crl::from_der(content).value()->number() : std::string(kind));
        if (kind == "trust") archived.push_back(to_hex(sha256));
    };
    trust_directory directory(keeping, holder_);
    ASSERT_TRUE(directory.load());
    EXPECT_EQ(archived, (std::vector<std::string>{"a", "1", "certificate", "certificate", "trust",
                                                  holder_.get()->version()}));
}

TEST_F(trust_directory_test, what_an_archive_that_fails_held_up_is_taken_the_next_time) {
    bool fails = false;
    auto keeping = options();
    keeping.archive = [&](std::string_view, const sha256_digest&, octets_view) {
        if (fails) throw infrastructure_error(errc::disk_full, "no space");
    };
    trust_directory directory(keeping, holder_);
    ASSERT_TRUE(directory.load());
    const auto before = holder_.get();
    fails = true;
    write("certs/root.crt", pki_.root.certificate_pem());
    write("crls/ca.crl", crl(11));
    EXPECT_THROW(directory.reload(), infrastructure_error);
    EXPECT_EQ(holder_.get(), before);
    fails = false;
    EXPECT_TRUE(directory.reload());
    EXPECT_EQ(holder_.get()->certificates().size(), 2u);
    for (const auto& one : directory.status(day("2026-06-01")))
        EXPECT_FALSE(one.problem);
}

TEST_F(trust_directory_test, the_watcher_takes_over_on_a_pool_thread) {
    load();
    boost::asio::io_context context;
    async::pool pool("db", 1, 4);
    EXPECT_FALSE(testing::run_awaitable(context, refresh_once(directory_, pool)));
    write("crls/ca.crl", crl(11));
    EXPECT_TRUE(testing::run_awaitable(context, refresh_once(directory_, pool)));
}

}  // namespace
}  // namespace gw::revocation
