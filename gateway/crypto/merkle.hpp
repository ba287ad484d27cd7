// Merkle trees as RFC 9162 section 2.1 makes them: one digest for many, and a short proof that one of them is
// in it.
#pragma once

#include <optional>
#include <vector>

#include "base/bytes.hpp"

namespace gw::crypto {

// Of at least one leaf. Leaves and nodes are hashed with different prefixes, so that no node passes for a
// leaf.
sha256_digest merkle_root(const std::vector<sha256_digest>& leaves);
// The digests that lead from the leaf to the root, from the bottom up.
std::vector<sha256_digest> merkle_path(const std::vector<sha256_digest>& leaves, std::size_t index);
// The root that leaf `index` of `count` leads to over the path; nothing when the path has the wrong length.
std::optional<sha256_digest> merkle_root_by_path(const sha256_digest& leaf, std::size_t index,
                                                 std::size_t count, const std::vector<sha256_digest>& path);

}  // namespace gw::crypto
