// Which texts of a document are masked.
#include "cli/stored.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace gw::cli {
namespace {

std::string masked(const char* text) {
    auto value = boost::json::parse(text);
    mask_personal_numbers_in(value);
    return boost::json::serialize(value);
}

TEST(masking, reaches_every_depth) {
    EXPECT_EQ(masked(R"({"a":[{"iin":"850101300123","t":"serialNumber=IIN850101300123, C=KZ"}]})"),
              R"({"a":[{"iin":"850101******","t":"serialNumber=IIN850101******, C=KZ"}]})");
}

TEST(masking, leaves_identifiers) {
    constexpr const char* text =
        R"({"id":"01980000-0000-7000-8000-850101300123","case_id":"x-850101300123","sha256":"a850101300123b",)"
        R"("serial":"850101300123"})";
    EXPECT_EQ(masked(text), text);
}

TEST(masking, tells_the_number_of_a_list_from_other_numbers) {
    EXPECT_EQ(masked(R"({"number":"850101300123","this_update":"t"})"),
              R"({"number":"850101300123","this_update":"t"})");
    EXPECT_EQ(masked(R"({"number":"850101300123"})"), R"({"number":"850101******"})");
}

}  // namespace
}  // namespace gw::cli
