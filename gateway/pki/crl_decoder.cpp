// Reads a CertificateList (RFC 5280 section 5.1) in one pass over its DER, which is never held as a whole.
#include <openssl/evp.h>
#include <openssl/objects.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "crypto/kz_provider.hpp"
#include "pki/algorithms.hpp"
#include "pki/crl.hpp"
#include "pki/crl_extensions.hpp"
#include "pki/der.hpp"
#include "pki/name.hpp"

namespace gw::pki {
namespace {

// How many issuers an indirect list may speak for: НУЦ РК's speak for one, and each costs memory.
constexpr std::size_t most_issuers = 1024;

// What the signature algorithm hashes with; nullptr when it is unknown or hashes in some other way.
std::unique_ptr<der::running_digest> digest_for(int signature_nid) {
    int digest_nid = NID_undef;
    if (OBJ_find_sigid_algs(signature_nid, &digest_nid, nullptr) != 1) return nullptr;
    const EVP_MD* algorithm = EVP_get_digestbynid(digest_nid);
    return algorithm ? der::make_digest(algorithm) : nullptr;
}

std::optional<timestamp> to_time(const std::optional<der::element>& element) {
    return element ? der::to_time(element->tag, element->content) : std::nullopt;
}

}  // namespace

class crl_decoder {
public:
    crl_decoder(der::stream::source from, std::size_t limit) : in_(counted(std::move(from))), left_(limit) {}

    result<crl_ptr> decode() {
        crypto::load_kz_provider();
        const crypto::error_scope scope;
        auto read = read_all();
        if (cut_off_) return error(errc::crl_too_large, "the list is longer than the limit");
        if (!read && in_.ended_early())
            return error(errc::crl_truncated, "it ends after " + std::to_string(in_.offset()) + " octets");
        if (!read) return read.error();
        return crl_ptr(std::move(made_));
    }

private:
    // Gives no more than the limit, whatever the source has.
    der::stream::source counted(der::stream::source from) {
        return [this, from = std::move(from)](char* to, std::size_t most) {
            const std::size_t got = from(to, std::min(most, left_ + 1));
            cut_off_ = got > left_;
            left_ -= std::min(left_, got);
            return cut_off_ ? 0 : got;
        };
    }

    result<void> read_all() {
        if (in_.at_end()) return error(errc::crl_empty, "the file is empty");
        const auto length = in_.open(der::sequence);
        const std::size_t list_end = in_.offset() + length.value_or(0);
        if (!length || in_.next_tag() != der::sequence) return not_a_list();
        if (auto read = read_list(); !read) return read;
        const auto outer = in_.next(der::sequence);
        if (!outer || !same_algorithm(*outer))
            return error(errc::crl_algorithm_wrong, "two different signature algorithms");
        const auto signature = in_.next(der::bit_string);
        const auto value = signature ? der::to_octets(*signature) : std::nullopt;
        if (!value) return crl_malformed("the signature is not a whole number of octets");
        made_->signature_ = octets(*value);
        if (in_.offset() != list_end || !in_.at_end()) return crl_malformed("something is behind the list");
        const octets digest = in_.digest();
        std::memcpy(made_->sha256_.data(), digest.data(), made_->sha256_.size());
        return {};
    }

    error not_a_list() {
        if (in_.ended_early()) return crl_malformed("it ends early");
        return {errc::crl_not_a_list, "the octets are no revocation list"};
    }

    bool same_algorithm(const der::element& outer) const {
        const auto inner_element = der::only(algorithm_, der::sequence);
        const auto left = inner_element ? der::to_algorithm(*inner_element) : std::nullopt;
        const auto right = der::to_algorithm(outer);
        return left && right && der::same_algorithm(*left, *right);
    }

