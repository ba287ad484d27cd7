// Counting and cutting by UTF-8 lead octets: an octet 10xxxxxx continues a character, every other one begins
// one.
#include "soap/text.hpp"

#include "base/ids.hpp"

namespace gw::soap {
namespace {

bool continues(char octet) noexcept {
    return (static_cast<unsigned char>(octet) & 0xc0) == 0x80;
}

}  // namespace

std::size_t count_characters(std::string_view text) noexcept {
    std::size_t n = 0;
    for (const char octet : text)
        if (!continues(octet)) ++n;
    return n;
}

std::string_view cut_characters(std::string_view text, std::size_t most) noexcept {
    std::size_t begun = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (continues(text[at])) continue;
        if (begun == most) return text.substr(0, at);
        ++begun;
    }
    return text;
}

std::string join_texts(std::string_view kk, std::string_view ru) {
    const std::string joined = std::string(kk).append(" / ").append(ru);
    return std::string(cut_characters(joined, most_message_characters));
}

std::string_view trim(std::string_view text) noexcept {
    constexpr std::string_view white_space = " \t\r\n";
    const auto first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

bool is_guid(std::string_view text) noexcept {
    return text.size() == 38 && text.front() == '{' && text.back() == '}' && is_uuid(text.substr(1, 36));
}

const error_info& public_info(errc code) noexcept {
    const error_info& info = describe(code);
    return info.reply == reply_kind::local ? describe(errc::internal) : info;
}

}  // namespace gw::soap
