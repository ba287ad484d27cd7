// What every command says and how it ends: exit codes, text that is safe on a terminal, JSON, errors.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace gw::cli {

enum exit_code : int {
    exit_ok = 0,
    exit_negative = 1,       // a verdict, or a refusal
    exit_usage = 2,          // the command line cannot be understood
    exit_configuration = 3,  // the configuration cannot be used
    exit_unreadable = 4,     // a file cannot be opened
    exit_unavailable = 5,    // indeterminate or out of reach: try later
    exit_internal = 70,      // a bug
};
int exit_code_of(const gw::error&) noexcept;
int exit_code_of(gw::indication) noexcept;

// Outside text on a terminal: everything that does not show (control characters, bidirectional marks, octets
// that are not UTF-8) as \xNN or \u{NNNN}.
std::string printable(std::string_view);
// The same, but line breaks and tabs stay.
std::string printable_lines(std::string_view);

// A line on standard output; the text must be printable.
void print(std::string_view line);
// A line on standard error; escaped here.
void warn(std::string_view line);
// One line of JSON on standard output: valid UTF-8 whatever the strings hold, and nothing in it moves a
// terminal.
void print_json(const boost::json::value&);
void print_json(std::string_view serialised);
std::string safe_json(std::string_view serialised);

// Says what went wrong - on standard error, with --json as {"error":{...}} on standard output - and returns
// the exit code.
int fail(bool json, const gw::error&);
int fail_usage(bool json, std::string_view what);

}  // namespace gw::cli
