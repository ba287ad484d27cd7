#include "app/key_files.hpp"

#include <openssl/x509.h>

#include <algorithm>

#include "base/files.hpp"

namespace gw::app {
namespace {

result<std::string> password_of(const config::signing& from) {
    if (from.password_file.empty()) return std::string();
    return crypto::read_password_file(from.password_file);
}

result<void> read_pem(const config::signing& from, const std::string& password,
                      intake::signing_identity& out) {
    const auto key_text = read_file(from.key_file, 1u << 20);
    if (!key_text) return error(errc::key_unusable, key_text.error().detail());
    auto key = crypto::read_private_key_pem(key_text.value(), password);
    if (!key) return key.error();
    const auto certificate_text = read_file(from.certificate_file, 1u << 20);
    if (!certificate_text) return error(errc::key_unusable, certificate_text.error().detail());
    const auto certificates = pki::read_certificates(certificate_text.value());
    if (!certificates) return certificates.error();
    if (certificates.value().empty())
        return error(errc::key_unusable, from.certificate_file + " holds no certificate");
    out.key = std::move(key.value());
    out.certificate = certificates.value().front();
    return {};
}

result<void> read_p12(const config::signing& from, const std::string& password,
                      intake::signing_identity& out) {
    const auto content = read_file(from.p12_file, 1u << 20);
    if (!content) return error(errc::key_unusable, content.error().detail());
    auto bundle = crypto::read_pkcs12(content.value(), password);
    if (!bundle) return bundle.error();
    if (bundle.value().certificates.empty())
        return error(errc::key_unusable, from.p12_file + " holds no certificate");
    auto certificate = pki::certificate::from_der(bundle.value().certificates.front());
    if (!certificate) return certificate.error();
    out.key = std::move(bundle.value().key);
    out.certificate = std::move(certificate.value());
    return {};
}

}  // namespace

result<intake::signing_identity_ptr> load_identity(const config::signing& from) {
    const auto password = password_of(from);
    if (!password) return password.error();
    intake::signing_identity identity;
    identity.form = from.key_info;
    auto read = from.p12_file.empty() ? read_pem(from, password.value(), identity)
                                      : read_p12(from, password.value(), identity);
    if (!read) return read.error();
    if (X509_check_private_key(identity.certificate->x509(), identity.key.get()) != 1)
        return error(errc::config_invalid, "the signing key does not belong to its certificate");
    return std::make_shared<const intake::signing_identity>(std::move(identity));
}

file_watch::file_watch(std::vector<std::filesystem::path> files)
    : files_(std::move(files)), last_(fingerprint()) {}

bool file_watch::changed() {
    auto now = fingerprint();
    if (now == last_) return false;
    last_ = std::move(now);
    return true;
}

std::string file_watch::fingerprint() const {
    std::string text;
    const auto add = [&](const std::filesystem::path& path) {
        std::error_code failed;
        const auto size = std::filesystem::file_size(path, failed);
        const auto time = std::filesystem::last_write_time(path, failed).time_since_epoch().count();
        text += path.string() + ":" + std::to_string(size) + ":" + std::to_string(time) + ";";
    };
    for (const auto& path : files_) {
        std::error_code failed;
        if (!std::filesystem::is_directory(path, failed)) {
            if (!path.empty()) add(path);
            continue;
        }
        std::vector<std::filesystem::path> inside;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path, failed))
            inside.push_back(entry);
        std::sort(inside.begin(), inside.end());
        for (const auto& one : inside)
            add(one);
    }
    return text;
}

}  // namespace gw::app
