// Reads an OCSPResponse (RFC 6960 section 4.2.1), element by element and nothing beyond it.
#include <openssl/objects.h>

#include <set>

#include "crypto/digest.hpp"
#include "crypto/openssl.hpp"
#include "pki/algorithms.hpp"
#include "pki/name.hpp"
#include "pki/ocsp.hpp"

namespace gw::pki {
namespace {

constexpr std::size_t most_certificates = 16;  // each costs a decoding, and the sender need not be known
constexpr std::size_t most_singles = 1024;

// Content octets of the OBJECT IDENTIFIERs.
constexpr octets_view basic_response("\x2b\x06\x01\x05\x05\x07\x30\x01\x01", 9);  // id-pkix-ocsp-basic
constexpr octets_view nonce_oid("\x2b\x06\x01\x05\x05\x07\x30\x01\x02", 9);       // id-pkix-ocsp-nonce
constexpr octets_view crl_reference("\x2b\x06\x01\x05\x05\x07\x30\x01\x03", 9);   // id-pkix-ocsp-crl
constexpr octets_view archive_cutoff("\x2b\x06\x01\x05\x05\x07\x30\x01\x06",
                                     9);  // id-pkix-ocsp-archive-cutoff
constexpr octets_view extended_revoke("\x2b\x06\x01\x05\x05\x07\x30\x01\x09", 9);    // ...-extended-revoke
constexpr octets_view transparency("\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x05", 10);  // RFC 6962 section 3.3

error malformed(std::string why) {
    return {errc::ocsp_malformed, std::move(why)};
}

// RFC 6960 section 4.2.1, OCSPResponseStatus; 4 is not used.
std::optional<error> failure_of(char status) {
    switch (status) {
        case 0:
            return std::nullopt;
        case 1:
            return error(errc::ocsp_refused, "malformedRequest");
        case 2:
            return error(errc::ocsp_refused, "internalError");
        case 3:
            return error(errc::ocsp_try_later, "tryLater");
        case 5:
            return error(errc::ocsp_refused, "sigRequired");
        case 6:
            return error(errc::ocsp_refused, "unauthorized");
        default:
            return malformed("an impossible status");
    }
}

std::optional<timestamp> read_time(der::reader& in) {
    const auto element = in.next(der::generalized_time);
    return element ? der::to_time(element->tag, element->content) : std::nullopt;
}

// [n] EXPLICIT with one element of that tag inside.
std::optional<der::element> unwrap(const der::element& wrapped, unsigned char tag) {
    return der::only(wrapped.content, tag);
}

}  // namespace

class ocsp_decoder {
public:
    result<ocsp_ptr> decode(octets_view data) {
        const crypto::error_scope scope;
        made_->der_ = octets(data);
        const auto whole = der::only(made_->der_, der::sequence);
        if (!whole) return malformed("not one DER SEQUENCE");
        der::reader in(whole->content);
        const auto status = in.next(der::enumerated);
        if (!status || status->content.size() != 1) return malformed("no status");
        if (auto failure = failure_of(status->content.front())) return std::move(*failure);
        const auto wrapped = in.next(der::context_constructed(0));
        if (!wrapped || !in.at_end()) return malformed("a successful answer without its content");
        const auto bytes = unwrap(*wrapped, der::sequence);
        if (!bytes) return malformed("the responseBytes cannot be decoded");
        if (auto read = read_bytes(bytes->content); !read) return read.error();
        made_->sha256_ = crypto::sha256(made_->der_);
        return ocsp_ptr(std::move(made_));
    }

private:
    result<void> read_bytes(octets_view content) {
        der::reader in(content);
        const auto type = in.next(der::object_identifier), response = in.next(der::octet_string);
        if (!type || !response || !in.at_end()) return malformed("the responseBytes cannot be decoded");
        if (type->content != basic_response) return malformed("not a basic response");
        const auto basic = der::only(response->content, der::sequence);
        if (!basic) return malformed("the BasicOCSPResponse cannot be decoded");
        return read_basic(basic->content);
    }

