// Reads a CertificateList (RFC 5280 section 5.1) in one pass over its DER, without building a tree.
#include <openssl/evp.h>
#include <openssl/objects.h>

#include <algorithm>
#include <set>

#include "crypto/digest.hpp"
#include "crypto/kz_provider.hpp"
#include "crypto/openssl.hpp"
#include "pki/algorithms.hpp"
#include "pki/crl.hpp"
#include "pki/der.hpp"
#include "pki/name.hpp"

namespace gw::pki {
namespace {

// Content octets of the OBJECT IDENTIFIERs of RFC 5280 section 5.2 and 5.3: 2.5.29.n.
enum class extension_id : unsigned char {
    issuer_alternative_name = 18,
    crl_number = 20,
    reason_code = 21,
    hold_instruction = 23,
    invalidity_date = 24,
    delta_crl_indicator = 27,
    issuing_distribution_point = 28,
    certificate_issuer = 29,
    authority_key_identifier = 35,
    freshest_crl = 46,
    unknown = 0,
};

extension_id id_of(octets_view oid) {
    if (oid.size() != 3 || !oid.starts_with("\x55\x1d")) return extension_id::unknown;
    switch (const auto id = static_cast<extension_id>(oid[2])) {
        case extension_id::issuer_alternative_name:
        case extension_id::crl_number:
        case extension_id::reason_code:
        case extension_id::hold_instruction:
        case extension_id::invalidity_date:
        case extension_id::delta_crl_indicator:
        case extension_id::issuing_distribution_point:
        case extension_id::certificate_issuer:
        case extension_id::authority_key_identifier:
        case extension_id::freshest_crl:
            return id;
        case extension_id::unknown:
            break;
    }
    return extension_id::unknown;
}

error malformed(std::string why) {
    return {errc::crl_malformed, std::move(why)};
}
error out_of_scope(std::string why) {
    return {errc::crl_scope_unsupported, std::move(why)};
}

// The octets of the digest that the signature algorithm works on; empty when the algorithm hashes in some
// other way.
octets digest_for(int signature_nid, octets_view data) {
    int digest_nid = NID_undef;
    if (OBJ_find_sigid_algs(signature_nid, &digest_nid, nullptr) != 1) return {};
    const EVP_MD* algorithm = EVP_get_digestbynid(digest_nid);
    octets digest(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (!algorithm || EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(digest.data()),
                                 &size, algorithm, nullptr) != 1)
        return {};
    digest.resize(size);
    return digest;
}

}  // namespace

class crl_decoder {
public:
    result<crl_ptr> decode(octets_view data) {
        crypto::load_kz_provider();
        const crypto::error_scope scope;
        const auto list = der::only(data, der::sequence);
        if (!list) return malformed("not one DER SEQUENCE");
        der::reader in(list->content);
        const auto tbs = in.next(der::sequence), outer = in.next(der::sequence),
                   signature = in.next(der::bit_string);
        if (!tbs || !outer || !signature || !in.at_end()) return malformed("not a CertificateList");
        const auto value = der::to_octets(*signature);
        if (!value) return malformed("the signature is not a whole number of octets");
        made_->signature_ = octets(*value);
        if (auto read = read_list(tbs->content, *outer); !read) return read.error();
        made_->sha256_ = crypto::sha256(data);
        made_->tbs_digest_ = digest_for(made_->signature_nid_, tbs->whole);
        sort_entries();
        return crl_ptr(std::move(made_));
    }

private:
    result<void> read_list(octets_view tbs, const der::element& outer_algorithm) {
        der::reader in(tbs);
        bool version_2 = false;
        if (in.next_is(der::integer)) {
            version_2 = true;
            const auto version = in.next();
            if (!version || version->content != "\x01") return malformed("the version is not 2");
        }
        if (auto read = read_algorithm(in, outer_algorithm); !read) return read;
        if (auto read = read_issuer(in); !read) return read;
        if (auto read = read_dates(in); !read) return read;
        if (in.next_is(der::sequence)) {
            const auto entries = in.next();
            if (!entries) return malformed("the entries cannot be decoded");
            if (auto read = read_entries(entries->content, version_2); !read) return read;
        }
        if (in.at_end()) return {};
        const auto wrapped = in.next(der::context_constructed(0));
        if (!wrapped || !in.at_end() || !version_2) return malformed("something is behind the entries");
        return read_extensions(wrapped->content);
    }

