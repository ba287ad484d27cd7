// The noun `message`.
#include "cli/commands.hpp"

namespace gw::cli {

void add_message(CLI::App& app, context& run) {
    auto* noun = add_noun(app, "message", "Verify, sign, send and explain messages");
    add_message_verify(*noun, run);
    add_message_sign(*noun, run);
    add_message_send(*noun, run);
    add_message_explain(*noun, run);
}

}  // namespace gw::cli
