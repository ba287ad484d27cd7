// Password hashes of senders: scrypt (RFC 7914) in one line of text that carries its own parameters.
#include <openssl/evp.h>

#include <charconv>

#include "crypto/digest.hpp"
#include "crypto/keys.hpp"
#include "crypto/openssl.hpp"

namespace gw::crypto {
namespace {

struct scrypt_parameters {
    unsigned log2_cost = 15, block = 8, parallel = 1;
};

constexpr std::size_t hash_size = 32, salt_size = 16;
constexpr std::string_view prefix = "$scrypt$";

octets scrypt(std::string_view password, octets_view salt, const scrypt_parameters& parameters) {
    const error_scope scope;
    octets hash(hash_size, '\0');
    const std::uint64_t cost = std::uint64_t{1} << parameters.log2_cost;
    // 128 * N * r octets for the table (RFC 7914 section 2), and as much again for what OpenSSL adds to it.
    const std::uint64_t memory = 256 * cost * parameters.block + (std::uint64_t{1} << 20);
    if (EVP_PBE_scrypt(password.data(), password.size(), as_unsigned(salt), salt.size(), cost,
                       parameters.block, parameters.parallel, memory,
                       reinterpret_cast<unsigned char*>(hash.data()), hash.size()) != 1)
        throw infrastructure_error(errc::internal, "scrypt failed: " + error_scope::reason());
    return hash;
}

// Takes "name=number," or "name=number" from the front.
bool take(std::string_view& text, std::string_view name, unsigned& value) {
    if (!text.starts_with(name)) return false;
    text.remove_prefix(name.size());
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.starts_with(',')) text.remove_prefix(1);
    return true;
}

// The bounds keep a mistyped configuration line from taking gigabytes or minutes.
bool sensible(const scrypt_parameters& parameters) {
    return parameters.log2_cost >= 10 && parameters.log2_cost <= 20 && parameters.block >= 1 &&
           parameters.block <= 32 && parameters.parallel >= 1 && parameters.parallel <= 16;
}

std::optional<scrypt_parameters> read_parameters(std::string_view text) {
    scrypt_parameters parameters;
    const bool read = take(text, "ln=", parameters.log2_cost) && take(text, "r=", parameters.block) &&
                      take(text, "p=", parameters.parallel) && text.empty();
    if (!read || !sensible(parameters)) return std::nullopt;
    return parameters;
}

}  // namespace

std::string hash_password(std::string_view password) {
    const octets salt = random_octets(salt_size);
    return std::string(prefix) + "ln=15,r=8,p=1$" + to_base64(salt) + "$" +
           to_base64(scrypt(password, salt, {}));
}

bool verify_password(std::string_view password, std::string_view encoded) {
    if (!encoded.starts_with(prefix)) return false;
    encoded.remove_prefix(prefix.size());
    const std::size_t first = encoded.find('$');
    const std::size_t second = first == encoded.npos ? encoded.npos : encoded.find('$', first + 1);
    if (second == encoded.npos) return false;
    const auto parameters = read_parameters(encoded.substr(0, first));
    const auto salt = from_base64(encoded.substr(first + 1, second - first - 1));
    const auto hash = from_base64(encoded.substr(second + 1));
    if (!parameters || !salt || !hash || hash->size() != hash_size) return false;
    return equal_constant_time(scrypt(password, *salt, *parameters), *hash);
}

}  // namespace gw::crypto
