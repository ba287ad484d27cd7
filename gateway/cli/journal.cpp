// `journal verify`, `journal export`, `journal head`: does the journal hold, and how is that shown to
// somebody else.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <sys/stat.h>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stored.hpp"
#include "crypto/keys.hpp"
#include "evidence/exporter.hpp"
#include "evidence/head.hpp"
#include "evidence/journal_audit.hpp"

namespace gw::cli {
namespace {

namespace json = boost::json;

struct verify_options {
    std::string config, head;
};
struct export_options {
    std::string config, id, out;
};

// Whose key signs checkpoints now; the key itself is not needed where the certificate is a file of its own.
result<pki::certificate_ptr> configured_signer(const std::string& config) {
    const auto settings = config::load(config);
    if (!settings) return settings.error();
    const auto& from = settings->signer;
    if (from.p12_file.empty()) {
        const auto text = read_file(from.certificate_file);
        if (!text) return text.error();
        const auto certificates = pki::read_certificates(*text);
        if (!certificates) return certificates.error();
        return certificates->front();
    }
    const auto password = crypto::read_password_file(from.password_file);
    if (!password) return password.error();
    const auto content = read_file(from.p12_file);
    if (!content) return content.error();
    const auto bundle = crypto::read_pkcs12(*content, *password);
    if (!bundle) return bundle.error();
    if (bundle->certificates.empty())
        return error(errc::key_unusable, from.p12_file + " holds no certificate");
    return pki::certificate::from_der(bundle->certificates.front());
}

result<evidence::noted_head> read_noted_head(const std::string& file_or_text) {
    if (file_or_text.find(':') != std::string::npos && file_or_text.find('/') == std::string::npos)
        return evidence::read_head(file_or_text);
    const auto content = read_file(file_or_text, 1u << 20);
    if (!content) return content.error();
    return evidence::read_head(*content);
}

struct check_result {
    store::journal_check chain;
    evidence::audit audit;
    bool head_given = false;
    std::optional<std::uint64_t> broken;
    std::string why;

