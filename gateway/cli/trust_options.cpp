#include "cli/trust_options.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"

namespace gw::cli {
namespace {

bool is_list_flag(std::string_view argument) {
    return argument == "--anchors" || argument == "--certs" || argument == "--crls" || argument == "--ocsp";
}

gw::error in_file(const std::filesystem::path& file, const gw::error& failure) {
    return {failure.code(), file.string() + (failure.detail().empty() ? "" : ": " + failure.detail())};
}

// Reads every file. `take` gets the content; what it refuses stands for itself when the file was named, and
// is skipped when it only lay in a named folder.
template <class Take>
result<void> read_all(const std::vector<std::string>& files_and_folders, Take take) {
    for (const auto& name : files_and_folders) {
        std::error_code ignored;
        const bool folder = std::filesystem::is_directory(name, ignored);
        const auto files = list_files(name);
        if (!files) return files.error();
        for (const auto& file : files.value()) {
            const auto content = read_file(file);
            if (!content) return content.error();
            const result<void> taken = take(content.value());
            if (taken) continue;
            const gw::error why = in_file(file, taken.error());
            // A list of a kind that we do not process proves nothing, but it is no broken input either.
            if (!folder && why.code() != errc::crl_scope_unsupported) return why;
            warn("skipped: " + why.to_string());
        }
    }
    return {};
}

}  // namespace

timestamp trust_options::time() const {
    return at.empty() ? system_clock().now() : from_rfc3339(at).value();
}

pki::profile trust_options::chosen_profile(pki::profile preset) const {
    if (profile.empty()) return preset;
    return profile == "nca" ? pki::profile::nca : pki::profile::rfc5280;
}

pki::policy trust_options::policy(pki::profile preset, pki::purpose purpose) const {
    pki::policy made;
    made.profile = chosen_profile(preset);
    made.purpose = purpose;
    made.revocation = revocation == "skip" ? pki::revocation_mode::skip : pki::revocation_mode::require;
    if (!max_crl_age.empty()) made.max_crl_age = from_duration(max_crl_age);
    if (!max_ocsp_age.empty()) made.max_ocsp_age = from_duration(max_ocsp_age);
    return made;
}

void add_trust_options(CLI::App& app, trust_options& to, const std::string& preset_profile) {
    const auto list = [&](const char* flag, std::vector<std::string>& into, const char* text) {
        app.add_option(flag, into, text)->allow_extra_args(false)->type_name("FILE|DIR")->group("Trust");
    };
    list("--anchors", to.anchors, "Certificates that are trusted as they are");
    list("--certs", to.certificates, "Certificates that may stand between");
    list("--crls", to.crls, "Revocation lists");
    list("--ocsp", to.ocsp, "OCSP answers: DER, PEM or base64; asked where no list tells");
    app.add_option("--at", to.at, "Judge as of this time instead of now")
        ->check(check_time)
        ->type_name("RFC3339")
        ->group("Trust");
    app.add_option("--revocation", to.revocation,
                   "require (default): without a current list the verdict is INDETERMINATE")
        ->check(one_of({"require", "skip"}))
        ->type_name("require|skip")
        ->group("Trust");
    app.add_option(
           "--profile", to.profile,
           "rfc5280 alone, or nca: with the rules of НУЦ РК for usages, algorithms and key sizes; default " +
               preset_profile)
        ->check(one_of({"rfc5280", "nca"}))
        ->type_name("rfc5280|nca")
        ->group("Trust");
    app.add_option("--max-crl-age", to.max_crl_age,
                   "A list issued longer ago is stale even before its nextUpdate")
        ->check(check_duration)
        ->type_name("DURATION")
        ->group("Trust");
    app.add_option("--max-ocsp-age", to.max_ocsp_age, "The same for OCSP answers")
        ->check(check_duration)
        ->type_name("DURATION")
        ->group("Trust");
}

namespace {

template <class T>
result<std::vector<T>> load(const std::vector<std::string>& files_and_folders,
                            result<std::vector<T>> (*read_content)(octets_view)) {
    std::vector<T> all;
    const auto take = [&](octets_view content) -> result<void> {
        auto found = read_content(content);
        if (!found) return found.error();
        all.insert(all.end(), found.value().begin(), found.value().end());
        return {};
    };
    if (auto read = read_all(files_and_folders, take); !read) return read.error();
    return all;
}

}  // namespace

result<std::vector<pki::certificate_ptr>> load_certificates(
    const std::vector<std::string>& files_and_folders) {
    return load(files_and_folders, pki::read_certificates);
}

result<std::vector<pki::crl_ptr>> load_lists(const std::vector<std::string>& files_and_folders) {
    return load(files_and_folders, pki::read_crls);
}

result<pki::trust_ptr> load_trust(const trust_options& from,
                                  const std::vector<pki::certificate_ptr>& beside) {
    auto anchors = load(from.anchors, pki::read_authorities);
    if (!anchors) return anchors.error();
    auto certificates = load_certificates(from.certificates);
    if (!certificates) return certificates.error();
    certificates->insert(certificates->end(), beside.begin(), beside.end());
    auto lists = load_lists(from.crls);
    if (!lists) return lists.error();
    return std::make_shared<const pki::trust>(std::move(anchors.value()), std::move(certificates.value()),
                                              std::move(lists.value()));
}

result<std::vector<pki::ocsp_finding>> load_ocsp(const trust_options& from) {
    std::vector<pki::ocsp_finding> all;
    const auto take = [&](octets_view content) -> result<void> {
        const auto answer = pki::read_ocsp(content);
        if (answer)
            all.push_back({answer.value(), std::nullopt, {}});
        else if (answer.error().code() == errc::ocsp_malformed)
            return answer.error();
        else
            all.push_back({nullptr, answer.error(), {}});
        return {};
    };
    if (auto read = read_all(from.ocsp, take); !read) return read.error();
    return all;
}

std::vector<std::string> spread_lists(const std::vector<std::string>& arguments) {
    constexpr std::size_t words_before = 2;  // NOUN VERB
    std::vector<std::string> spread;
    std::string list;         // the list flag that a bare word would belong to
    bool value_next = false;  // the value of any flag
    std::size_t bare_words = 0;
    for (const auto& argument : arguments) {
        if (argument.starts_with("-") && argument != "-") {
            list = is_list_flag(argument) ? argument : "";
            value_next = argument != "--json" && argument.find('=') == std::string::npos;
        } else if (value_next) {
            value_next = false;
        } else if (!list.empty() && bare_words > words_before) {
            spread.push_back(list);
        } else {
            ++bare_words;
            list.clear();
        }
        spread.push_back(argument);
    }
    return spread;
}

}  // namespace gw::cli
