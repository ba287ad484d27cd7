// The one list of settings: read, described and checked here.
#include <algorithm>
#include <array>

#include <set>

#include "base/files.hpp"
#include "cases/life_cycle.hpp"
#include "config/policy_reader.hpp"
#include "config/toml_reader.hpp"
#include "pki/certificate.hpp"

namespace gw::config {
namespace {

milliseconds to_milliseconds(seconds value) {
    return std::chrono::duration_cast<milliseconds>(value);
}

listener read_listener(table_reader& in, std::string_view address, std::int64_t port) {
    listener made;
    made.http.address = in.text("address", "IP address to listen on; 0.0.0.0 for all", address);
    made.http.port =
        static_cast<std::uint16_t>(in.number("port", "TCP port; 0 takes a free one", port, 0, 65535));
    made.http.connections = static_cast<std::size_t>(in.number(
        "connections", "connections open at a time; more are turned away with 503", 4096, 1, 1'000'000));
    made.http.header_limit = in.size("header_limit", "octets of an HTTP header; more is 431", "16KiB");
    made.http.body_limit = in.size("body_limit", "octets of one request body; more is 413", "32MiB");
    made.http.bytes_in_flight =
        in.size("bytes_in_flight", "octets of all bodies in work; more is 503. Bounds the memory", "512MiB");
    made.http.head_timeout = to_milliseconds(
        in.duration("head_timeout", "time for the TLS handshake and for the header to arrive", "15s"));
    made.http.body_timeout =
        to_milliseconds(in.duration("body_timeout", "time for the body to arrive", "60s"));
    made.http.idle_timeout =
        to_milliseconds(in.duration("idle_timeout", "pause between requests of a connection", "75s"));
    made.http.write_timeout =
        to_milliseconds(in.duration("write_timeout", "time for the answer to be taken", "60s"));

    net::server_tls_options tls;
    tls.certificate_file =
        in.path("tls_certificate", "PEM chain of the TLS certificate; empty: plain HTTP", "");
    tls.key_file = in.path("tls_key", "PEM key of the TLS certificate", "");
    tls.client_ca_file = in.path("client_ca", "PEM: who may issue TLS client certificates", "");
    constexpr std::array modes{net::client_certificates::none, net::client_certificates::optional,
                               net::client_certificates::required};
    tls.client_certificates =
        modes[in.choice("client_certificates", "mutual TLS: whether clients must show a certificate",
                        {"none", "optional", "required"}, 0)];
    if (tls.certificate_file.empty() != tls.key_file.empty())
        in.problem("tls_key", "tls_certificate and tls_key belong together");
    if (tls.client_certificates != net::client_certificates::none &&
        (tls.client_ca_file.empty() || tls.certificate_file.empty()))
        in.problem("client_certificates", "mutual TLS needs tls_certificate and client_ca");
    if (!tls.certificate_file.empty()) made.tls = std::move(tls);
    return made;
}

sha256_digest read_digest(table_reader& in, std::string_view key, const std::string& hex) {
    sha256_digest digest{};
    if (hex.empty()) return digest;  // said to be missing already, or nothing is read and keys are described
    const auto data = from_hex(hex);
    if (!data || data->size() != digest.size()) {
        in.problem(key, "must be a SHA-256 in 64 hexadecimal digits");
        return digest;
    }
    std::copy(data->begin(), data->end(), reinterpret_cast<char*>(digest.data()));
    return digest;
}

// Certificates are named by their files: their digests are what counts.
std::vector<sha256_digest> read_certificate_files(table_reader& in, std::string_view key,
                                                  std::string_view meaning) {
    std::vector<sha256_digest> digests;
    for (const auto& path : in.paths(key, meaning)) {
        const auto content = read_file(path, 1u << 20);
        const auto certificates = content ? pki::read_certificates(content.value())
                                          : result<std::vector<pki::certificate_ptr>>(content.error());
        if (!certificates)
            in.problem(key, certificates.error().to_string());
        else if (certificates.value().empty())
            in.problem(key, path.string() + " holds no certificate");
        else
            digests.push_back(certificates.value().front()->sha256());
    }
    return digests;
}

void check_route(table_reader& in, const intake::route& route) {
    if (!route.transport_signature && !route.business_signature)
        in.problem("business_signature",
                   "a portal without transport_signature and without business_signature would be read "
                   "unsigned: switch one of them on");
    if (route.transport_signature && route.certificates.empty() && route.rules.empty())
        in.problem("certificates",
                   "transport_signature is on: name the portal's certificates or a signer rule");
    if (!route.transport_signature && !route.password_required && route.client_certificates.empty())
        in.problem(
            "password",
            "the portal proves who it is by nothing: require the password, the transport signature or a "
            "client certificate");
    if (route.senders.empty()) in.problem("sender", "name at least one sender");
    if (route.services.empty()) in.problem("service", "name at least one service");
    for (const auto& one : route.senders)
        if (route.password_required && one.password_hash.empty())
            in.problem("sender", "sender " + one.id + " has no password_hash, but password is on");
}

intake::route read_route(table_reader& in, const config::trust& trust) {
    intake::route route;
    route.portal = in.required_text("name", "egov, elicense or migration: which forms it sends");
    route.path = in.required_text("path", "path of the portal's address, such as /shep/egov");
    if (!route.path.empty() && route.path[0] != '/') in.problem("path", "must begin with /");
    route.transport_signature =
        in.flag("transport_signature", "the WS-Security signature over Body is required", true);
    route.business_signature =
        in.flag("business_signature", "the applicant's own signature is required", true);
    route.password_required = in.flag("password", "senderId must come with its password", true);
    route.certificates =
        read_certificate_files(in, "certificates",
                               "PEM or DER files of the certificates that sign this portal's messages; "
                               "list the old and the new one while they overlap");
    route.client_certificates = read_certificate_files(
        in, "client_certificates",
        "TLS client certificates that this portal connects with; empty: not asked for");
    in.each("signer", [&](table_reader& rule) {
        route.rules.push_back(
            {rule.required_text("issuer", "subject of the issuing authority, as `cert show` prints it"),
             rule.required_text("bin", "БИН of the organisation in the certificate"),
             rule.text("role", "role in the certificate, such as information_system", "")});
    });
    in.each("sender", [&](table_reader& one) {
        route.senders.push_back(
            {one.required_text("id", "senderId"),
             one.text("password_hash", "what `shep-gateway config hash-password` prints", "")});
    });
    in.each("service", [&](table_reader& one) {
        const auto id = one.required_text("id", "serviceId in the SHEP register");
        const auto service = one.required_text("public_service", "public service of the catalogue");
        if (!route.services.emplace(id, service).second) one.problem("id", "this serviceId is named twice");
    });
    route.zone = std::chrono::minutes(
        in.number("zone_minutes", "zone of dates that carry none, in minutes east of UTC", 300, -720, 840));
    route.message_window =
        in.duration("message_window",
                    "how far messageDate may be from now; a repeat of a known message may be older", "7d");
    route.policy = read_policy(in, trust);
    route.revocation_wait = to_milliseconds(in.duration(
        "revocation_wait", "how long a message may wait for an OCSP answer; 0s: it never does", "2s"));
    if (in.has("name")) check_route(in, route);
    return route;
}

target read_target(table_reader& in) {
    target made;
    made.name = in.required_text("name", "as catalogue/providers.toml names it");
    made.url = in.required_text("url", "https:// address that takes cases by POST");
    made.hmac_secret_file =
        in.path("hmac_secret_file", "file with the secret of X-Shep-Signature; empty: not signed", "");
    made.tls.ca_file = in.path("ca", "PEM: who issues the office's TLS certificate; empty: the system's", "");
    made.tls.certificate_file = in.path("client_certificate", "PEM: our TLS client certificate", "");
    made.tls.key_file = in.path("client_key", "PEM key of it", "");
    made.concurrency = static_cast<std::size_t>(in.number("concurrency", "deliveries at a time", 4, 1, 256));
    made.deadline = to_milliseconds(in.duration("deadline", "time for one delivery", "30s"));
    if (in.has("url") && !made.url.starts_with("https://"))
        in.problem("url", "a case holds personal data: the address must begin with https://");
    if (in.has("name") && made.hmac_secret_file.empty() && made.tls.certificate_file.empty())
        in.problem("hmac_secret_file",
                   "the office must be able to know us: give hmac_secret_file or client_certificate");
    return made;
}

api_webhook read_webhook(table_reader& in) {
    api_webhook made;
    made.name = in.required_text("name", "under which the gateway keeps how far the office has come");
    made.provider = in.required_text("provider", "the office whose events are told");
    made.url = in.required_text("url", "https:// address that takes events by POST");
    made.hmac_secret_file = in.path("hmac_secret_file", "file with the secret of X-Shep-Signature", "");
    made.tls.ca_file = in.path("ca", "PEM: who issues the office's TLS certificate; empty: the system's", "");
    made.tls.certificate_file = in.path("client_certificate", "PEM: our TLS client certificate", "");
    made.tls.key_file = in.path("client_key", "PEM key of it", "");
    made.deadline = to_milliseconds(in.duration("deadline", "time for one event", "10s"));
    if (in.has("url") && !made.url.starts_with("https://"))
        in.problem("url", "events tell of people: the address must begin with https://");
    if (in.has("name") && made.hmac_secret_file.empty() && made.tls.certificate_file.empty())
        in.problem("hmac_secret_file",
                   "the office must be able to know us: give hmac_secret_file or client_certificate");
    return made;
}

void read_signing(table_reader& in, signing& out) {
    out.key_file = in.path("key", "PEM key that answers are signed with", "");
    out.certificate_file = in.path("certificate", "PEM certificate of it", "");
    out.p12_file = in.path("p12", "PKCS#12 file instead of key and certificate", "");
    out.password_file = in.path("password_file", "file whose first line is the password of the key", "");
    constexpr std::array forms{dsig::key_info_form::key_identifier,
                               dsig::key_info_form::binary_security_token, dsig::key_info_form::x509_data,
                               dsig::key_info_form::issuer_serial};
    out.key_info =
        forms[in.choice("key_info", "how answers name the certificate",
                        {"key_identifier", "binary_security_token", "x509_data", "issuer_serial"}, 0)];
    if (out.p12_file.empty() && (out.key_file.empty() || out.certificate_file.empty()))
        in.problem("key", "give key and certificate, or p12");
}

void read_trust(table_reader& in, config::trust& out) {
    out.anchors = in.paths("anchors", "files or folders with root certificates");
    out.certificates = in.paths("certificates",
                                "files or folders with certificates of issuing authorities and of signers "
                                "that messages only name (X509IssuerSerial)");
    out.crls = in.paths("crls", "files or folders with revocation lists; watched");
    out.max_crl_age =
        in.optional_duration("max_crl_age", "a list issued longer ago is stale even before its nextUpdate");
    out.max_crl_size =
        in.size("max_crl_size", "octets of one revocation list; a larger one is not read. Bounds the memory",
                "128MiB");
    out.last_good_crls = in.path("last_good_crls",
                                 "folder for copies of the lists in force, read at the next start; empty: "
                                 "crl-last-good beside the store",
                                 "");
    out.max_ocsp_age = in.optional_duration(
        "max_ocsp_age", "the same for OCSP answers; one without nextUpdate holds 24h when this is empty");
    out.reload = in.duration("reload", "how often the files are looked at", "10s");
    if (out.anchors.empty()) in.problem("anchors", "without anchors no signature can pass");
    if (out.reload < seconds(1)) in.problem("reload", "must be at least 1s");
}

void read_issuer(table_reader& in, revocation::online_options& out) {
    const auto issuer = in.required_text("subject", "subject of the authority, as `cert show` prints it");
    revocation::crl_mirror mirror{
        issuer, in.texts("crl", "addresses of its full list, instead of those in certificates"),
        in.texts("delta", "addresses of its delta list")};
    const auto responder =
        in.text("ocsp", "address of its OCSP responder, instead of those in certificates", "");
    if (!mirror.crls.empty() || !mirror.deltas.empty()) out.crl.mirrors.push_back(std::move(mirror));
    if (!responder.empty()) out.ocsp.responders.emplace(issuer, responder);
}

void read_revocation(table_reader& in, settings& out) {
    revocation::online_options made;
    const bool fetch =
        in.flag("fetch", "fetch revocation lists and ask OCSP responders over the network", false);
    made.rules.hosts =
        in.texts("hosts",
                 "hosts that certificates may send us to, such as crl.pki.gov.kz; with other ports "
                 "than 80 and 443: host:port");
    made.rules.private_addresses =
        in.flag("private_addresses", "the hosts may be on the own network: for mirrors there", false);
    made.crl.folder = in.path("folder", "where fetched lists are kept; looked at like trust.crls",
                              "/var/lib/shep-gateway/crls");
    made.crl.schedule.period = in.duration("period", "between two looks at a list", "1h");
    made.crl.schedule.retry = in.duration("retry", "after a failure; doubled with each further one", "1m");
    made.crl.schedule.ahead =
        in.duration("ahead", "how long before nextUpdate the looks come more often", "2h");
    made.crl.deadline = to_milliseconds(in.duration("deadline", "time for one list to arrive", "2m"));
    made.crl_limit = out.trust.max_crl_size;
    made.ocsp.deadline = to_milliseconds(in.duration("ocsp_deadline", "time for one OCSP answer", "5s"));
    made.ocsp.retry =
        in.duration("ocsp_retry", "how long nobody asks again for a certificate after a failure", "30s");
    made.ocsp_entries = static_cast<std::size_t>(
        in.number("ocsp_entries", "OCSP answers that are kept in memory", 10'000, 16, 1'000'000));
    made.ocsp.nonce = in.flag("ocsp_nonce", "send a nonce; an answer with another one is refused", true);
    constexpr std::array hashes{pki::ocsp_hash::sha256, pki::ocsp_hash::sha1};
    made.ocsp.hash =
        hashes[in.choice("ocsp_hash", "hash that names the issuer in a request", {"sha256", "sha1"}, 0)];
    in.each("issuer", [&](table_reader& one) { read_issuer(one, made); });
    if (made.crl.schedule.period < seconds(1)) in.problem("period", "must be at least 1s");
    if (made.crl.schedule.retry < seconds(1)) in.problem("retry", "must be at least 1s");
    if (!fetch) return;
    out.trust.crls.push_back(made.crl.folder);
    out.revocation = std::move(made);
}

void read_limits(table_reader& in, settings& out) {
    out.xml.depth = static_cast<std::size_t>(in.number("xml_depth", "nested XML elements", 128, 8, 2048));
    out.xml.attributes = static_cast<std::size_t>(
        in.number("xml_attributes", "attributes and namespace declarations of one XML element", 64, 8, 4096));
    out.xml.nodes = static_cast<std::size_t>(
        in.number("xml_elements", "XML elements in one message", 1'000'000, 100, 100'000'000));
    out.timestamp_skew =
        to_milliseconds(in.duration("timestamp_skew", "how far a wsu:Timestamp may be from our clock", "5m"));
    out.cpu_threads = static_cast<std::size_t>(
        in.number("cpu_threads", "threads for XML and signatures; 0: one per core", 0, 0, 256));
    out.cpu_queue = static_cast<std::size_t>(
        in.number("cpu_queue", "messages that may wait for such a thread; more is 503", 1024, 1, 1'000'000));
    out.drain = in.duration("drain", "on SIGTERM: time for what is in work to finish", "20s");
}

time_stamping read_time_stamps(table_reader& in) {
    time_stamping made;
    made.url =
        in.text("url", "address of an RFC 3161 authority, http:// or https://; empty: none is asked", "");
    made.anchors = in.path("anchors",
                           "PEM with the root, and the steps below it, that the authority's certificate is "
                           "checked with",
                           "");
    made.require_revocation =
        in.choice(
            "revocation",
            "report: a time stamp is kept unless its authority is known to be revoked, and the log says what "
            "is not known; require: only when a current list calls the authority good",
            {"report", "require"}, 0) == 1;
    made.policy = in.text("policy", "policy to ask for, a dotted OID; empty: the authority's own", "");
    made.every = in.duration(
        "every", "how often the rows since the last time stamp are stamped, if there are any", "1h");
    made.skew = in.duration("skew", "how far the authority's time may be from our clock", "5m");
    made.deadline = to_milliseconds(in.duration("deadline", "time for one answer", "30s"));
    made.tls.ca_file =
        in.path("ca", "PEM: who issues the authority's TLS certificate; empty: the system's", "");
    if (!made.url.empty() && made.anchors.empty())
        in.problem("anchors", "without anchors no time stamp can be checked");
    if (made.every < seconds(1)) in.problem("every", "must be at least 1s");
    return made;
}

void read_all(table_reader& in, settings& out) {
    in.section("server", [&](table_reader& part) { out.portals = read_listener(part, "0.0.0.0", 8443); });
    in.section("admin", [&](table_reader& part) { out.admin = read_listener(part, "127.0.0.1", 9443); });
    const bool pull = in.has("backoffice");
    in.section("backoffice", [&](table_reader& part) {
        auto made = read_listener(part, "0.0.0.0", 8444);
        part.each("token", [&](table_reader& token) {
            api_token one;
            one.name = token.required_text("name", "who uses the token; stands in the log");
            one.provider = token.required_text("provider", "the office whose cases it sees");
            one.sha256 = read_digest(token, "sha256",
                                     token.required_text("sha256", "SHA-256 of the token, hexadecimal"));
            one.roles = token.texts("roles", "roles of the office that it acts in; empty: all of them");
            one.signer_bin =
                token.text("signer_bin",
                           "БИН whose officers sign decisions; empty: decisions are not taken with it", "");
            out.tokens.push_back(std::move(one));
        });
        part.each("webhook", [&](table_reader& hook) { out.webhooks.push_back(read_webhook(hook)); });
        part.section("decisions",
                     [&](table_reader& rules) { out.decisions = read_policy(rules, out.trust); });
        if (pull) out.backoffice = std::move(made);
    });
    if (!pull) {  // what the missing section was described with
        out.tokens.clear();
        out.webhooks.clear();
    }
    in.section("signing", [&](table_reader& part) { read_signing(part, out.signer); });
    in.section("trust", [&](table_reader& part) { read_trust(part, out.trust); });
    in.section("revocation", [&](table_reader& part) { read_revocation(part, out); });
    in.section("limits", [&](table_reader& part) { read_limits(part, out); });
    in.section("catalogue", [&](table_reader& part) {
        out.catalogue =
            part.path("path", "folder with acts, providers and the working calendar", "catalogue");
    });
    in.section("store", [&](table_reader& part) {
        out.store = part.path("path", "file of the SQLite database", "/var/lib/shep-gateway/gateway.db");
        out.stranger_ring_rows = static_cast<std::uint64_t>(
            part.number("stranger_ring_rows", "refusals of unauthenticated senders whose octets are kept",
                        10'000, 0, 10'000'000));
        if (part.has("limit"))
            out.store_limit = part.size("limit", "largest size of the database file", "");
        else
            part.size("limit", "largest size of the database file", "");
    });
    in.section("journal", [&](table_reader& part) {
        out.checkpoint_every =
            part.duration("checkpoint_every", "how often the journal is signed, if it has advanced", "60s");
        if (out.checkpoint_every < seconds(1)) part.problem("checkpoint_every", "must be at least 1s");
    });
    in.section("time_stamps", [&](table_reader& part) {
        auto made = read_time_stamps(part);
        if (!made.url.empty()) out.time_stamps = std::move(made);
    });
    in.section("log", [&](table_reader& part) {
        out.log_file = part.path("file", "JSON lines go here; empty: standard error", "");
        constexpr std::array levels{log::level::debug, log::level::info, log::level::warning,
                                    log::level::error};
        out.log_level = levels[part.choice("level", "lowest level that is written",
                                           {"debug", "info", "warning", "error"}, 1)];
    });
    // [trust] comes later in the file than [backoffice]
    out.decisions.max_crl_age = out.trust.max_crl_age;
    out.decisions.max_ocsp_age = out.trust.max_ocsp_age;
    in.each("portal", [&](table_reader& part) { out.routes.push_back(read_route(part, out.trust)); });
    in.each("target", [&](table_reader& part) { out.targets.push_back(read_target(part)); });
}

void check_whole(findings& found, const settings& all) {
    std::set<std::string> paths, names;
    for (const auto& route : all.routes)
        if (!paths.insert(route.path).second)
            found.problem(nullptr, "portal.path", route.path + " is used twice");
    for (const auto& one : all.targets)
        if (!names.insert(one.name).second)
            found.problem(nullptr, "target.name", one.name + " is used twice");
    for (const auto& one : all.webhooks)
        if (!names.insert("webhook " + one.name).second)
            found.problem(nullptr, "backoffice.webhook.name", one.name + " is used twice");
    if (all.routes.empty()) found.problem(nullptr, "portal", "no [[portal]] is configured");
}

}  // namespace

result<settings> load(const std::filesystem::path& file) {
    const auto content = read_file(file, 4u << 20);
    if (!content) return error(errc::config_unreadable, content.error().detail());
    settings out;
    findings found;
    found.file = file.string();
    try {
        const toml::table table = toml::parse(content.value(), file.string());
        std::error_code ignored;
        out.file = std::filesystem::absolute(file, ignored);
        {
            table_reader reader(found, &table, "", out.file.parent_path());
            read_all(reader, out);
        }
        check_whole(found, out);
    } catch (const toml::parse_error& failure) {
        found.problems.push_back(file.string() + ":" + std::to_string(failure.source().begin.line) + ": " +
                                 std::string(failure.description()));
    }
    if (found.problems.empty()) return out;
    std::string all;
    for (const auto& one : found.problems)
        all += (all.empty() ? "" : "\n") + one;
    return error(errc::config_invalid, all);
}

std::vector<key_description> describe_keys() {
    findings found;
    settings ignored;
    table_reader reader(found, nullptr, "", ".");
    read_all(reader, ignored);
    return found.keys;
}

}  // namespace gw::config
