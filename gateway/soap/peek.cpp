// A search by local name over hostile octets. It knows nothing of structure on purpose: what it finds is
// quoted in logs and never decided upon.
#include <array>

#include "soap/sync_channel.hpp"
#include "soap/text.hpp"

namespace gw::soap {
namespace {

constexpr std::size_t most_octets = 1u << 20;
constexpr std::size_t most_characters = 128;
constexpr std::size_t most_tag_octets = 1024;
constexpr std::size_t most_value_octets = 8 * most_characters;  // with entities, before they are resolved

struct wanted {
    std::string_view name;
    std::string unverified_claims::*target;
};
constexpr std::array<wanted, 4> all_wanted{{{"messageId", &unverified_claims::message_id},
                                            {"serviceId", &unverified_claims::service_id},
                                            {"senderId", &unverified_claims::sender_id},
                                            {"sessionId", &unverified_claims::session_id}}};

// The five entities of XML; a character reference stays as it is written.
std::string unescape(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, char>, 5> entities{
        {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}}};
    std::string out;
    while (!text.empty()) {
        std::size_t taken = 1;
        char octet = text.front();
        for (const auto& [entity, meaning] : entities) {
            if (!text.starts_with(entity)) continue;
            taken = entity.size();
            octet = meaning;
            break;
        }
        out += octet;
        text.remove_prefix(taken);
    }
    return out;
}

// The text after a start tag, up to the next tag.
std::string value_at(std::string_view rest) {
    constexpr std::string_view cdata = "<![CDATA[";
    rest = rest.substr(0, most_value_octets);
    const bool is_cdata = trim(rest).starts_with(cdata);
    if (is_cdata) rest.remove_prefix(rest.find(cdata) + cdata.size());
    const std::string_view raw = trim(rest.substr(0, rest.find(is_cdata ? "]]>" : "<")));
    return std::string(cut_characters(is_cdata ? std::string(raw) : unescape(raw), most_characters));
}

// The local name of the start tag that begins after '<'; empty for end tags, comments and the like.
std::string_view tag_name(std::string_view rest) {
    constexpr std::size_t longest = 256;
    std::string_view name = rest.substr(0, longest);
    name = name.substr(0, name.find_first_of(" \t\r\n/>"));
    return name.substr(name.find(':') + 1);  // npos + 1 is 0: no prefix
}

}  // namespace

unverified_claims peek(octets_view message) {
    message = message.substr(0, most_octets);
    unverified_claims found;
    std::size_t left = all_wanted.size();
    for (auto at = message.find('<'); at != octets_view::npos && left > 0; at = message.find('<', at + 1)) {
        const std::string_view name = tag_name(message.substr(at + 1));
        for (const wanted& each : all_wanted) {
            if (name != each.name || !(found.*each.target).empty()) continue;
            const auto length = message.substr(at, most_tag_octets).find('>');
            if (length == octets_view::npos || message[at + length - 1] == '/') continue;
            found.*each.target = value_at(message.substr(at + length + 1));
            if (!(found.*each.target).empty()) --left;
        }
    }
    return found;
}

}  // namespace gw::soap