    void note(std::optional<std::uint64_t> row, const std::string& reason) {
        if (!row || (broken && *broken <= *row)) return;
        broken = row;
        why = reason;
    }
};

json::object to_json(const check_result& checked) {
    const auto& audit = checked.audit;
    json::object out{{"intact", !checked.broken},        {"rows", checked.chain.rows},
                     {"head", checked.chain.head},       {"broken", nullptr},
                     {"checkpoints", audit.checkpoints}, {"covered", audit.covered},
                     {"signer", audit.signer},           {"time_stamps", audit.time_stamps},
                     {"stamped", audit.stamped},         {"against_head", checked.head_given}};
    if (audit.last_checkpoint) out["last_checkpoint"] = to_rfc3339(*audit.last_checkpoint);
    if (checked.broken) {
        out["broken"] = *checked.broken;
        out["why"] = checked.why;
    }
    return out;
}

void print_text(const check_result& checked) {
    if (checked.broken)
        print("BROKEN at row " + std::to_string(*checked.broken) + ": " + printable(checked.why));
    else
        print("intact, " + std::to_string(checked.chain.rows) + " rows, head " + checked.chain.head);
    const auto& audit = checked.audit;
    if (audit.last_checkpoint)
        print("signed up to row " + std::to_string(audit.covered) + " by " +
              std::to_string(audit.checkpoints) + " checkpoints, the last of " +
              to_rfc3339(*audit.last_checkpoint) + " by " + printable(audit.signer));
    else
        print("not signed: no checkpoint yet");
    if (audit.time_stamps != 0)
        print("time-stamped up to row " + std::to_string(audit.stamped) + " by " +
              std::to_string(audit.time_stamps) + " time stamps");
    if (checked.head_given && !checked.broken) print("continues the noted head");
}

int verify(const verify_options& from, const context& run) {
    auto store = open_store_read_only(from.config);
    if (!store) return fail(run.json, store.error());
    std::optional<evidence::noted_head> noted;
    if (!from.head.empty()) {
        const auto read = read_noted_head(from.head);
        if (!read) return fail(run.json, read.error());
        noted = *read;
    }
    const auto signer = configured_signer(from.config);
    if (!signer) warn("whose certificate signs checkpoints is not checked: " + signer.error().to_string());

    check_result checked;
    checked.head_given = noted.has_value();
    checked.chain = store.value()->verify_journal();
    checked.audit = evidence::audit_journal(**store, signer ? *signer : nullptr);
    checked.note(checked.chain.broken, checked.chain.why);
    checked.note(checked.audit.broken, checked.audit.why);
    if (noted)
        if (const auto continues = evidence::check_head(**store, *noted); !continues)
            checked.note(std::min(noted->rows, checked.chain.rows + 1), continues.error().detail());
    if (run.json)
        print_json(to_json(checked));
    else
        print_text(checked);
    return checked.broken ? exit_code_of(error(errc::journal_broken)) : exit_ok;
}

int export_one(const export_options& from, const context& run) {
    auto store = open_store_read_only(from.config);
    if (!store) return fail(run.json, store.error());
    ::umask(0077);  // the folder holds personal data
    const std::string folder = from.out.empty() ? from.id : from.out;
    const auto made = evidence::export_message(**store, message_id(from.id), folder);
    if (!made) return fail(run.json, made.error());
    for (const auto& one : made->lacking)
        warn("the export lacks " + one);
    if (run.json) {
        json::array lacking;
        for (const auto& one : made->lacking)
            lacking.emplace_back(one);
        json::object out{{"folder", folder},
                         {"files", made->files},
                         {"octets", made->octets},
                         {"row", made->row},
                         {"checkpoint", nullptr},
                         {"time_stamp", nullptr},
                         {"lacking", std::move(lacking)}};
        if (made->checkpoint) out["checkpoint"] = *made->checkpoint;
        if (made->time_stamp) out["time_stamp"] = to_rfc3339(*made->time_stamp);
        print_json(out);
    } else {
        print(printable(folder) + ": " + std::to_string(made->files) + " files, " +
              std::to_string(made->octets) + " octets, row " + std::to_string(made->row));
    }
    return exit_ok;
}

int show_head(const export_options& from, const context& run) {
    auto store = open_store_read_only(from.config);
    if (!store) return fail(run.json, store.error());
    const auto head = evidence::export_head(**store);
    if (!head) return fail(run.json, head.error());
    if (from.out.empty()) {
        print_json(*head);
        return exit_ok;
    }
    if (auto written = replace_file(from.out, *head + "\n"); !written) return fail(run.json, written.error());
    const auto noted = evidence::read_head(*head);
    GW_INVARIANT(noted);
    if (run.json)
        print_json(json::object{{"out", from.out}, {"rows", noted->rows}, {"head", to_hex(noted->hash)}});
    else
        print(printable(from.out) + ": row " + std::to_string(noted->rows) + ", " + to_hex(noted->hash));
    return exit_ok;
}

void add_verify(CLI::App& noun, context& run) {
    auto* verb =
        add_verb(noun, run, "verify",
                 "Follow the hash chain, hash what is stored again, check checkpoints and time stamps");
    auto options = std::make_shared<verify_options>();
    add_config_option(*verb, options->config);
    verb->add_option(
            "--head", options->head,
            "The journal must continue this head: a file of `journal head`, or ROWS:HASH as noted on paper")
        ->type_name("FILE|ROWS:HASH");
    verb->callback([options, &run] { run.action = [options, &run] { return verify(*options, run); }; });
}

void add_export(CLI::App& noun, context& run) {
    auto* verb =
        add_verb(noun, run, "export",
                 "Write everything that proves one verdict to a folder, for `message verify --evidence`");
    auto options = std::make_shared<export_options>();
    verb->add_option("ID", options->id, "Message id that the gateway gave")->required();
    verb->add_option("--out", options->out, "Folder to make; default: the id")->type_name("DIR");
    add_config_option(*verb, options->config);
    verb->callback([options, &run] { run.action = [options, &run] { return export_one(*options, run); }; });
}

void add_head(CLI::App& noun, context& run) {
    auto* verb =
        add_verb(noun, run, "head", "The newest signed checkpoint, to be kept outside of this machine");
    auto options = std::make_shared<export_options>();
    verb->add_option("--out", options->out, "File to write; default: standard output")->type_name("FILE");
    add_config_option(*verb, options->config);
    verb->callback([options, &run] { run.action = [options, &run] { return show_head(*options, run); }; });
}

}  // namespace

void add_journal(CLI::App& app, context& run) {
    auto* noun = add_noun(app, "journal", "Check and export the journal of verdicts");
    add_verify(*noun, run);
    add_export(*noun, run);
    add_head(*noun, run);
}

}  // namespace gw::cli
