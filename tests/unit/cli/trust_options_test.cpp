// Where a list of files ends on the command line.
#include "cli/trust_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gw::cli {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using words = std::vector<std::string>;

TEST(spread_lists, repeats_the_flag_once_the_file_is_named) {
    EXPECT_THAT(spread_lists({"cert", "verify", "leaf", "--anchors", "a", "b", "--crls", "c", "d", "--json"}),
                ElementsAre("cert", "verify", "leaf", "--anchors", "a", "--anchors", "b", "--crls", "c",
                            "--crls", "d", "--json"));
}

TEST(spread_lists, takes_the_word_behind_one_value_as_the_file) {
    const words line{"cert", "verify", "--anchors", "a", "leaf", "--crls", "c", "--json"};
    EXPECT_THAT(spread_lists(line), ElementsAreArray(line));
}

TEST(spread_lists, leaves_other_flags_alone) {
    const words line{"message", "verify", "file", "--at", "t", "more"};
    EXPECT_THAT(spread_lists(line), ElementsAreArray(line));
    EXPECT_THAT(spread_lists({"message", "verify", "file", "--certs=a", "b"}),
                ElementsAre("message", "verify", "file", "--certs=a", "b"));
}

}  // namespace
}  // namespace gw::cli
