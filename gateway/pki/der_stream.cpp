#include "pki/der_stream.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>

#include "base/error.hpp"
#include "crypto/openssl.hpp"

namespace gw::pki::der {

namespace {

// Most lists are small: the window is as large as it can be only once a first part has passed.
constexpr std::size_t first_window_octets = std::size_t{4} << 10;
constexpr std::size_t window_octets = std::size_t{64} << 10;

class openssl_digest final : public running_digest {
public:
    explicit openssl_digest(const EVP_MD* algorithm) : context_(EVP_MD_CTX_new()) {
        GW_INVARIANT(context_ && EVP_DigestInit_ex(context_.get(), algorithm, nullptr) == 1);
    }
    void add(octets_view data) override {
        GW_INVARIANT(EVP_DigestUpdate(context_.get(), data.data(), data.size()) == 1);
    }
    octets finish() override {
        octets value(EVP_MAX_MD_SIZE, '\0');
        unsigned size = 0;
        GW_INVARIANT(
            EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(value.data()), &size) == 1);
        value.resize(size);
        return value;
    }

private:
    std::unique_ptr<EVP_MD_CTX, crypto::freed_by<EVP_MD_CTX_free>> context_;
};

}  // namespace

std::unique_ptr<running_digest> make_digest(const evp_md_st* algorithm) {
    return std::make_unique<openssl_digest>(algorithm);
}

stream::stream(source from)
    : source_(std::move(from)), buffer_(first_window_octets, '\0'), whole_(make_digest(EVP_sha256())) {}

void stream::hash_passed() {
    const octets_view passed = octets_view(buffer_).substr(hashed_, at_ - hashed_);
    whole_->add(passed);
    if (part_) part_->add(passed);
    hashed_ = at_;
}

// Whether that many octets are in the window, once the source has given what it has.
bool stream::need(std::size_t octets) {
    if (filled_ - at_ >= octets) return true;
    if (at_ > 0) {
        hash_passed();
        std::memmove(buffer_.data(), buffer_.data() + at_, filled_ - at_);
        start_ += at_;
        filled_ -= at_;
        at_ = hashed_ = 0;
        if (buffer_.size() < window_octets) buffer_.resize(window_octets);
    }
    if (octets > buffer_.size()) buffer_.resize(octets);
    while (filled_ < octets && !exhausted_) {
        const std::size_t got = source_(buffer_.data() + filled_, buffer_.size() - filled_);
        exhausted_ = got == 0;
        filled_ += got;
    }
    return filled_ >= octets;
}

bool stream::at_end() {
    return !need(1);
}

unsigned char stream::next_tag() {
    ended_early_ = ended_early_ || !need(1);
    return ended_early_ ? static_cast<unsigned char>(0) : static_cast<unsigned char>(buffer_[at_]);
}

std::optional<header> stream::peek() {
    need(most_header);
    const auto head = read_header(window());
    if (!head && window().size() < most_header && exhausted_) ended_early_ = true;
    return head;
}

std::optional<std::size_t> stream::open(unsigned char tag) {
    if (next_tag() != tag) return std::nullopt;
    const auto head = peek();
    if (!head) return std::nullopt;
    at_ += head->size;
    return head->length;
}

std::optional<element> stream::next() {
    const auto head = peek();
    if (!head || head->whole() > longest_element) return std::nullopt;
    if (!need(head->whole())) {
        ended_early_ = true;
        return std::nullopt;
    }
    const octets_view whole = window().substr(0, head->whole());
    at_ += head->whole();
    return element{head->tag, whole.substr(head->size), whole};
}

std::optional<element> stream::next(unsigned char tag) {
    if (next_tag() != tag) return std::nullopt;
    return next();
}

void stream::begin_part(std::unique_ptr<running_digest> digest, octets_view before) {
    hash_passed();
    part_ = std::move(digest);
    part_->add(before);
}

octets stream::end_part() {
    if (!part_) return {};
    hash_passed();
    octets value = part_->finish();
    part_.reset();
    return value;
}

octets stream::digest() {
    while (need(1))
        at_ = filled_;
    hash_passed();
    return whole_->finish();
}

stream::source from_octets(octets_view data) {
    return [data](char* to, std::size_t most) mutable {
        const std::size_t count = std::min(most, data.size());
        std::memcpy(to, data.data(), count);
        data.remove_prefix(count);
        return count;
    };
}

}  // namespace gw::pki::der