    // tbsCertList; leaves its digest in made_.
    result<void> read_list() {
        octets head;  // what has passed before the algorithm of the digest is known
        if (auto read = read_head(head); !read) return read;
        if (auto digest = digest_for(made_->signature_nid_)) in_.begin_part(std::move(digest), head);
        if (auto read = read_issuer(); !read) return read;
        if (auto read = read_dates(); !read) return read;
        if (in_.offset() < end_ && in_.next_tag() == der::sequence)
            if (auto read = read_entries(); !read) return read;
        if (in_.offset() < end_)
            if (auto read = read_extensions(); !read) return read;
        if (in_.offset() != end_) return crl_malformed("something is behind the entries");
        made_->tbs_digest_ = in_.end_part();
        return check_entries();
    }

    result<void> read_head(octets& head) {
        const auto length = in_.open(der::sequence);
        if (!length) return crl_malformed("not a CertificateList");
        end_ = in_.offset() + *length;
        head = der::encode_header(der::sequence, *length);
        if (in_.next_tag() == der::context_constructed(0))
            return error(errc::crl_not_a_list, "the octets are a certificate");
        if (in_.next_tag() == der::integer) {
            const auto version = in_.next();
            if (!version || version->content != "\x01")
                return error(errc::crl_version_wrong, "the version is not 2");
            version_2_ = true;
            head += version->whole;
        }
        return read_algorithm(head);
    }

    result<void> read_algorithm(octets& head) {
        const auto element = in_.next(der::sequence);
        const auto inner = element ? der::to_algorithm(*element) : std::nullopt;
        if (!inner) return error(errc::crl_algorithm_wrong, "the signature algorithm cannot be decoded");
        algorithm_ = octets(element->whole);
        head += algorithm_;
        const unsigned char* at = as_unsigned(inner->oid);
        const std::unique_ptr<ASN1_OBJECT, crypto::freed_by<ASN1_OBJECT_free>> oid(
            d2i_ASN1_OBJECT(nullptr, &at, static_cast<long>(inner->oid.size())));
        if (!oid) return error(errc::crl_algorithm_wrong, "the signature algorithm cannot be decoded");
        made_->signature_algorithm_ = signature_algorithm_name(oid.get());
        made_->signature_nid_ = OBJ_obj2nid(oid.get());
        return {};
    }

    result<void> read_issuer() {
        const auto name = in_.next(der::sequence);
        const auto malformed = error(errc::crl_issuer_malformed, "the issuer cannot be decoded");
        if (!name || !der::is_well_formed(name->whole)) return malformed;
        const unsigned char* at = as_unsigned(name->whole);
        made_->issuer_name_.reset(d2i_X509_NAME(nullptr, &at, static_cast<long>(name->whole.size())));
        if (!made_->issuer_name_) return malformed;
        made_->issuer_der_ = octets(name->whole);
        made_->issuer_ = to_text(made_->issuer_name_.get());
        made_->sections_.emplace_back();
        return {};
    }

    result<void> read_dates() {
        const auto this_update = to_time(in_.next());
        if (!this_update) return error(errc::crl_dates_wrong, "thisUpdate is not as RFC 5280 5.1.2.4 says");
        made_->this_update_ = *this_update;
        const unsigned char tag = in_.offset() < end_ ? in_.next_tag() : static_cast<unsigned char>(0);
        if (tag != der::utc_time && tag != der::generalized_time) return {};
        made_->next_update_ = to_time(in_.next());
        if (!made_->next_update_ || *made_->next_update_ < *this_update)
            return error(errc::crl_dates_wrong, "nextUpdate is not as RFC 5280 5.1.2.5 says");
        return {};
    }

    result<void> read_entries() {
        const auto length = in_.open(der::sequence);
        if (!length) return crl_entry_malformed("the entries cannot be decoded");
        // RFC 5280 5.1.2.6: "When there are no revoked certificates, the revoked certificates list MUST be
        // absent."
        if (*length == 0) return crl_entry_malformed("the list of entries is empty");
        const std::size_t entries_end = in_.offset() + *length;
        while (in_.offset() < entries_end) {
            const std::size_t left = entries_end - in_.offset();
            const auto element = in_.next(der::sequence);
            if (!element) return crl_entry_malformed("an entry cannot be decoded");
            if (auto read = read_entry(element->content, left); !read) return read;
        }
        if (in_.offset() != entries_end) return crl_entry_malformed("the last entry is too long");
        for (auto& section : made_->sections_)
            section.table.sort();
        return {};
    }

