// A head that was noted elsewhere, against a journal that was cut off or rewritten since.
#include "evidence/head.hpp"

#include "unit/evidence/office.hpp"

namespace gw::evidence {
namespace {

using testing::HasSubstr;

class head_test : public office {
protected:
    head_test() {
        for (int n = 1; n <= 5; ++n)
            keep(test::refused_message(n));
    }
    std::string short_form() {
        return std::to_string(store_->head().seq) + ":" + to_hex(store_->head().hash);
    }
};

TEST_F(head_test, the_journal_continues_it) {
    EXPECT_EQ(export_head(*store_).error().code(), errc::evidence_missing) << "nothing is signed yet";
    sign();
    const auto file = export_head(*store_);
    ASSERT_TRUE(file);
    const auto noted = read_head(*file + "\n");
    ASSERT_TRUE(noted) << noted.error().to_string();
    EXPECT_TRUE(noted->is_signed);
    EXPECT_EQ(noted->rows, 5u);
    const auto on_paper = read_head(short_form());
    ASSERT_TRUE(on_paper);
    EXPECT_FALSE(on_paper->is_signed);
    keep(test::refused_message(6));
    EXPECT_TRUE(check_head(*store_, *noted));
    EXPECT_TRUE(check_head(*store_, *on_paper));
}

// The end is cut off as somebody would who knows the store: rows, contents, head, checkpoints. Inside nothing
// is wrong.
TEST_F(head_test, cutting_off_the_end_shows) {
    sign();
    const auto noted = read_head(*export_head(*store_)).value();
    tamper(
        "PRAGMA foreign_keys = OFF; DELETE FROM checkpoint; DELETE FROM content WHERE seq > 3; DELETE FROM "
        "journal WHERE seq > 3;"
        "UPDATE journal_head SET seq = 3, hash = (SELECT hash FROM journal WHERE seq = 3)");
    EXPECT_FALSE(store_->verify_journal().broken);
    const auto against = check_head(*store_, noted);
    ASSERT_FALSE(against);
    EXPECT_EQ(against.error().code(), errc::journal_broken);
    EXPECT_THAT(against.error().detail(), HasSubstr("cut off"));
    keep(test::refused_message(14));
    keep(test::refused_message(15));
    EXPECT_FALSE(store_->verify_journal().broken);
    EXPECT_THAT(check_head(*store_, noted).error().detail(), HasSubstr("rewritten"));
}

TEST_F(head_test, a_head_that_was_changed_is_refused) {
    sign();
    const auto file = *export_head(*store_);
    for (const std::string& bad :
         {dsig::test::replaced(file, "last\\\":5", "last\\\":4"),
          dsig::test::replaced(file, "head/1", "head/2"), std::string("{}"), std::string("5"),
          std::string("5:abc"), short_form() + "00", "x" + short_form()})
        EXPECT_EQ(read_head(bad).error().code(), errc::evidence_changed) << bad;
}

}  // namespace
}  // namespace gw::evidence
