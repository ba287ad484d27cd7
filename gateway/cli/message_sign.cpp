// `message sign`: signs a SOAP message or a document as the gateway and applicants do.
#include <openssl/x509.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <map>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "dsig/sign.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

const std::map<std::string, dsig::key_info_form> key_info_forms{
    {"key_identifier", dsig::key_info_form::key_identifier},
    {"binary_security_token", dsig::key_info_form::binary_security_token},
    {"x509_data", dsig::key_info_form::x509_data},
    {"issuer_serial", dsig::key_info_form::issuer_serial},
};

struct sign_options {
    std::string file, p12_file, password_file, key_file, certificate_file, profile, out_file;
    std::string key_info;
};

struct identity {
    crypto::pkey key;
    pki::certificate_ptr certificate;
};

result<identity> read_pem(const sign_options& from, const std::string& password) {
    const auto key_text = read_file(from.key_file);
    if (!key_text) return key_text.error();
    const auto certificate_text = read_file(from.certificate_file);
    if (!certificate_text) return certificate_text.error();
    auto key = crypto::read_private_key_pem(key_text.value(), password);
    if (!key) return key.error();
    const auto certificates = pki::read_certificates(certificate_text.value());
    if (!certificates) return certificates.error();
    return identity{std::move(key.value()), certificates.value().front()};
}

result<identity> read_p12(const sign_options& from, const std::string& password) {
    const auto content = read_file(from.p12_file);
    if (!content) return content.error();
    auto bundle = crypto::read_pkcs12(content.value(), password);
    if (!bundle) return bundle.error();
    if (bundle.value().certificates.empty())
        return error(errc::key_unusable, from.p12_file + " holds no certificate");
    auto certificate = pki::certificate::from_der(bundle.value().certificates.front());
    if (!certificate) return certificate.error();
    return identity{std::move(bundle.value().key), std::move(certificate.value())};
}

result<identity> read_identity(const sign_options& from) {
    std::string password;
    if (!from.password_file.empty()) {
        const auto content =
            read_file(from.password_file);  // tells what cannot be opened from what is wrong inside
        if (!content) return content.error();
        auto read = crypto::read_password_file(from.password_file);
        if (!read) return read.error();
        password = std::move(read.value());
    }
    auto made = from.p12_file.empty() ? read_pem(from, password) : read_p12(from, password);
    if (!made) return made;
    if (X509_check_private_key(made.value().certificate->x509(), made.value().key.get()) != 1)
        return error(errc::key_unusable, "the key does not belong to the certificate");
    return made;
}

result<octets> sign_file(const sign_options& from) {
    const auto content = read_file(from.file);
    if (!content) return content.error();
    const auto by = read_identity(from);
    if (!by) return by.error();
    const dsig::signer signer{by.value().key.get(), by.value().certificate};
    if (from.profile == "enveloped") return dsig::sign_enveloped(content.value(), signer);
    const auto form =
        from.key_info.empty() ? dsig::key_info_form::key_identifier : key_info_forms.at(from.key_info);
    return dsig::sign_envelope(content.value(), signer, form);
}

json::object to_json(const sign_options& from, const octets& message) {
    json::object out{
        {"profile", from.profile}, {"octets", message.size()}, {"sha256", to_hex(crypto::sha256(message))}};
    if (from.out_file.empty())
        out["message"] = message;
    else
        out["out"] = from.out_file;
    return out;
}

int sign(const sign_options& from, const context& run) {
    const bool pem = !from.key_file.empty() && !from.certificate_file.empty();
    if (from.p12_file.empty() == !pem)
        return fail_usage(run.json, "give --p12 with --password-file, or --key with --cert");
    if (!from.p12_file.empty() && from.password_file.empty())
        return fail_usage(run.json, "--p12 needs --password-file");
    if (from.profile == "enveloped" && !from.key_info.empty())
        return fail_usage(run.json,
                          "--key-info is for --profile wsse; enveloped signatures carry their certificate");

    const auto made = sign_file(from);
    if (!made) return fail(run.json, made.error());
    const auto& message = made.value();
    if (!from.out_file.empty())
        if (auto written = replace_file(from.out_file, message); !written)
            return fail(run.json, written.error());
    if (run.json)
        print_json(to_json(from, message));
    else if (from.out_file.empty())
        std::fwrite(message.data(), 1, message.size(), stdout);
    return exit_ok;
}

}  // namespace

void add_message_sign(CLI::App& noun, context& run) {
    auto* verb = add_verb(noun, run, "sign", "Sign a SOAP message (wsse) or a document (enveloped)");
    auto options = std::make_shared<sign_options>();
    verb->add_option("FILE", options->file, "What to sign")->required();
    auto* p12 =
        verb->add_option("--p12", options->p12_file, "PKCS#12 with key and certificate")->type_name("FILE");
    verb->add_option("--password-file", options->password_file, "Its first line opens the key")
        ->type_name("FILE");
    auto* key = verb->add_option("--key", options->key_file, "Private key")->type_name("PEM")->excludes(p12);
    auto* cert = verb->add_option("--cert", options->certificate_file, "Its certificate")
                     ->type_name("PEM")
                     ->excludes(p12);
    key->needs(cert);
    cert->needs(key);
    verb->add_option(
            "--profile", options->profile,
            "wsse: WS-Security over the Body; enveloped: the applicant's signature inside the document")
        ->required()
        ->check(one_of({"wsse", "enveloped"}))
        ->type_name("wsse|enveloped");
    verb->add_option("--key-info", options->key_info,
                     "How a wsse signature names the certificate; default key_identifier")
        ->check(one_of({"key_identifier", "binary_security_token", "x509_data", "issuer_serial"}))
        ->type_name("key_identifier|binary_security_token|x509_data|issuer_serial");
    verb->add_option("--out", options->out_file, "Write here instead of standard output")->type_name("FILE");
    verb->callback([options, &run] { run.action = [options, &run] { return sign(*options, run); }; });
}

}  // namespace gw::cli
