// Error codes and the result type. The codes, their wire forms and texts live in errors.def; nothing else
// knows them.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace gw {

enum class errc : std::uint16_t {
#define GW_ERROR(code, name, ...) name = code,
#include "base/errors.def"
#undef GW_ERROR
};

enum class reply_kind { fault, refusal, http, local };
enum class soap_fault { client, server, version_mismatch, must_understand };
enum class retryable { never, later, after_fix };
enum class audit_level { info, notice, warning, critical };
enum class language { kk, ru, en };

// Sub-indications of ETSI EN 319 102-1 section 5.1.3 that the gateway uses; "none" where no signature is
// judged.
enum class sub_indication {
    none,
    format_failure,
    hash_failure,
    sig_crypto_failure,
    revoked,
    expired,
    not_yet_valid,
    sig_constraints_failure,
    chain_constraints_failure,
    certificate_chain_general_failure,
    crypto_constraints_failure,
    no_signing_certificate_found,
    no_certificate_chain_found,
    revoked_ca_no_poe,
    signed_data_not_found,
    try_later,
};
enum class indication { total_passed, total_failed, indeterminate };

// "REVOKED", "TOTAL-PASSED" and so on; an empty text for sub_indication::none.
std::string_view to_string(sub_indication) noexcept;
std::string_view to_string(indication) noexcept;
// EN 319 102-1 tables 5 and 6: which sub-indications end a signature for good and which may still be cured.
indication indication_of(sub_indication) noexcept;

// One row of errors.def.
struct error_info {
    errc code;
    std::string_view name;
    reply_kind reply;
    unsigned http_status;
    soap_fault fault;
    std::string_view shep;
    std::string_view shep_business;
    gw::sub_indication sub_indication;
    retryable retry;
    audit_level audit;
    std::string_view kk, ru, en;

    std::string_view text(language) const noexcept;
};

// Every errc has a row; the reference stays valid for the life of the process.
const error_info& describe(errc) noexcept;
// All rows in the order of the table.
struct error_table {
    const error_info* first;
    const error_info* last;
    const error_info* begin() const noexcept { return first; }
    const error_info* end() const noexcept { return last; }
};
error_table all_errors() noexcept;
std::string_view to_string(retryable) noexcept;
std::string_view to_string(audit_level) noexcept;

// What went wrong because of the input. `detail` is for operators (log, console, CLI): it may quote outside
// text and is escaped where it is shown; it never reaches another party unless the sender of that text is
// that party.
class error {
public:
    error() noexcept = default;
    error(errc code) noexcept : code_(code) {}  // NOLINT: implicit by design, `return errc::x;`
    error(errc code, std::string detail) : code_(code), detail_(std::move(detail)) {}

    errc code() const noexcept { return code_; }
    const std::string& detail() const noexcept { return detail_; }
    const error_info& info() const noexcept { return describe(code_); }
    // "certificate_expired: detail"
    std::string to_string() const;

private:
    errc code_ = errc::internal;
    std::string detail_;
};

template <class T>
using result = boost::system::result<T, error>;

// Called by result::value(); a caller that did not look first has a bug, and the boundary above reports it as
// internal.
[[noreturn]] void throw_exception_from_error(const error&, const boost::source_location&);

// Infrastructure lost: caught only at the session, delivery step, refresh tick and main.
class infrastructure_error : public std::runtime_error {
public:
    infrastructure_error(errc code, const std::string& what) : std::runtime_error(what), code_(code) {}
    errc code() const noexcept { return code_; }

private:
    errc code_;
};

// A broken invariant ends the process: continuing could acknowledge what is not on disk.
[[noreturn]] void invariant_failed(const char* expression, const char* file, int line) noexcept;
#define GW_INVARIANT(expression) \
    ((expression) ? static_cast<void>(0) : ::gw::invariant_failed(#expression, __FILE__, __LINE__))

}  // namespace gw