    result<void> read_basic(octets_view content) {
        der::reader in(content);
        const auto tbs = in.next(der::sequence), algorithm = in.next(der::sequence),
                   signature = in.next(der::bit_string);
        if (!tbs || !algorithm || !signature || !der::to_octets(*signature))
            return malformed("the BasicOCSPResponse cannot be decoded");
        made_->tbs_ = tbs->whole;
        made_->algorithm_ = algorithm->whole;
        made_->signature_ = signature->whole;
        if (auto read = read_algorithm(*algorithm); !read) return read;
        if (auto read = read_data(tbs->content); !read) return read;
        if (in.at_end()) return {};
        const auto wrapped = in.next(der::context_constructed(0));
        if (!wrapped || !in.at_end()) return malformed("something is behind the signature");
        const auto list = unwrap(*wrapped, der::sequence);
        if (!list) return malformed("the certificates cannot be decoded");
        return read_certificates(list->content);
    }

    result<void> read_algorithm(const der::element& element) {
        const auto algorithm = der::to_algorithm(element);
        if (!algorithm) return malformed("the signature algorithm cannot be decoded");
        const unsigned char* at = as_unsigned(algorithm->oid);
        const std::unique_ptr<ASN1_OBJECT, crypto::freed_by<ASN1_OBJECT_free>> oid(
            d2i_ASN1_OBJECT(nullptr, &at, static_cast<long>(algorithm->oid.size())));
        if (!oid) return malformed("the signature algorithm cannot be decoded");
        made_->signature_algorithm_ = signature_algorithm_name(oid.get());
        made_->signature_nid_ = OBJ_obj2nid(oid.get());
        return {};
    }

    result<void> read_certificates(octets_view list) {
        der::reader in(list);
        while (!in.at_end()) {
            const auto element = in.next(der::sequence);
            if (!element) return malformed("a certificate cannot be decoded");
            if (++certificates_ > most_certificates) return malformed("too many certificates");
            // One that cannot be decoded vouches for nothing, and the answer may not need it.
            if (auto one = certificate::from_der(element->whole))
                made_->certificates_.push_back(std::move(*one));
        }
        return {};
    }

    result<void> read_data(octets_view content) {
        der::reader in(content);
        if (in.next_is(der::context_constructed(0))) {  // DEFAULT v1, which some responders encode
            const auto wrapped = in.next();
            const auto version = wrapped ? unwrap(*wrapped, der::integer) : std::nullopt;
            if (!version || version->content != octets_view("\0", 1))
                return malformed("the version is not 1");
        }
        if (auto read = read_responder(in); !read) return read;
        const auto produced_at = read_time(in);
        if (!produced_at) return malformed("producedAt cannot be decoded");
        made_->produced_at_ = *produced_at;
        const auto list = in.next(der::sequence);
        if (!list) return malformed("the responses cannot be decoded");
        if (auto read = read_singles(list->content); !read) return read;
        if (in.at_end()) return {};
        const auto wrapped = in.next(der::context_constructed(1));
        if (!wrapped || !in.at_end()) return malformed("something is behind the responses");
        return read_extensions(*wrapped, true);
    }

    result<void> read_responder(der::reader& in) {
        if (in.next_is(der::context_constructed(1))) return read_responder_name(*in.next());
        const auto by_key = in.next(der::context_constructed(2));
        const auto hash = by_key ? unwrap(*by_key, der::octet_string) : std::nullopt;
        constexpr std::size_t sha1_size = 20;
        if (!hash || hash->content.size() != sha1_size) return malformed("no responder");
        made_->responder_key_hash_ = hash->content;
        made_->responder_ = "key " + to_hex(hash->content);
        return {};
    }

    result<void> read_responder_name(const der::element& by_name) {
        const auto name = unwrap(by_name, der::sequence);
        if (!name || !der::is_well_formed(name->whole)) return malformed("the responder cannot be decoded");
        const unsigned char* at = as_unsigned(name->whole);
        made_->responder_name_.reset(d2i_X509_NAME(nullptr, &at, static_cast<long>(name->whole.size())));
        if (!made_->responder_name_) return malformed("the responder cannot be decoded");
        made_->responder_ = to_text(made_->responder_name_.get());
        return {};
    }

    result<void> read_singles(octets_view list) {
        der::reader in(list);
        while (!in.at_end()) {
            const auto element = in.next(der::sequence);
            if (!element) return malformed("a response cannot be decoded");
            if (made_->singles_.size() == most_singles) return malformed("too many responses");
            if (auto read = read_single(element->content); !read) return read;
        }
        return {};
    }

