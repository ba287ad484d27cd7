// shep-sandbox: pretend portals, a pretend back office and a pretend authority for demonstrations and tests.
// Not for production.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "crypto/keys.hpp"
#include "dsig/verify.hpp"
#include "sandbox/authority_server.hpp"
#include "sandbox/back_office.hpp"
#include "sandbox/demo.hpp"
#include "sandbox/matrix.hpp"
#include "sandbox/officer_desk.hpp"
#include "sandbox/scenarios.hpp"

namespace {

int print_message(const sandbox::demo_options& options, std::size_t index) {
    sandbox::parties cast(options.certs);
    const auto all = sandbox::demonstration(options.forms, cast.have_gost());
    if (index >= all.size()) {
        std::fprintf(stderr, "there are %zu scenarios\n", all.size());
        return 2;
    }
    const auto message = all[index].message(cast, gw::system_clock().now());
    std::fwrite(message.data(), 1, message.size(), stdout);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    gw::dsig::initialise();
    CLI::App app("Pretend portals and a pretend back office. Not for production.", "shep-sandbox");
    app.require_subcommand(1);

    sandbox::demo_options demo;
    std::size_t index = 0;
    const auto add_player = [&](const char* name, const char* what) {
        auto* player = app.add_subcommand(name, what);
        player->add_option("--certs", demo.certs, "hierarchy made by certs-example/make.sh")->required();
        player->add_option("--forms", demo.forms, "folder schemas/portals/examples")->required();
        player->add_option("--gateway", demo.gateway, "https://host:port of the portals' listener")
            ->required();
        player->add_option("--back-office", demo.back_office, "https://host:port of the pretend back office")
            ->required();
        player->add_option("--gateway-signer", demo.gateway_signer,
                           "what the gateway signs its answers with; gateway/sign-p256 unless given");
        player->add_flag("--quiet", demo.quiet, "print what was not as expected, and the sums");
        return player;
    };
    auto* demonstrate = add_player("demo", "post every scenario to a gateway and print what came of it");
    auto* compare =
        add_player("matrix",
                   "a request for every public service, procedure and portal, and one for each thing that "
                   "can be wrong: print what the acts say and what came of it");

    auto* print = app.add_subcommand("message", "print one signed message of the demonstration");
    print->add_option("--certs", demo.certs, "hierarchy made by certs-example/make.sh")->required();
    print->add_option("--forms", demo.forms, "folder schemas/portals/examples")->required();
    print->add_option("--index", index, "which one, from 0");

    sandbox::back_office_options office;
    std::string secret_file;
    auto* serve = app.add_subcommand("back-office", "take cases like an akimat's back office");
    serve->add_option("--address", office.address, "IP address");
    serve->add_option("--port", office.port, "TCP port, 0 takes a free one");
    serve->add_option("--tls-certificate", office.tls.certificate_file, "PEM chain")->required();
    serve->add_option("--tls-key", office.tls.key_file, "PEM key")->required();
    serve->add_option("--hmac-secret-file", secret_file, "secret of X-Shep-Signature");
    serve->add_option("--ledger", office.ledger, "file that remembers what was taken");

    sandbox::officer_desk_options desk;
    std::string token_file;
    auto* officer =
        app.add_subcommand("officer-desk", "a web page for an office that works by the gateway's API");
    officer->add_option("--address", desk.address, "IP address");
    officer->add_option("--port", desk.port, "TCP port, 0 takes a free one");
    officer->add_option("--gateway", desk.gateway, "https://host:port of the back office listener")
        ->required();
    officer->add_option("--certs", desk.certs, "hierarchy made by certs-example/make.sh")->required();
    officer->add_option("--token-file", token_file, "the office's token")->required();
    officer->add_option("--head", desk.head, "who signs decisions, a file of the hierarchy");
    sandbox::authority_options authority;
    auto* certify =
        app.add_subcommand("ca", "lists, OCSP and time stamps of the test hierarchy, wrong on demand");
    certify->add_option("--certs", authority.certs, "hierarchy made by certs-example/make.sh")->required();
    certify->add_option("--address", authority.address, "IP address");
    certify->add_option("--port", authority.port, "TCP port, 0 takes a free one");

    CLI11_PARSE(app, argc, argv);
    try {
        if (*demonstrate) return sandbox::run_demo(demo);
        if (*compare) return sandbox::run_matrix(demo);
        if (*print) return print_message(demo, index);
        if (*officer) {
            auto token = gw::crypto::read_password_file(token_file);
            if (!token) throw std::runtime_error(token.error().to_string());
            desk.token = token.value();
            return sandbox::run_officer_desk(std::move(desk));
        }
        if (*certify) return sandbox::run_authority(authority);
        if (!secret_file.empty()) {
            auto secret = gw::crypto::read_password_file(secret_file);
            if (!secret) throw std::runtime_error(secret.error().to_string());
            office.hmac_secret = secret.value();
        }
        return sandbox::run_back_office(std::move(office));
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "shep-sandbox: %s\n", failure.what());
        return 70;
    }
}
