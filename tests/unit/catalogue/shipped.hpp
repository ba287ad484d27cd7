// The catalogue that the project ships, loaded once, and instants written as people write them.
#pragma once

#include <gtest/gtest.h>

#include "catalogue/catalogue.hpp"

namespace gw::catalogue::testing {

inline const std::shared_ptr<const catalogue>& shipped() {
    static const auto loaded = [] {
        auto result = catalogue::load("catalogue");
        return result ? *result : throw std::runtime_error(result.error().to_string());
    }();
    return loaded;
}

inline timestamp at(std::string_view rfc3339) {
    const auto value = from_rfc3339(rfc3339);
    return value ? *value : throw std::runtime_error("not RFC 3339: " + std::string(rfc3339));
}

inline std::chrono::year_month_day day(std::string_view text) {
    return from_date(text).value();
}

// The act in force when the request comes in.
inline const act& act_at(std::string_view service, std::string_view provider, timestamp received) {
    return *shipped()
                ->find_act(service, provider, shipped()->find_provider(provider)->local_date(received))
                .value();
}

// Due dates of the procedure `issue` through egov.kz.
inline result<catalogue::due_dates> dates_of(std::string_view service, std::string_view provider,
                                             timestamp received) {
    const auto& act = act_at(service, provider, received);
    return shipped()->compute_due_dates(act, *act.find_procedure("issue"), *act.find_channel("egov"),
                                        received);
}

}  // namespace gw::catalogue::testing
