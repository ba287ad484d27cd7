// `config check`, `config describe`, `config hash-password`.
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "crypto/keys.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

// Every line of the detail is one problem: "gateway.toml:12: portal.egov: ...".
std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

int report_problems(const gw::error& failure, const context& run) {
    const auto problems = lines_of(failure.detail());
    if (run.json) {
        json::array all;
        for (const auto& one : problems)
            all.emplace_back(one);
        print_json(json::object{{"valid", false},
                                {"problems", std::move(all)},
                                {"error", json::object{{"code", static_cast<int>(failure.code())},
                                                       {"name", json::string(failure.info().name)},
                                                       {"message", json::string(failure.info().en)}}}});
    } else {
        for (const auto& one : problems)
            print(printable(one));
    }
    return exit_configuration;
}

int check(const std::string& file, const context& run) {
    const auto settings = config::load(file);
    if (!settings && settings.error().code() == errc::config_unreadable)
        return fail(run.json, settings.error());
    if (!settings) return report_problems(settings.error(), run);
    if (auto checked = run.program.check_files(settings.value()); !checked) {
        const auto& why = checked.error();
        if (why.code() == errc::config_invalid) return report_problems(why, run);
        return report_problems({why.code(), file + ": " + std::string(why.info().name) + ": " + why.detail()},
                               run);
    }
    if (run.json)
        print_json(json::object{{"valid", true}, {"problems", json::array()}});
    else
        print(printable(file) + ": no problems");
    return exit_ok;
}

std::string in_table(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += c == '|' ? "\\|" : std::string(1, c);
    return out;
}

void describe_settings(bool as_json) {
    json::array all;
    if (!as_json) print("| key | kind | default | meaning |\n|---|---|---|---|");
    for (const auto& one : config::describe_keys()) {
        if (as_json)
            all.push_back(json::object{
                {"key", one.key}, {"kind", one.kind}, {"default", one.default_value}, {"text", one.text}});
        else
            print(fmt::format("| `{}` | {} | {} | {} |", one.key, in_table(one.kind),
                              one.default_value.empty() ? "" : "`" + in_table(one.default_value) + "`",
                              in_table(one.text)));
    }
    if (as_json) print_json(json::object{{"settings", std::move(all)}});
}

std::string_view to_string(reply_kind kind) {
    switch (kind) {
        case reply_kind::fault:
            return "fault";
        case reply_kind::refusal:
            return "refusal";
        case reply_kind::http:
            return "http";
        case reply_kind::local:
            return "local";
    }
    return "";
}

json::object to_json(const error_info& row) {
    return json::object{{"code", static_cast<int>(row.code)},
                        {"name", json::string(row.name)},
                        {"reply", json::string(to_string(row.reply))},
                        {"http_status", row.http_status},
                        {"shep", json::string(row.shep)},
                        {"shep_business", json::string(row.shep_business)},
                        {"sub_indication", json::string(gw::to_string(row.sub_indication))},
                        {"retry", json::string(gw::to_string(row.retry))},
                        {"audit", json::string(gw::to_string(row.audit))},
                        {"kk", json::string(row.kk)},
                        {"ru", json::string(row.ru)},
                        {"en", json::string(row.en)}};
}

std::string_view title_of_band(int band) {
    static constexpr std::string_view titles[] = {"",
                                                  "Envelope",
                                                  "Signature",
                                                  "Certificate",
                                                  "Public service and its act",
                                                  "Delivery",
                                                  "Sender, duplicates, limits",
                                                  "API and configuration",
                                                  "Unavailable",
                                                  "Internal"};
    return band >= 1 && band <= 9 ? titles[band] : "";
}

// docs/errors.md, whole.
void print_errors_page() {
    print(
        "# Error codes\n\nMade by `shep-gateway config describe --errors` from gateway/base/errors.def; do "
        "not edit.\n\n"
        "*reply*: `fault` is a SOAP fault, `refusal` a signed SendMessageResponse with SCSE002, `http` an "
        "answer of HTTP alone, "
        "`local` never leaves the gateway.\n*SHEP*: the code in the fault; the second one stands for an "
        "applicant's "
        "signature.\n*retry*: `never`: the same message can never pass; `later`: send it again unchanged; "
        "`after_fix`: mend "
        "it first.");
    int band = 0;
    for (const auto& row : all_errors()) {
        const int code = static_cast<int>(row.code);
        if (code / 1000 != band) {
            band = code / 1000;
            print(
                fmt::format("\n## {}xxx: {}\n\n| code | name | reply | HTTP | SHEP | ETSI | retry | text |\n"
                            "|---|---|---|---|---|---|---|---|",
                            band, title_of_band(band)));
        }
        std::string shep(row.shep);
        if (row.shep != row.shep_business) shep += ", " + std::string(row.shep_business);
        print(fmt::format("| {} | `{}` | {} | {} | {} | {} | {} | {}<br>{}<br>{} |", code, row.name,
                          to_string(row.reply), row.http_status, shep, gw::to_string(row.sub_indication),
                          gw::to_string(row.retry), in_table(row.kk), in_table(row.ru), in_table(row.en)));
    }
}

int describe(bool errors, const context& run) {
    if (!errors) {
        describe_settings(run.json);
    } else if (run.json) {
        json::array all;
        for (const auto& row : all_errors())
            all.push_back(to_json(row));
        print_json(json::object{{"errors", std::move(all)}});
    } else {
        print_errors_page();
    }
    return exit_ok;
}

// Switches the terminal's echo off while it lives; does nothing where standard input is no terminal.
class silent_terminal {
public:
    silent_terminal() : is_terminal_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
        if (!is_terminal_) return;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
        std::cerr << "Password: " << std::flush;
    }
    ~silent_terminal() {
        if (!is_terminal_) return;
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        std::cerr << std::endl;
    }
    silent_terminal(const silent_terminal&) = delete;
    silent_terminal& operator=(const silent_terminal&) = delete;

private:
    termios before_{};
    bool is_terminal_;
};

int hash_password(const context& run) {
    std::string password;
    {
        const silent_terminal quiet;
        std::getline(std::cin, password);
    }
    if (!password.empty() && password.back() == '\r') password.pop_back();
    if (password.empty()) return fail_usage(run.json, "no password on standard input");
    const auto hash = crypto::hash_password(password);
    if (run.json)
        print_json(json::object{{"password_hash", hash}});
    else
        print(hash);
    return exit_ok;
}

}  // namespace

void add_config(CLI::App& app, context& run) {
    auto* noun = add_noun(app, "config", "Check and describe the configuration");
    auto* verb =
        add_verb(*noun, run, "check", "All problems of a configuration, and of the files that it names");
    auto file = std::make_shared<std::string>();
    verb->add_option("FILE", *file, "Configuration (TOML)")->required();
    verb->callback([file, &run] { run.action = [file, &run] { return check(*file, run); }; });

    verb = add_verb(*noun, run, "describe", "All settings as a Markdown table");
    auto errors = std::make_shared<bool>(false);
    verb->add_flag("--errors", *errors, "All error codes instead");
    verb->callback([errors, &run] { run.action = [errors, &run] { return describe(*errors, run); }; });

    verb = add_verb(*noun, run, "hash-password",
                    "Reads a password from standard input and prints what password_hash wants");
    verb->callback([&run] { run.action = [&run] { return hash_password(run); }; });
}

}  // namespace gw::cli
