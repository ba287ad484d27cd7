#include "bench/list_swapper.hpp"

#include <openssl/pem.h>

#include <chrono>
#include <memory>
#include <stdexcept>

#include "base/files.hpp"
#include "bench/big_list.hpp"
#include "crypto/openssl.hpp"
#include "pki/certificate.hpp"

namespace bench {

list_swapper::list_swapper(const std::filesystem::path& certs, std::size_t entries, std::size_t lists,
                           std::uint32_t first)
    : file_(certs / "crls/issuing.crl") {
    const auto issuer =
        gw::pki::read_certificates(gw::read_file(certs / "certs/issuing.pem").value()).value().front();
    const auto pem = gw::read_file(certs / "ca/certs-issuing/ca.key").value();
    const std::unique_ptr<EVP_PKEY, gw::crypto::freed_by<EVP_PKEY_free>> key(
        PEM_read_bio_PrivateKey(gw::crypto::read_from(pem).get(), nullptr, nullptr, nullptr));
    if (!key) throw std::runtime_error("no key of the issuing authority");
    big_list wanted{gw::octets(issuer->subject_der()), gw::octets(issuer->subject_key_id()), key.get(),
                    entries};
    for (std::size_t i = 0; i < lists; ++i) {
        wanted.number = first + static_cast<std::uint32_t>(i);
        wanted.this_update = gw::system_clock().now() + gw::seconds(wanted.number - first);
        lists_.push_back(make_list(wanted));
    }
}

void list_swapper::start() {
    worker_ = std::thread([this] {
        for (const gw::octets& list : lists_) {
            if (stopping_) return;
            if (!gw::replace_file(file_, list)) return;
            ++swapped_;
            for (int i = 0; i < 20 && !stopping_; ++i)
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    });
}

std::size_t list_swapper::stop() {
    stopping_ = true;
    if (worker_.joinable()) worker_.join();
    return swapped_;
}

}  // namespace bench
