#include "crypto/merkle.hpp"

#include <bit>

#include "base/error.hpp"
#include "crypto/digest.hpp"

namespace gw::crypto {
namespace {

using digests = std::vector<sha256_digest>;

sha256_digest leaf_hash(const sha256_digest& leaf) {
    octets data(1, '\0');
    data += as_octets(leaf);
    return sha256(data);
}

sha256_digest node_hash(const sha256_digest& left, const sha256_digest& right) {
    octets data(1, '\1');
    data.append(as_octets(left)).append(as_octets(right));
    return sha256(data);
}

// The left part of a tree is as large a power of two as leaves something for the right.
std::size_t left_of(std::size_t count) {
    return std::bit_floor(count - 1);
}

sha256_digest root_of(const digests& leaves, std::size_t first, std::size_t count) {
    if (count == 1) return leaf_hash(leaves[first]);
    const std::size_t left = left_of(count);
    return node_hash(root_of(leaves, first, left), root_of(leaves, first + left, count - left));
}

void add_path(const digests& leaves, std::size_t first, std::size_t count, std::size_t index, digests& path) {
    if (count == 1) return;
    const std::size_t left = left_of(count);
    if (index < left) {
        add_path(leaves, first, left, index, path);
        path.push_back(root_of(leaves, first + left, count - left));
    } else {
        add_path(leaves, first + left, count - left, index - left, path);
        path.push_back(root_of(leaves, first, left));
    }
}

// Goes down from the top of the tree, whose digest stands last in the path; `left_over` of it belong to this
// part.
std::optional<sha256_digest> climb(const sha256_digest& leaf, std::size_t index, std::size_t count,
                                   const digests& path, std::size_t left_over) {
    if (count == 1) return left_over == 0 ? std::optional(leaf_hash(leaf)) : std::nullopt;
    if (left_over == 0) return std::nullopt;
    const std::size_t left = left_of(count);
    const bool on_the_left = index < left;
    const auto below = on_the_left ? climb(leaf, index, left, path, left_over - 1)
                                   : climb(leaf, index - left, count - left, path, left_over - 1);
    if (!below) return std::nullopt;
    const sha256_digest& other = path[left_over - 1];
    return on_the_left ? node_hash(*below, other) : node_hash(other, *below);
}

}  // namespace

sha256_digest merkle_root(const digests& leaves) {
    GW_INVARIANT(!leaves.empty());
    return root_of(leaves, 0, leaves.size());
}

digests merkle_path(const digests& leaves, std::size_t index) {
    GW_INVARIANT(index < leaves.size());
    digests path;
    add_path(leaves, 0, leaves.size(), index, path);
    return path;
}

std::optional<sha256_digest> merkle_root_by_path(const sha256_digest& leaf, std::size_t index,
                                                 std::size_t count, const digests& path) {
    if (index >= count) return std::nullopt;
    return climb(leaf, index, count, path, path.size());
}

}  // namespace gw::crypto
