// The provider as a module for OpenSSL's own command line: certs-example/make.sh issues certificates with it,
// and a cryptographer can look at those of НУЦ РК (docs/gost.md). The gateway has it built in and loads no
// module.
#include "crypto/provider/dispatch.hpp"

extern "C" OSSL_provider_init_fn OSSL_provider_init;

int OSSL_provider_init(const OSSL_CORE_HANDLE* handle, const OSSL_DISPATCH* core, const OSSL_DISPATCH** out,
                       void** context) {
    gw::crypto::provider::add_all_objects();
    return gw::crypto::provider::initialise(handle, core, out, context);
}
