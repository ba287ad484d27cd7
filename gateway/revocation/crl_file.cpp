#include "revocation/crl_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/files.hpp"
#include "crypto/digest.hpp"

namespace gw::revocation {
namespace {

class open_file {
public:
    explicit open_file(const std::filesystem::path& path)
        : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~open_file() {
        if (file_ >= 0) ::close(file_);
    }
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;
    bool is_open() const noexcept { return file_ >= 0; }

    // What cannot be read any more ends the file: the list is then truncated.
    std::size_t read(char* to, std::size_t most) const {
        ssize_t got = 0;
        do
            got = ::read(file_, to, most);
        while (got < 0 && errno == EINTR);
        return got > 0 ? static_cast<std::size_t>(got) : 0;
    }

private:
    int file_;
};

// PEM begins with text; DER with the tag of a SEQUENCE.
bool looks_like_der(const std::filesystem::path& path) {
    const open_file file(path);
    char first = 0;
    return file.is_open() && file.read(&first, 1) == 1 && first == '\x30';
}

}  // namespace

result<pki::crl_ptr> read_crl_file(const std::filesystem::path& path, std::size_t limit) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    if (failed) return error(errc::file_unreadable, path.string() + ": " + failed.message());
    const std::size_t limit_of_text = limit / 3 * 4 + limit / 16 + 4096;  // base64, line ends, and a heading
    const bool is_der = looks_like_der(path);
    if (size > (is_der ? limit : limit_of_text))
        return error(errc::crl_too_large,
                     std::to_string(size) + " octets, and " + std::to_string(limit) + " are permitted");
    if (is_der) {
        const open_file file(path);
        return pki::crl::read([&file](char* to, std::size_t most) { return file.read(to, most); }, limit);
    }
    const auto text = read_file(path, limit_of_text);
    if (!text) return text.error();
    return pki::read_crl(*text, limit);
}

result<octets> der_of(const pki::crl& list, const std::filesystem::path& path, std::size_t limit) {
    const auto content = read_file(path, 2 * limit);
    if (!content) return content.error();
    auto der = pki::crl_der(*content);
    if (!der) return der.error();
    if (crypto::sha256(*der) != list.sha256())
        return error(errc::file_unreadable, path.string() + ": changed while it was read");
    return der;
}

}  // namespace gw::revocation