    result<void> read_single(octets_view content) {
        der::reader in(content);
        ocsp_single one;
        const auto id = in.next(der::sequence);
        if (!id || !read_id(id->content, one)) return malformed("a CertID cannot be decoded");
        const auto status = in.next();
        if (!status || !read_status(*status, one)) return malformed("a status cannot be decoded");
        const auto this_update = read_time(in);
        if (!this_update) return malformed("thisUpdate cannot be decoded");
        one.this_update = *this_update;
        if (in.next_is(der::context_constructed(0))) {
            const auto wrapped = in.next();
            if (!wrapped) return malformed("nextUpdate cannot be decoded");
            der::reader inside(wrapped->content);
            one.next_update = read_time(inside);
            if (!one.next_update || !inside.at_end() || *one.next_update < one.this_update)
                return malformed("nextUpdate is not as RFC 6960 4.2.2.1 says");
        }
        made_->singles_.push_back(one);
        if (in.at_end()) return {};
        const auto extensions = in.next(der::context_constructed(1));
        if (!extensions || !in.at_end()) return malformed("something is behind a response");
        return read_extensions(*extensions, false);
    }

    static bool read_id(octets_view content, ocsp_single& out) {
        der::reader in(content);
        const auto algorithm_element = in.next(der::sequence);
        const auto algorithm = algorithm_element ? der::to_algorithm(*algorithm_element) : std::nullopt;
        const auto name = in.next(der::octet_string), key = in.next(der::octet_string),
                   serial = in.next(der::integer);
        if (!algorithm || !name || !key || !serial || !in.at_end() || !der::is_integer(serial->content))
            return false;
        out.hash_oid = algorithm->oid;
        out.name_hash = name->content;
        out.key_hash = key->content;
        out.serial = serial->content;
        return true;
    }

    static bool read_status(const der::element& element, ocsp_single& out) {
        switch (element.tag) {
            case der::context(0):
                out.status = ocsp_status::good;
                return element.content.empty();
            case der::context_constructed(1):
                out.status = ocsp_status::revoked;
                return read_revoked(element.content, out);
            case der::context(2):
                out.status = ocsp_status::unknown;
                return element.content.empty();
            default:
                return false;
        }
    }

    static bool read_revoked(octets_view content, ocsp_single& out) {
        der::reader in(content);
        const auto at = read_time(in);
        if (!at) return false;
        out.revoked = revoked_entry{*at, 0};
        if (in.at_end()) return true;
        const auto wrapped = in.next(der::context_constructed(0));
        const auto reason = wrapped && in.at_end() ? unwrap(*wrapped, der::enumerated) : std::nullopt;
        if (!reason || reason->content.size() != 1) return false;
        out.revoked->reason = reason->content.front();
        return out.revoked->reason >= 0 && out.revoked->reason <= 10 && out.revoked->reason != 7;
    }

    result<void> read_extensions(const der::element& wrapped, bool of_the_answer) {
        const auto list = unwrap(wrapped, der::sequence);
        if (!list) return malformed("the extensions cannot be decoded");
        der::reader in(list->content);
        std::set<octets_view> seen;
        while (!in.at_end()) {
            const auto element = in.next(der::sequence);
            const auto extension = element ? der::to_extension(*element) : std::nullopt;
            if (!extension) return malformed("an extension cannot be decoded");
            if (!seen.insert(extension->oid).second) return malformed("an extension is repeated");
            if (of_the_answer && extension->oid == nonce_oid)
                made_->nonce_ = extension->value;
            else if (of_the_answer && extension->oid == extended_revoke)
                made_->extended_revoke_ = true;
            else if (extension->critical && !is_harmless(extension->oid))
                return error(errc::ocsp_extension_unsupported, "an unknown critical extension");
        }
        return {};
    }

    // Extensions that add to the answer and take nothing back.
    static bool is_harmless(octets_view oid) {
        return oid == crl_reference || oid == archive_cutoff || oid == transparency;
    }

    std::shared_ptr<ocsp_response> made_{new ocsp_response()};
    std::size_t certificates_ = 0;
};

result<ocsp_ptr> ocsp_response::from_der(octets_view data) {
    return ocsp_decoder().decode(data);
}

}  // namespace gw::pki
