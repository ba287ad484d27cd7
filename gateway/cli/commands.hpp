// How a file of commands hands them to the parser, one function per noun.
#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <set>
#include <string>

#include "cli/cli.hpp"

namespace gw::cli {

// Shared by all commands of one run.
struct context {
    const hooks& program;
    bool json = false;
    std::function<int()> action;  // of the command that was asked for; runs when the whole line is understood
};

// A verb of the noun. `--json` is understood before and after every argument.
CLI::App* add_verb(CLI::App& noun, context&, const std::string& name, const std::string& description);
CLI::App* add_noun(CLI::App& app, const std::string& name, const std::string& description);
// For options: one of the words. Their type_name lists them.
CLI::Validator one_of(const std::set<std::string>& words);
// For options and arguments: RFC 3339 time, "90s" and so on.
std::string check_time(const std::string&);
std::string check_duration(const std::string&);

void add_serve(CLI::App&, context&);
void add_config(CLI::App&, context&);
void add_message(CLI::App&, context&);
void add_cert(CLI::App&, context&);
void add_crl(CLI::App&, context&);
void add_crl_fetch(CLI::App& noun, context&);
void add_case(CLI::App&, context&);
void add_delivery(CLI::App&, context&);
void add_journal(CLI::App&, context&);
void add_store(CLI::App&, context&);
void add_catalogue(CLI::App&, context&);
void add_revalidate(CLI::App&, context&);

// The verbs of `message`, a file each.
void add_message_verify(CLI::App& noun, context&);
void add_message_sign(CLI::App& noun, context&);
void add_message_send(CLI::App& noun, context&);
void add_message_explain(CLI::App& noun, context&);

}  // namespace gw::cli
