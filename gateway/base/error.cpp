// Reads errors.def into rows.
#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace gw {
namespace {

constexpr std::array table{
#define GW_ERROR(code, name, reply, http, soap, shep, shep_business, etsi, retry, audit, kk, ru, en) \
    error_info{errc::name,                                                                           \
               #name,                                                                                \
               reply_kind::reply,                                                                    \
               http,                                                                                 \
               soap_fault::soap,                                                                     \
               #shep,                                                                                \
               #shep_business,                                                                       \
               sub_indication::etsi,                                                                 \
               retryable::retry,                                                                     \
               audit_level::audit,                                                                   \
               kk,                                                                                   \
               ru,                                                                                   \
               en},
#include "base/errors.def"
#undef GW_ERROR
};

static_assert(std::is_sorted(table.begin(), table.end(),
                             [](const error_info& a, const error_info& b) { return a.code < b.code; }),
              "errors.def is kept in the order of its codes");

}  // namespace

std::string_view error_info::text(language lang) const noexcept {
    switch (lang) {
        case language::kk:
            return kk;
        case language::ru:
            return ru;
        case language::en:
            return en;
    }
    return en;
}

const error_info& describe(errc code) noexcept {
    const auto* row =
        std::lower_bound(table.begin(), table.end(), code,
                         [](const error_info& info, errc wanted) { return info.code < wanted; });
    GW_INVARIANT(row != table.end() && row->code == code);
    return *row;
}

error_table all_errors() noexcept {
    return {table.data(), table.data() + table.size()};
}

std::string_view to_string(sub_indication value) noexcept {
    switch (value) {
        case sub_indication::none:
            return "";
        case sub_indication::format_failure:
            return "FORMAT_FAILURE";
        case sub_indication::hash_failure:
            return "HASH_FAILURE";
        case sub_indication::sig_crypto_failure:
            return "SIG_CRYPTO_FAILURE";
        case sub_indication::revoked:
            return "REVOKED";
        case sub_indication::expired:
            return "EXPIRED";
        case sub_indication::not_yet_valid:
            return "NOT_YET_VALID";
        case sub_indication::sig_constraints_failure:
            return "SIG_CONSTRAINTS_FAILURE";
        case sub_indication::chain_constraints_failure:
            return "CHAIN_CONSTRAINTS_FAILURE";
        case sub_indication::certificate_chain_general_failure:
            return "CERTIFICATE_CHAIN_GENERAL_FAILURE";
        case sub_indication::crypto_constraints_failure:
            return "CRYPTO_CONSTRAINTS_FAILURE";
        case sub_indication::no_signing_certificate_found:
            return "NO_SIGNING_CERTIFICATE_FOUND";
        case sub_indication::no_certificate_chain_found:
            return "NO_CERTIFICATE_CHAIN_FOUND";
        case sub_indication::revoked_ca_no_poe:
            return "REVOKED_CA_NO_POE";
        case sub_indication::signed_data_not_found:
            return "SIGNED_DATA_NOT_FOUND";
        case sub_indication::try_later:
            return "TRY_LATER";
    }
    return "";
}

std::string_view to_string(indication value) noexcept {
    switch (value) {
        case indication::total_passed:
            return "TOTAL-PASSED";
        case indication::total_failed:
            return "TOTAL-FAILED";
        case indication::indeterminate:
            return "INDETERMINATE";
    }
    return "";
}

indication indication_of(sub_indication value) noexcept {
    switch (value) {
        case sub_indication::none:
            return indication::total_passed;
        case sub_indication::format_failure:
        case sub_indication::hash_failure:
        case sub_indication::sig_crypto_failure:
        case sub_indication::revoked:
        case sub_indication::expired:
        case sub_indication::not_yet_valid:
            return indication::total_failed;
        case sub_indication::sig_constraints_failure:
        case sub_indication::chain_constraints_failure:
        case sub_indication::certificate_chain_general_failure:
        case sub_indication::crypto_constraints_failure:
        case sub_indication::no_signing_certificate_found:
        case sub_indication::no_certificate_chain_found:
        case sub_indication::revoked_ca_no_poe:
        case sub_indication::signed_data_not_found:
        case sub_indication::try_later:
            return indication::indeterminate;
    }
    return indication::indeterminate;
}

std::string_view to_string(retryable value) noexcept {
    switch (value) {
        case retryable::never:
            return "never";
        case retryable::later:
            return "later";
        case retryable::after_fix:
            return "after_fix";
    }
    return "";
}

std::string_view to_string(audit_level value) noexcept {
    switch (value) {
        case audit_level::info:
            return "info";
        case audit_level::notice:
            return "notice";
        case audit_level::warning:
            return "warning";
        case audit_level::critical:
            return "critical";
    }
    return "";
}

std::string error::to_string() const {
    std::string text(info().name);
    if (!detail_.empty()) text.append(": ").append(detail_);
    return text;
}

void throw_exception_from_error(const error& failure, const boost::source_location&) {
    throw std::logic_error("result::value() on an error: " + failure.to_string());
}

void invariant_failed(const char* expression, const char* file, int line) noexcept {
    std::fprintf(stderr, "invariant failed: %s (%s:%d)\n", expression, file, line);
    std::abort();
}

}  // namespace gw