    // `octets_left` of entries, this one included.
    result<void> read_entry(octets_view content, std::size_t octets_left) {
        der::reader in(content);
        const auto serial = in.next(der::integer);
        // RFC 5280 4.1.2.2 ends at 20 octets; issuers exceed it, but not without bound.
        if (!serial || !der::is_integer(serial->content) || serial->content.size() > 255)
            return crl_entry_malformed("a serial cannot be decoded");
        const auto date = to_time(in.next());
        if (!date) return crl_entry_malformed("a revocation date cannot be decoded");
        crl_entry_extensions extensions;
        if (!in.at_end()) {
            if (!version_2_) return error(errc::crl_version_wrong, "an entry of version 1 has extensions");
            const auto list = in.next(der::sequence);
            if (!list || !in.at_end()) return crl_entry_malformed("an entry cannot be decoded");
            auto read = read_crl_entry_extensions(list->content);
            if (!read) return read.error();
            extensions = std::move(*read);
        }
        removes_ = removes_ || extensions.reason == remove_from_crl;
        if (extensions.certificate_issuer)
            if (auto turned = turn_to(std::move(*extensions.certificate_issuer)); !turned) return turned;
        crl_table& table = made_->sections_[section_].table;
        constexpr std::size_t smallest_beside_serial = 2 + 2 + 15;  // SEQUENCE, INTEGER, UTCTime
        if (table.size() == 0 && section_ == 0)
            table.expect(octets_left, serial->content.size() + smallest_beside_serial);
        table.add(serial->content, *date, extensions.reason);
        return {};
    }

    // RFC 5280 5.3.3: "If used by subsequent entries, the certificate issuer is the same as that of the
    // preceding entry".
    result<void> turn_to(general_name issuer) {
        const auto known = issuers_.find(issuer.der);
        if (known != issuers_.end()) {
            section_ = known->second;
            return {};
        }
        if (made_->sections_.size() == most_issuers)
            return error(errc::crl_too_large, "the list speaks for too many issuers");
        section_ = made_->sections_.size();
        made_->sections_.push_back({issuer.directory, {}});
        issuers_.emplace(std::move(issuer.der), section_);
        return {};
    }

    result<void> read_extensions() {
        if (!version_2_) return error(errc::crl_version_wrong, "a list of version 1 has extensions");
        const auto wrapped = in_.next(der::context_constructed(0));
        if (!wrapped) return crl_malformed("something is behind the entries");
        const auto list = der::only(wrapped->content, der::sequence);
        if (!list || list->content.empty())
            return crl_extension_malformed("the extensions cannot be decoded");
        auto read = read_crl_extensions(list->content, made_->issuer_der_);
        if (!read) return read.error();
        made_->number_ = std::move(read->number);
        made_->base_number_ = std::move(read->base_number);
        made_->authority_key_id_ = std::move(read->authority_key_id);
        made_->scope_ = std::move(read->scope);
        return {};
    }

    // What entries may say depends on extensions that come behind them.
    result<void> check_entries() const {
        // RFC 5280 5.3.1: "removeFromCRL (8) reason code value may only appear in delta CRLs".
        if (removes_ && !made_->is_delta()) return crl_entry_malformed("a full list removes an entry");
        if (made_->sections_.size() > 1 && !made_->scope_.indirect)
            return crl_entry_malformed("an entry names another issuer in a list that is not indirect");
        return {};
    }

    std::shared_ptr<crl> made_{new crl()};
    der::stream in_;
    std::size_t left_;     // octets that may still be read
    std::size_t end_ = 0;  // offset behind tbsCertList
    octets algorithm_;
    bool version_2_ = false, removes_ = false, cut_off_ = false;
    std::map<octets, std::size_t> issuers_;
    std::size_t section_ = 0;
};

result<crl_ptr> crl::read(der::stream::source from, std::size_t limit) {
    return crl_decoder(std::move(from), limit).decode();
}

result<crl_ptr> crl::from_der(octets_view data, std::size_t limit) {
    return read(der::from_octets(data), limit);
}

}  // namespace gw::pki
