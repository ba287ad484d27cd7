// For bench-gateway-naive: xmlsec and X509_verify_cert, nothing remembered between messages.
#include <cstdlib>
#include <stdexcept>

#include "bench/believe.hpp"
#include "bench/naive.hpp"

namespace bench {

void before_believing(std::string_view message) {
    static const naive_verifier naive = [] {
        const char* certs = std::getenv("GW_BENCH_CERTS");
        if (certs == nullptr) throw std::runtime_error("GW_BENCH_CERTS names no folder");
        return naive_verifier(certs);
    }();
    naive.verify(message);
}

}  // namespace bench
