// Export and examination: what is exported is proven again elsewhere, and whatever was changed is named.
#include "evidence/examiner.hpp"

#include <filesystem>
#include <set>

#include "base/files.hpp"
#include "evidence/exporter.hpp"
#include "evidence/layout.hpp"
#include "unit/evidence/office.hpp"

namespace gw::evidence {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class examiner_test : public office {
protected:
    examiner_test() { bring_into_force(cast().pki.ca_crl); }

    std::string exported(const message_id& id) {
        const std::string out = folder_.file("export-" + std::to_string(++exports_));
        const auto made = export_message(*store_, id, out);
        EXPECT_TRUE(made) << made.error().to_string();
        if (made) lacking_ = made->lacking;
        return out;
    }
    static examination examined(const std::string& at, const independent_knowledge& known = {}) {
        auto seen = examine(at, known);
        EXPECT_TRUE(seen) << seen.error().to_string();
        return seen ? std::move(*seen) : examination{};
    }
    static std::set<std::string> named(const std::string& at) {
        std::set<std::string> files;
        const auto seen = examine(at, {});
        if (!seen) return {seen.error().detail().substr(0, seen.error().detail().find(':'))};
        for (const auto& one : seen->findings)
            files.insert(one.file);
        return files;
    }
    static std::vector<std::string> files_of(const std::string& folder) {
        std::vector<std::string> files;
        for (const auto& one : fs::recursive_directory_iterator(folder))
            if (one.is_regular_file())
                files.push_back(one.path().lexically_relative(folder).generic_string());
        return files;
    }
    static void rewrite(const fs::path& file, const octets& content) {
        ASSERT_TRUE(replace_file(file, content));
    }
    // Makes MANIFEST and its seal fit what the files now say.
    static void reseal(const fs::path& folder) {
        std::set<std::string> lines;
        std::string manifest;
        std::map<std::string, std::string> digests;
        for (const auto& name : files_of(folder.string()))
            if (!name.starts_with("MANIFEST"))
                digests[name] = to_hex(crypto::sha256(read_file(folder / name).value()));
        for (const auto& [name, digest] : digests)
            manifest += digest + "  " + name + "\n";
        rewrite(folder / "MANIFEST", manifest);
        rewrite(folder / "MANIFEST.sha256", to_hex(crypto::sha256(manifest)) + "  MANIFEST\n");
    }

