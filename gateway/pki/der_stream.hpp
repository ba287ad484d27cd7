// DER read piece by piece from a source that is never held as a whole, hashed as it passes. What a revocation
// list of 50 MB needs is a window of 64 KB.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "pki/der.hpp"

struct evp_md_st;

namespace gw::pki::der {

// A digest that is computed while octets pass.
class running_digest {
public:
    virtual ~running_digest() = default;
    virtual void add(octets_view) = 0;
    virtual octets finish() = 0;
};
std::unique_ptr<running_digest> make_digest(const evp_md_st*);

class stream {
public:
    // Writes up to `most` octets and says how many; 0 at the end. May throw what reading throws.
    using source = std::function<std::size_t(char* to, std::size_t most)>;
    // Elements that are read whole are at most this long.
    static constexpr std::size_t longest_element = std::size_t{1} << 20;

    explicit stream(source);
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    std::size_t offset() const noexcept { return start_ + at_; }  // of the next octet
    bool at_end();
    // The tag of the next element, which has to be there: at the end it is 0 and the source has ended early.
    unsigned char next_tag();
    // Goes into a constructed element and answers its content's length.
    std::optional<std::size_t> open(unsigned char tag);
    // The next element as a whole; valid until the next call. Nothing when it is another one, is not DER or
    // ends early.
    std::optional<element> next();
    std::optional<element> next(unsigned char tag);
    // Whether a read failed because the source ended inside an element.
    bool ended_early() const noexcept { return ended_early_; }

    // A second digest, over `before` and everything from here until end_part().
    void begin_part(std::unique_ptr<running_digest>, octets_view before);
    octets end_part();
    // SHA-256 of everything read. Reads to the end.
    octets digest();

private:
    bool need(std::size_t octets);
    void hash_passed();
    octets_view window() const noexcept { return octets_view(buffer_).substr(at_, filled_ - at_); }
    std::optional<header> peek();

    source source_;
    octets buffer_;
    std::size_t start_ = 0;   // offset of the first octet in the buffer
    std::size_t at_ = 0;      // in the buffer: what has been read
    std::size_t hashed_ = 0;  // in the buffer: what has been hashed
    std::size_t filled_ = 0;  // in the buffer: what the source has given
    bool exhausted_ = false, ended_early_ = false;
    std::unique_ptr<running_digest> whole_, part_;
};

// A source over octets that outlive it.
stream::source from_octets(octets_view);

}  // namespace gw::pki::der
