// Look-up of header fields.
#include "net/http_types.hpp"

namespace gw::net {

std::optional<std::string_view> headers::find(std::string_view lower_case_name) const noexcept {
    for (const auto& [name, value] : fields) {
        if (name == lower_case_name) return std::string_view(value);
    }
    return std::nullopt;
}

}  // namespace gw::net