    result<void> read_algorithm(der::reader& in, const der::element& outer_element) {
        const auto inner_element = in.next(der::sequence);
        const auto inner = inner_element ? der::to_algorithm(*inner_element) : std::nullopt;
        const auto outer = der::to_algorithm(outer_element);
        if (!inner || !outer) return malformed("the signature algorithm cannot be decoded");
        if (!der::same_algorithm(*inner, *outer)) return malformed("two different signature algorithms");
        const unsigned char* at = as_unsigned(outer->oid);
        const std::unique_ptr<ASN1_OBJECT, crypto::freed_by<ASN1_OBJECT_free>> oid(
            d2i_ASN1_OBJECT(nullptr, &at, static_cast<long>(outer->oid.size())));
        if (!oid) return malformed("the signature algorithm cannot be decoded");
        made_->signature_algorithm_ = signature_algorithm_name(oid.get());
        made_->signature_nid_ = OBJ_obj2nid(oid.get());
        return {};
    }

    result<void> read_issuer(der::reader& in) {
        const auto name = in.next(der::sequence);
        if (!name || !der::is_well_formed(name->whole)) return malformed("the issuer cannot be decoded");
        const unsigned char* at = as_unsigned(name->whole);
        made_->issuer_name_.reset(d2i_X509_NAME(nullptr, &at, static_cast<long>(name->whole.size())));
        if (!made_->issuer_name_) return malformed("the issuer cannot be decoded");
        made_->issuer_der_ = octets(name->whole);
        made_->issuer_ = to_text(made_->issuer_name_.get());
        return {};
    }

    static std::optional<timestamp> read_time(der::reader& in) {
        const auto element = in.next();
        return element ? der::to_time(element->tag, element->content) : std::nullopt;
    }

    result<void> read_dates(der::reader& in) {
        const auto this_update = read_time(in);
        if (!this_update) return malformed("thisUpdate is not as RFC 5280 5.1.2.4 says");
        made_->this_update_ = *this_update;
        if (!in.next_is(der::utc_time) && !in.next_is(der::generalized_time)) return {};
        made_->next_update_ = read_time(in);
        if (!made_->next_update_ || *made_->next_update_ < *this_update)
            return malformed("nextUpdate is not as RFC 5280 5.1.2.5 says");
        return {};
    }

    result<void> read_entries(octets_view list, bool version_2) {
        made_->entries_.reserve(list.size() / 36);  // an entry with a 20-octet serial takes 37 at least
        made_->serials_.reserve(list.size() / 2);
        der::reader in(list);
        while (!in.at_end()) {
            const auto element = in.next(der::sequence);
            if (!element) return malformed("an entry cannot be decoded");
            if (auto read = read_entry(element->content, version_2); !read) return read;
        }
        made_->entries_.shrink_to_fit();
        made_->serials_.shrink_to_fit();
        return {};
    }

    result<void> read_entry(octets_view content, bool version_2) {
        der::reader in(content);
        const auto serial = in.next(der::integer);
        // RFC 5280 4.1.2.2 ends at 20 octets; issuers exceed it, so the bound is what the index can hold.
        if (!serial || !der::is_integer(serial->content) || serial->content.size() > 255)
            return malformed("a serial cannot be decoded");
        const auto date = read_time(in);
        if (!date) return malformed("a revocation date cannot be decoded");
        int reason = 0;
        if (!in.at_end()) {
            const auto extensions = in.next(der::sequence);
            if (!extensions || !in.at_end() || !version_2) return malformed("an entry cannot be decoded");
            if (auto read = read_entry_extensions(extensions->content, reason); !read) return read;
        }
        add_entry(serial->content, *date, reason);
        return {};
    }

    void add_entry(octets_view serial, timestamp date, int reason) {
        const auto since_1970 = std::chrono::floor<seconds>(date).time_since_epoch().count();
        crl::entry entry{};
        entry.offset = static_cast<std::uint32_t>(made_->serials_.size());
        entry.revoked_at = static_cast<std::uint32_t>(std::clamp<std::int64_t>(since_1970, 0, UINT32_MAX));
        entry.size = static_cast<std::uint8_t>(serial.size());
        entry.reason = static_cast<std::uint8_t>(reason);
        made_->serials_ += serial;
        made_->entries_.push_back(entry);
    }

