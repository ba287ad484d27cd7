#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "config/settings.hpp"
#include "support/temp_folder.hpp"
#include "support/test_pki.hpp"

namespace gw::config {
namespace {

const std::string good = R"([server]
port = 0
[signing]
key = "k.pem"
certificate = "c.pem"
[trust]
anchors = ["anchors"]
[[portal]]
name = "egov"
path = "/shep/egov"
certificates = ["portal.pem"]
sender = [{ id = "egov", password_hash = "$scrypt$x" }]
service = [{ id = "S", public_service = "foreign-labour-permit" }]
)";

class Load : public testing::Test {
protected:
    result<settings> load_text(const std::string& text) {
        std::ofstream(folder_.file("gateway.toml")) << text;
        const test_pki::hierarchy pki;
        std::ofstream(folder_.file("portal.pem")) << pki.ca.certificate_pem();
        return load(folder_.file("gateway.toml"));
    }
    // The problems without the folder in front.
    std::string problems_of(const std::string& text) {
        const auto made = load_text(text);
        if (made) return "none";
        EXPECT_EQ(made.error().code(), errc::config_invalid);
        std::string out = made.error().detail();
        const std::string prefix = std::string(folder_.file("gateway.toml"));
        for (auto at = out.find(prefix); at != std::string::npos; at = out.find(prefix))
            out.erase(at, prefix.size());
        return out;
    }

private:
    test::temp_folder folder_;
};

std::string with(const std::string& before, const std::string& line) {
    std::string text = good;
    return text.insert(text.find(before), line + "\n");
}

TEST_F(Load, AGoodFileHasSafeDefaults) {
    const auto made = load_text(good);
    ASSERT_TRUE(made) << made.error().to_string();
    const auto& all = made.value();
    EXPECT_EQ(all.portals.http.body_limit, 32u << 20);
    EXPECT_EQ(all.admin.http.address, "127.0.0.1");
    EXPECT_FALSE(all.backoffice);
    EXPECT_TRUE(all.tokens.empty());  // a section that is not there makes nobody up
    EXPECT_TRUE(all.webhooks.empty());
    ASSERT_EQ(all.routes.size(), 1u);
    EXPECT_TRUE(all.routes[0].transport_signature);
    EXPECT_TRUE(all.routes[0].business_signature);
    EXPECT_TRUE(all.routes[0].password_required);
    EXPECT_EQ(all.routes[0].policy.revocation, pki::revocation_mode::require);
    EXPECT_EQ(all.routes[0].message_window, seconds(7 * 86400));
    EXPECT_TRUE(std::filesystem::path(all.signer.key_file).is_absolute());
}

TEST_F(Load, EachMistakeIsNamedWithItsLine) {
    const std::pair<std::string, std::string> cases[] = {
        {with("port", "prot = 1"), ":2: server.prot: there is no such setting"},
        {with("[signing]", "body_limit = \"32MB\""),
         ":3: server.body_limit: must be a size such as \"32MiB\""},
        {with("[signing]", "idle_timeout = 5"),
         ":3: server.idle_timeout: must be a duration such as \"90s\", \"15m\", \"24h\" or \"7d\""},
        {with("[signing]", "connections = 0"), ":3: server.connections: must be a number from 1 to 1000000"},
        {with("sender", "transport_signature = false\nbusiness_signature = false"),
         ":13: portal[].business_signature: a portal without transport_signature and without "
         "business_signature would be "
         "read unsigned: switch one of them on"},
        {with("sender", "transport_signature = false\npassword = false"),
         ":13: portal[].password: the portal proves who it is by nothing: require the password, the "
         "transport signature or "
         "a client certificate"},
        {good + "[[target]]\nname = \"t\"\nurl = \"http://office/cases\"\nhmac_secret_file = \"s\"\n",
         ":16: target[].url: a case holds personal data: the address must begin with https://"},
        {with("sender", "revocation = \"maybe\""), ":12: portal[].revocation: must be one of require, skip"},
    };
    for (const auto& [text, expected] : cases)
        EXPECT_EQ(problems_of(text), expected);
}

TEST_F(Load, ThePolicyOfAPortalIsWhatItsKeysSay) {
    const auto made = load_text(
        with("sender",
             "profile = \"nca\"\nrules_off = [\"rsa_below_3072\", \"small_exponent\"]\npurpose = \"any\"\n"
             "roles = [\"first_head\", \"1.2.398.5.19.1\"]\ncertificate_policies = [\"1.2.398.3.3.2\"]\n"
             "require_explicit_policy = true\ninhibit_policy_mapping = true\ninhibit_any_policy = true\n"
             "most_authorities = 1"));
    ASSERT_TRUE(made) << made.error().to_string();
    const pki::policy& policy = made->routes[0].policy;
    EXPECT_EQ(policy.rules_off, (std::vector<std::string>{"rsa_below_3072", "small_exponent"}));
    EXPECT_EQ(policy.purpose, pki::purpose::any);
    EXPECT_EQ(policy.roles, (std::vector<std::string>{"first_head", "1.2.398.5.19.1"}));
    EXPECT_EQ(policy.certificate_policies, (std::vector<std::string>{"1.2.398.3.3.2"}));
    EXPECT_TRUE(policy.require_explicit_policy && policy.inhibit_policy_mapping && policy.inhibit_any_policy);
    EXPECT_EQ(policy.most_authorities, 1u);
}

TEST_F(Load, APolicyThatIsNoneIsRefused) {
    const std::pair<const char*, const char*> cases[] = {
        {"rules_off = [\"small_keys\"]", ":12: portal[].rules_off: there is no rule small_keys"},
        {"roles = [\"boss\"]", ":12: portal[].roles: boss is neither a role nor a dotted OID"},
        {"certificate_policies = [\"1.2..3\"]",
         ":12: portal[].certificate_policies: 1.2..3 is no dotted OID"},
        {"most_authorities = 15", ":12: portal[].most_authorities: must be a number from 0 to 14"},
        {"purpose = \"encrypt\"", ":12: portal[].purpose: must be one of sign, authenticate, any"},
    };
    for (const auto& [line, expected] : cases)
        EXPECT_EQ(problems_of(with("sender", line)), expected);
}

TEST_F(Load, AllMistakesAreNamedAtOnce) {
    const auto problems = problems_of("[server]\nport = 99999\ncolour = 1\n");
    for (const char* part : {"server.port", "server.colour", "signing.key", "trust.anchors", "no [[portal]]"})
        EXPECT_NE(problems.find(part), std::string::npos) << part;
}

TEST_F(Load, BrokenTomlAndAMissingFile) {
    EXPECT_NE(problems_of("[server\n").find(":1: "), std::string::npos);
    EXPECT_EQ(load("/nonexistent/gateway.toml").error().code(), errc::config_unreadable);
}

TEST_F(Load, EveryKeyIsDescribedOnce) {
    const auto keys = describe_keys();
    EXPECT_GT(keys.size(), 60u);
    std::set<std::string> seen;
    for (const auto& one : keys) {
        EXPECT_TRUE(seen.insert(one.key).second) << one.key;
        EXPECT_FALSE(one.text.empty()) << one.key;
    }
}

}  // namespace
}  // namespace gw::config
