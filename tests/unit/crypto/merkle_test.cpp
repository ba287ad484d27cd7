// Trees of every small size: each leaf leads to the root, and nothing else does.
#include "crypto/merkle.hpp"

#include <gtest/gtest.h>

#include "crypto/digest.hpp"

namespace gw::crypto {
namespace {

std::vector<sha256_digest> leaves(std::size_t count) {
    std::vector<sha256_digest> made;
    for (std::size_t i = 0; i < count; ++i)
        made.push_back(sha256("leaf " + std::to_string(i)));
    return made;
}

sha256_digest with_prefix(char prefix, const std::string& data) {
    return sha256(std::string(1, prefix) + data);
}

// RFC 9162 section 2.1.1 written out for three leaves.
TEST(merkle, three_leaves_by_hand) {
    const auto three = leaves(3);
    const auto leaf = [&](std::size_t i) {
        return std::string(as_octets(with_prefix('\0', std::string(as_octets(three[i])))));
    };
    const auto left = std::string(as_octets(with_prefix('\1', leaf(0) + leaf(1))));
    EXPECT_EQ(merkle_root(three), with_prefix('\1', left + leaf(2)));
    EXPECT_EQ(merkle_root(leaves(1)), with_prefix('\0', std::string(as_octets(three[0]))));
}

TEST(merkle, every_leaf_leads_to_the_root) {
    for (std::size_t count = 1; count <= 66; ++count) {
        const auto all = leaves(count);
        const auto root = merkle_root(all);
        for (std::size_t i = 0; i < count; ++i)
            EXPECT_EQ(merkle_root_by_path(all[i], i, count, merkle_path(all, i)), root)
                << i << " of " << count;
    }
}

TEST(merkle, nothing_else_does) {
    const auto all = leaves(13);
    const auto root = merkle_root(all);
    const auto path = merkle_path(all, 5);
    EXPECT_NE(merkle_root_by_path(all[4], 5, 13, path), root) << "another leaf";
    EXPECT_NE(merkle_root_by_path(all[5], 4, 13, path), root) << "another place";
    EXPECT_FALSE(merkle_root_by_path(all[5], 13, 13, path)) << "outside";
    auto other = path;
    other[1][0] ^= 1;
    EXPECT_NE(merkle_root_by_path(all[5], 5, 13, other), root);
    other = path;
    other.pop_back();
    EXPECT_FALSE(merkle_root_by_path(all[5], 5, 13, other)) << "too short";
    other = path;
    other.push_back(path[0]);
    EXPECT_FALSE(merkle_root_by_path(all[5], 5, 13, other)) << "too long";
}

TEST(merkle, a_node_is_no_leaf) {
    const auto two = leaves(2);
    const auto root = merkle_root(two);
    EXPECT_NE(merkle_root({root}), root);
}

}  // namespace
}  // namespace gw::crypto
