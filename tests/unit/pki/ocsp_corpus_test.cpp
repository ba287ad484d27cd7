// Published OCSP answers (bssl, openssl) and those of НУЦ РК's test responders, when ../shared/data is there.
// No "good" where the suite expects something else; what is refused although it should pass has a floor.
#include <boost/json.hpp>
#include <filesystem>
#include <iostream>

#include "base/files.hpp"
#include "crypto/keys.hpp"
#include "fixture.hpp"
#include "pki/ocsp_check.hpp"
#include "pki/ocsp_source.hpp"
#include "pki/revocation.hpp"

namespace gw::pki {
namespace {

namespace json = boost::json;

const std::filesystem::path corpus = "../shared/data/corpora/ocsp";
const std::filesystem::path kz = "../shared/data/kz";

bool there(const std::filesystem::path& folder) {
    if (std::filesystem::exists(folder)) return true;
    std::cout << "not there: " << folder.string() << '\n';
    return false;
}

std::string text(const json::value& value) {
    return std::string(value.as_string());
}

// The PEM block of that label with its armour, relabelled as `as`.
octets block(const octets& from, const std::string& label, const std::string& as) {
    const std::string begin = "-----BEGIN " + label + "-----", end = "-----END " + label + "-----";
    const auto first = from.find(begin), last = from.find(end);
    if (first == from.npos || last == from.npos) return {};
    const auto inside = from.substr(first + begin.size(), last - first - begin.size());
    return "-----BEGIN " + as + "-----" + inside + "-----END " + as + "-----\n";
}

struct test_case {
    certificate_ptr leaf;
    std::vector<certificate_ptr> anchors, others;
    std::vector<octets> answers;
    timestamp at;
    policy rules;
};

certificate_ptr read_one(const octets& content) {
    return read_certificates(content).value().front();
}

test_case read_case(const json::object& from) {
    test_case made;
    made.at = from_rfc3339(text(from.at("eval_time"))).value();
    made.rules.profile = profile::rfc5280;
    made.rules.purpose = purpose::any;
    if (const auto* file = from.if_contains("file")) {
        const octets content = read_file(corpus / text(*file)).value();
        made.leaf = read_one(block(content, "CERTIFICATE", "CERTIFICATE"));
        made.anchors = {read_one(block(content, "CA CERTIFICATE", "CERTIFICATE"))};
        made.answers = {block(content, "OCSP RESPONSE", "OCSP RESPONSE")};
        made.rules.max_ocsp_age = seconds(from.at("max_age_days").to_number<int>() * 24 * 3600);
        return made;
    }
    const auto load = [](const json::value& name) { return read_file(corpus / text(name)).value(); };
    made.leaf = read_one(load(from.at("cert")));
    made.anchors = {read_one(load(from.at("root")))};
    for (const auto& one : from.at("other_certs").as_array())
        made.others.push_back(read_one(load(one)));
    for (const auto& one : from.at("ocsps").as_array())
        made.answers.push_back(load(one));
    return made;
}

errc judge(const test_case& given) {
    std::vector<ocsp_finding> findings;
    for (const octets& one : given.answers) {
        auto answer = read_ocsp(one);
        if (answer)
            findings.push_back({*answer, std::nullopt, {}});
        else
            findings.push_back({nullptr, answer.error(), {}});
    }
    // The authorities of the bssl cases lack basicConstraints, and those of the openssl cases are roots: what
    // is tried here is revocation alone, so the path is given. The last certificate is the anchor.
    certificate_path path = {given.leaf};
    for (const auto* more : {&given.others, &given.anchors})
        path.insert(path.end(), more->begin(), more->end());
    const trust known(given.anchors, given.others, {});
    const ocsp_list source(std::move(findings));
    const auto status = check_revocation(path, known, given.rules, given.at, &source);
    return status.failure ? status.failure->code() : errc{};
}

TEST(ocsp_corpus, verdicts_match_the_manifest) {
    if (!there(corpus)) return;
    std::size_t total = 0, matches = 0;
    const json::value manifest = json::parse(read_file(corpus / "manifest.json").value());
    for (const json::value& one : manifest.as_array()) {
        const json::object& from = one.as_object();
        const std::string expected = text(from.at("expect"));
        const errc code = judge(read_case(from));
        const bool good = code == errc{}, should = expected == "good" || expected == "valid";
        EXPECT_FALSE(good && !should) << "accepted: " << text(from.at("id"));
        if (expected == "revoked") {
            EXPECT_EQ(code, errc::certificate_revoked) << text(from.at("id"));
        }
        std::cout << "  " << text(from.at("id")) << ": " << expected << ", "
                  << (good ? "passed" : describe(code).name) << '\n';
        ++total;
        if (good == should) ++matches;
    }
    std::cout << "OCSP: " << matches << " of " << total << " verdicts match\n";
    EXPECT_EQ(total, 33u);
    EXPECT_GE(matches, 32u);
}

TEST(ocsp_corpus, answers_of_the_nca_decode) {
    if (!there(kz)) return;
    const auto load = [](const char* name) {
        return read_ocsp(read_file(kz / "ocsp" / name).value()).value();
    };
    const auto revoked = load("ocsp_response_ceo_2015_revoked.bin");
    EXPECT_EQ(revoked->singles().front().status, ocsp_status::revoked);
    EXPECT_EQ(revoked->singles().front().revoked->reason, 6);
    EXPECT_TRUE(revoked->extended_revoke());
    const auto never = load("ocsp_response_individual_2015.bin");
    EXPECT_EQ(never->singles().front().revoked->revoked_at, timestamp());
    EXPECT_FALSE(never->singles().front().next_update);
}

TEST(ocsp_corpus, a_person_by_the_test_responder_of_the_nca) {
    if (!there(kz)) return;
    const auto bag =
        crypto::read_pkcs12(read_file(kz / "p12/key_individual_valid_sign_2004.p12").value(), "Qwerty12");
    ASSERT_TRUE(bag.has_value()) << bag.error().to_string();
    const auto leaf = certificate::from_der(bag->certificates.front()).value();
    const auto answer =
        read_ocsp(read_file(kz / "ocsp/ocsp_response_individual_sign_2004.bin").value()).value();
    certificate_ptr issuer;
    for (const auto& entry : std::filesystem::directory_iterator(kz / "test")) {
        const auto one = read_one(read_file(entry.path()).value());
        if (one->subject_der() == leaf->issuer_der()) issuer = one;
    }
    ASSERT_TRUE(issuer);
    policy rules;
    const auto at = answer->produced_at() + seconds(60);
    const auto said = check_ocsp(*answer, *leaf, *issuer, {}, rules, at, seconds(0), {});
    ASSERT_TRUE(said.has_value()) << said.error().to_string();
    EXPECT_EQ(said->status, ocsp_status::good);
}

}  // namespace
}  // namespace gw::pki
