#include "crypto/provider/core_bio.hpp"

#include <openssl/crypto.h>

namespace gw::crypto::provider {
namespace {

OSSL_FUNC_BIO_read_ex_fn* read_some = nullptr;
OSSL_FUNC_BIO_write_ex_fn* write_some = nullptr;

// Keys of this provider take less than 200 octets, and a container of another algorithm is of no interest.
constexpr std::size_t longest_key = 4096;

}  // namespace

bool take_core_functions(const OSSL_DISPATCH* core) {
    for (; core->function_id != 0; ++core) {
        if (core->function_id == OSSL_FUNC_BIO_READ_EX) read_some = OSSL_FUNC_BIO_read_ex(core);
        if (core->function_id == OSSL_FUNC_BIO_WRITE_EX) write_some = OSSL_FUNC_BIO_write_ex(core);
    }
    return read_some != nullptr && write_some != nullptr;
}

octets read_all(OSSL_CORE_BIO* in) {
    octets data(longest_key, '\0');
    std::size_t filled = 0, got = 0;
    while (filled < data.size() && read_some(in, data.data() + filled, data.size() - filled, &got) == 1 &&
           got > 0)
        filled += got;
    if (filled == data.size()) {
        OPENSSL_cleanse(data.data(), data.size());
        filled = 0;
    }
    data.resize(filled);
    return data;
}

bool write_all(OSSL_CORE_BIO* out, octets_view data) {
    std::size_t written = 0;
    return write_some(out, data.data(), data.size(), &written) == 1 && written == data.size();
}

}  // namespace gw::crypto::provider
