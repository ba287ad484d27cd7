// A case that nobody fetches is an application that nobody answers: found before the first one is accepted.
#include "config/offices.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace gw::config {
namespace {

using provider_services = std::map<std::string, std::set<std::string>>;

// What comes in for each provider, by the portals of the configuration.
provider_services find_incoming(const settings& all, const catalogue::catalogue& acts,
                                std::chrono::year_month_day today) {
    provider_services incoming;
    for (const auto& act : acts.acts()) {
        if (act.valid_to < today) continue;
        for (const auto& route : all.routes)
            for (const auto& [id, service] : route.services)
                if (service == act.public_service && act.offers(route.portal))
                    incoming[act.provider].insert(service + " through " + route.portal);
    }
    return incoming;
}

template <class List>
bool names_provider(const List& list, const std::string& code) {
    return std::ranges::any_of(list, [&](const auto& one) { return one.provider == code; });
}

bool has_target(const settings& all, const std::string& name) {
    return std::ranges::any_of(all.targets, [&](const target& one) { return one.name == name; });
}

std::string join(const std::set<std::string>& texts) {
    std::string all;
    for (const auto& one : texts)
        all += (all.empty() ? "" : ", ") + one;
    return all;
}

class problems {
public:
    explicit problems(const settings& all) : file_(all.file.string()) {}
    void add(const std::string& what) { text_ += (text_.empty() ? "" : "\n") + file_ + ": " + what; }
    result<void> done() const {
        return text_.empty() ? result<void>() : result<void>(error(errc::config_invalid, text_));
    }

private:
    std::string file_, text_;
};

template <class List>
void check_providers(const List& list, std::string_view table, const catalogue::catalogue& acts,
                     problems& found) {
    for (const auto& one : list)
        if (acts.find_provider(one.provider) == nullptr)
            found.add(std::string(table) + "." + one.name + ": the catalogue has no provider \"" +
                      one.provider + "\"");
}

}  // namespace

result<void> check_offices(const settings& all, const catalogue::catalogue& acts,
                           std::chrono::year_month_day today) {
    problems found(all);
    for (const auto& [code, services] : find_incoming(all, acts, today)) {
        const auto* const office = acts.find_provider(code);
        if (office == nullptr || has_target(all, office->target) || names_provider(all.tokens, code))
            continue;
        found.add("provider \"" + code + "\": nobody would fetch its cases (" + join(services) +
                  "): add [[target]] name = \"" + office->target +
                  "\" or [[backoffice.token]] provider = \"" + code +
                  "\", or take its acts out of the catalogue");
    }
    check_providers(all.tokens, "backoffice.token", acts, found);
    check_providers(all.webhooks, "backoffice.webhook", acts, found);
    for (const auto& route : all.routes)
        for (const auto& [id, service] : route.services)
            if (!acts.knows_service(service))
                found.add("portal." + route.portal + ": service \"" + id +
                          "\": the catalogue has no public service \"" + service + "\"");
    return found.done();
}

}  // namespace gw::config