    int exports_ = 0;
    std::vector<std::string> lacking_;
};

TEST_F(examiner_test, an_accepted_message_is_proven_again) {
    keep(judged(1, message()));
    const auto id = keep(judged(2, message()));
    keep(judged(3, message()));
    sign();
    const auto seen = examined(exported(id));
    EXPECT_TRUE(seen.intact()) << seen.findings.front().file << " " << seen.findings.front().what;
    EXPECT_TRUE(seen.reproduced());
    ASSERT_TRUE(seen.verdict_json);
    EXPECT_EQ(*seen.verdict_json, seen.recorded_json);
    EXPECT_THAT(*seen.verdict_json, HasSubstr("TOTAL-PASSED"));
    ASSERT_TRUE(seen.checkpoint);
    EXPECT_EQ(seen.checkpoint->last, 3u);
    EXPECT_TRUE(seen.checkpoint_signer_trusted);
    EXPECT_TRUE(lacking_.empty());
}

TEST_F(examiner_test, a_refusal_is_proven_again) {
    bring_into_force(list_that_revokes(cast().applicant.identity.der, test_pki::day("2026-05-10")));
    const auto revoked = keep(judged(1, message()));
    const auto spoiled = keep(judged(2, dsig::test::replaced(message(), "7ea6369f", "7ea6369e")));
    const auto other = keep(judged(3, message(), static_cast<int>(errc::sender_unknown)));
    sign();
    for (const auto& id : {revoked, spoiled, other}) {
        const auto seen = examined(exported(id));
        EXPECT_TRUE(seen.intact());
        EXPECT_TRUE(seen.reproduced());
    }
}

// What the issue asks for in so many words.
TEST_F(examiner_test, a_changed_octet_anywhere_is_found_and_named) {
    const auto id = keep(judged(1, message()));
    sign();
    const auto folder = exported(id);
    const auto files = files_of(folder);
    EXPECT_GE(files.size(), 16u);
    for (const auto& name : files) {
        const fs::path path = fs::path(folder) / name;
        const octets good = read_file(path).value();
        for (const std::size_t at : {std::size_t{0}, good.size() / 2, good.size() - 1}) {
            octets bad = good;
            bad[at] = static_cast<char>(bad[at] ^ 1);
            rewrite(path, bad);
            EXPECT_TRUE(named(folder).contains(name)) << name << " at " << at;
        }
        rewrite(path, good);
    }
    EXPECT_TRUE(named(folder).empty());
}

TEST_F(examiner_test, what_is_missing_or_added_is_named) {
    const auto id = keep(judged(1, message()));
    sign();
    const auto folder = exported(id);
    for (const auto& name : files_of(folder)) {
        if (name == "MANIFEST") continue;  // without it there is no export
        const fs::path path = fs::path(folder) / name;
        const octets good = read_file(path).value();
        fs::remove(path);
        EXPECT_TRUE(named(folder).contains(name)) << name;
        rewrite(path, good);
    }
    rewrite(fs::path(folder) / "crls/another.crl", "x");
    EXPECT_EQ(named(folder), std::set<std::string>{"crls/another.crl"});
}

// Who changes a file can mend MANIFEST too: the journal row and the checkpoint stand against it.
TEST_F(examiner_test, resealing_does_not_help) {
    const auto id = keep(judged(1, message()));
    keep(judged(2, message()));
    sign();
    const auto folder = exported(id);
    for (const auto& name : files_of(folder)) {
        if (name.starts_with("MANIFEST")) continue;
        const fs::path path = fs::path(folder) / name;
        const octets good = read_file(path).value();
        octets bad = good;
        bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
        rewrite(path, bad);
        reseal(folder);
        EXPECT_FALSE(named(folder).empty()) << name;
        rewrite(path, good);
        reseal(folder);
    }
    EXPECT_TRUE(named(folder).empty());
}

TEST_F(examiner_test, another_row_of_the_journal_does_not_pass_for_it) {
    const auto id = keep(judged(1, message()));
    const auto other = keep(judged(2, message()));
    sign();
    const auto folder = exported(id);
    const auto second = exported(other);
    rewrite(fs::path(folder) / layout::checkpoint_place,
            read_file(fs::path(second) / layout::checkpoint_place).value());
    reseal(folder);
    EXPECT_TRUE(named(folder).contains(layout::checkpoint_place));
}

// The verdict in the store was made to say something else, and the chain hashed anew over it.
TEST_F(examiner_test, a_verdict_that_comes_out_otherwise_is_told_field_by_field) {
    auto lied = judged(1, message());
    const auto refused = [&] {
        bring_into_force(list_that_revokes(cast().applicant.identity.der, test_pki::day("2026-05-10")));
        return judged(1, lied.raw);
    }();
    auto record = refused;
    record.verdict_json = lied.verdict_json;
    record.code = 0;
    record.indication = "TOTAL-PASSED";
    const auto id = keep(record);
    sign();
    const auto seen = examined(exported(id));
    EXPECT_TRUE(seen.intact());
    EXPECT_FALSE(seen.reproduced());
    const auto differs = [&](const std::string& field) {
        return std::any_of(seen.differences.begin(), seen.differences.end(),
                           [&](const difference& one) { return one.field == field; });
    };
    EXPECT_TRUE(differs("indication"));
    EXPECT_TRUE(differs("signatures[1].code"));
    EXPECT_TRUE(differs("signatures[1].revocation[0].status"));
    EXPECT_FALSE(differs("signatures[0].signature_ok"));
}

TEST_F(examiner_test, what_the_examiner_knows_himself_counts) {
    const auto id = keep(judged(1, message()));
    sign();
    const auto folder = exported(id);
    independent_knowledge right;
    right.anchors = trust_->anchors();
    right.gateway_certificates = {identity_.certificate};
    EXPECT_TRUE(examined(folder, right).intact());
    independent_knowledge foreign_anchor;
    foreign_anchor.anchors = {pki::certificate::from_der(test_pki::hierarchy().root.der).value()};
    const auto seen = examined(folder, foreign_anchor);
    ASSERT_EQ(seen.findings.size(), 1u);
    EXPECT_THAT(seen.findings.front().what, HasSubstr("none of yours"));
    independent_knowledge other_gateway;
    other_gateway.gateway_certificates = {cast().applicant.certificate};
    EXPECT_FALSE(examined(folder, other_gateway).intact());
    for (const char* name : {layout::checkpoint_statement, layout::checkpoint_signature,
                             layout::checkpoint_signer, layout::checkpoint_place})
        fs::remove(fs::path(folder) / name);
    reseal(folder);
    EXPECT_TRUE(examined(folder).intact()) << "an export of before the first checkpoint looks the same";
    EXPECT_FALSE(examined(folder, right).intact()) << "but who knows the gateway asks for its signature";
}

TEST_F(examiner_test, an_export_before_the_checkpoint_says_what_it_lacks) {
    const auto id = keep(judged(1, message()));
    const auto seen = examined(exported(id));
    EXPECT_THAT(lacking_, testing::ElementsAre(HasSubstr("checkpoint")));
    EXPECT_TRUE(seen.intact());
    EXPECT_TRUE(seen.reproduced());
    EXPECT_FALSE(seen.checkpoint);
    EXPECT_THAT(seen.notes, testing::Contains(HasSubstr("no checkpoint")));
}

TEST_F(examiner_test, strangers_and_old_messages_are_whole_but_not_judged_again) {
    const auto stranger = keep(test::strangers_message(1));
    auto old = judged(2, message());
    std::erase_if(old.evidence,
                  [](const auto& one) { return one->kind == "trust" || one->kind == "policy"; });
    const auto before = keep(old);
    sign();
    for (const auto& id : {stranger, before}) {
        const auto seen = examined(exported(id));
        EXPECT_TRUE(seen.intact());
        EXPECT_FALSE(seen.verdict_json);
        EXPECT_THAT(seen.notes, testing::Contains(HasSubstr("not judged again")));
    }
}

TEST_F(examiner_test, only_what_is_there_is_exported_and_nothing_is_overwritten) {
    EXPECT_EQ(export_message(*store_, message_id("nobody"), folder_.file("x")).error().code(),
              errc::api_not_found);
    const auto id = keep(judged(1, message()));
    fs::create_directory(folder_.file("x"));
    EXPECT_EQ(export_message(*store_, id, folder_.file("x")).error().code(), errc::file_unreadable);
    tamper("PRAGMA foreign_keys = OFF; DELETE FROM evidence WHERE kind = 'crl'");
    EXPECT_EQ(export_message(*store_, id, folder_.file("y")).error().code(), errc::evidence_missing);
    EXPECT_FALSE(fs::exists(folder_.file("y")));
    EXPECT_FALSE(fs::exists(folder_.file("y.partial")));
    EXPECT_EQ(examine(folder_.file("x"), {}).error().code(), errc::file_unreadable);
}

}  // namespace
}  // namespace gw::evidence