    result<void> read_entry_extensions(octets_view list, int& reason) {
        der::reader in(list);
        unsigned seen = 0;  // bits by extension_id; the known ones are few and small
        while (!in.at_end()) {
            const auto element = in.next(der::sequence);
            const auto extension = element ? der::to_extension(*element) : std::nullopt;
            if (!extension) return malformed("an entry extension cannot be decoded");
            const extension_id id = id_of(extension->oid);
            const unsigned bit = 1u << (static_cast<unsigned>(id) % 32);
            if (id != extension_id::unknown && (seen & bit) != 0)
                return malformed("an entry extension is repeated");
            seen |= bit;
            if (auto read = read_entry_extension(id, *extension, reason); !read) return read;
        }
        return {};
    }

    static result<void> read_entry_extension(extension_id id, const der::extension& extension, int& reason) {
        switch (id) {
            case extension_id::reason_code: {
                const auto value = der::only(extension.value, der::enumerated);
                if (!value || value->content.size() != 1) return malformed("a reason code cannot be decoded");
                reason = value->content.front();
                // RFC 5280 5.3.1: 7 is not used, and "removeFromCRL (8) reason code value may only appear in
                // delta CRLs".
                if (reason < 0 || reason > 10 || reason == 7 || reason == 8)
                    return malformed("an impossible reason code");
                return {};
            }
            case extension_id::certificate_issuer:
                return out_of_scope("an indirect list: an entry names another issuer");
            case extension_id::invalidity_date:
            case extension_id::hold_instruction:
                return {};
            default:
                break;
        }
        // RFC 5280 5.3: "If a CRL contains a critical CRL entry extension that the application cannot
        // process, then the application MUST NOT use that CRL to determine the status of any certificates."
        if (extension.critical) return out_of_scope("an unknown critical entry extension");
        return {};
    }

    result<void> read_extensions(octets_view wrapped) {
        const auto list = der::only(wrapped, der::sequence);
        if (!list) return malformed("the extensions cannot be decoded");
        der::reader in(list->content);
        std::set<octets_view> seen;
        while (!in.at_end()) {
            const auto element = in.next(der::sequence);
            const auto extension = element ? der::to_extension(*element) : std::nullopt;
            if (!extension) return malformed("an extension cannot be decoded");
            if (!seen.insert(extension->oid).second) return malformed("an extension is repeated");
            if (auto read = read_extension(*extension); !read) return read;
        }
        return {};
    }

    // The scope of a list widens here: a delta, a partition or an indirect list needs its own rules (RFC
    // 5280 6.3) first.
    result<void> read_extension(const der::extension& extension) {
        switch (id_of(extension.oid)) {
            case extension_id::crl_number:
                return read_number(extension.value);
            case extension_id::authority_key_identifier:
                return read_authority_key_id(extension.value);
            case extension_id::delta_crl_indicator:
                return out_of_scope("a delta list");
            case extension_id::issuing_distribution_point:
                return out_of_scope("a partitioned or indirect list");
            default:
                break;
        }
        if (extension.critical) return out_of_scope("an unknown critical extension");
        return {};
    }

    result<void> read_number(octets_view value) {
        const auto number = der::only(value, der::integer);
        if (!number || !der::is_integer(number->content) || (number->content.front() & 0x80) != 0)
            return malformed("the list number cannot be decoded");
        std::string hex = to_hex(number->content);
        hex.erase(0, std::min(hex.find_first_not_of('0'), hex.size() - 1));
        made_->number_ = std::move(hex);
        return {};
    }

    result<void> read_authority_key_id(octets_view value) {
        const auto sequence = der::only(value, der::sequence);
        if (!sequence) return malformed("the key identifier cannot be decoded");
        der::reader in(sequence->content);
        if (const auto key_id = in.next(der::context(0))) made_->authority_key_id_ = octets(key_id->content);
        while (!in.at_end())
            if (!in.next()) return malformed("the key identifier cannot be decoded");
        return {};
    }

    void sort_entries() {
        std::sort(made_->entries_.begin(), made_->entries_.end(),
                  [this](const crl::entry& a, const crl::entry& b) {
                      const octets_view left = made_->serial(a), right = made_->serial(b);
                      return left != right ? left < right : a.revoked_at < b.revoked_at;
                  });
    }

    std::shared_ptr<crl> made_{new crl()};
};

result<crl_ptr> crl::from_der(octets_view data) {
    return crl_decoder().decode(data);
}

}  // namespace gw::pki
