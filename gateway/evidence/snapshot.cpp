#include "evidence/snapshot.hpp"

#include <algorithm>

namespace gw::evidence {

result<std::vector<snapshot_member>> read_manifest(octets_view manifest) {
    std::vector<snapshot_member> members;
    while (!manifest.empty()) {
        const auto line = manifest.substr(0, manifest.find('\n'));
        manifest.remove_prefix(std::min(manifest.size(), line.size() + 1));
        const auto space = line.find(' ');
        const auto digest = space == line.npos ? std::nullopt : from_hex(line.substr(space + 1));
        snapshot_member member{std::string(line.substr(0, space)), {}};
        const bool known = member.kind == "anchor" || member.kind == "certificate" || member.kind == "crl";
        if (!known || !digest || digest->size() != member.sha256.size())
            return error(errc::evidence_changed, "no manifest of a snapshot");
        std::copy(digest->begin(), digest->end(), member.sha256.begin());
        members.push_back(std::move(member));
    }
    return members;
}

result<pki::trust_ptr> restore_snapshot(
    octets_view manifest, const std::function<std::optional<octets>(const snapshot_member&)>& content) {
    const auto members = read_manifest(manifest);
    if (!members) return members.error();
    std::vector<pki::certificate_ptr> anchors, certificates;
    std::vector<pki::crl_ptr> lists;
    for (const auto& member : *members) {
        const std::string name = member.kind + " " + to_hex(member.sha256);
        const auto der = content(member);
        if (!der) return error(errc::evidence_missing, name);
        if (member.kind == "crl") {
            auto list = pki::crl::from_der(*der, der->size() + 1);
            if (!list) return error(errc::evidence_changed, name + ": " + list.error().to_string());
            lists.push_back(std::move(*list));
            continue;
        }
        auto one = pki::certificate::from_der(*der);
        if (!one) return error(errc::evidence_changed, name + ": " + one.error().to_string());
        (member.kind == "anchor" ? anchors : certificates).push_back(std::move(*one));
    }
    auto made =
        std::make_shared<const pki::trust>(std::move(anchors), std::move(certificates), std::move(lists));
    if (made->manifest() != manifest)
        return error(errc::evidence_changed, "the members do not make this snapshot");
    return made;
}

}  // namespace gw::evidence
