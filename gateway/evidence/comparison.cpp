#include "evidence/comparison.hpp"

#include <boost/json.hpp>

namespace gw::evidence {
namespace {

namespace json = boost::json;

json::value parse(octets_view text) {
    json::error_code failed;
    auto value = json::parse(json::string_view(text.data(), text.size()), failed);
    return failed ? json::value() : value;
}

std::string shown(const json::value* value) {
    if (value == nullptr) return "nothing";
    return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

class comparing {
public:
    std::vector<difference> found;

    void compare(const std::string& field, const json::value& recorded, const json::value* now) {
        if (now != nullptr && recorded.is_object() && now->is_object())
            return compare_members(field, recorded.get_object(), now->get_object());
        if (now != nullptr && recorded.is_array() && now->is_array())
            return compare_elements(field, recorded.get_array(), now->get_array());
        if (now == nullptr || recorded != *now) found.push_back({field, shown(&recorded), shown(now)});
    }

private:
    void compare_members(const std::string& field, const json::object& recorded, const json::object& now) {
        for (const auto& member : recorded)
            if (member.key() != "message" && member.key() != "sources")
                compare((field.empty() ? "" : field + ".") + std::string(member.key()), member.value(),
                        now.if_contains(member.key()));
    }
    void compare_elements(const std::string& field, const json::array& recorded, const json::array& now) {
        if (recorded.size() != now.size())
            found.push_back(
                {field + ", how many", std::to_string(recorded.size()), std::to_string(now.size())});
        for (std::size_t i = 0; i < std::min(recorded.size(), now.size()); ++i)
            compare(field + "[" + std::to_string(i) + "]", recorded[i], &now[i]);
    }
};

int code_of(const json::object& of) {
    const auto* code = of.if_contains("code");
    return code != nullptr && code->is_int64() ? static_cast<int>(code->get_int64()) : 0;
}

std::string text_of(const json::object& of, const char* name) {
    const auto* value = of.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

const json::array* signatures_of(const json::value& verdict) {
    const auto* all = verdict.is_object() ? verdict.get_object().if_contains("signatures") : nullptr;
    return all != nullptr && all->is_array() ? &all->get_array() : nullptr;
}

outcome outcome_of_object(const json::object& from) {
    return {code_of(from), text_of(from, "indication"), text_of(from, "sub_indication"),
            text_of(from, "message")};
}

}  // namespace

std::size_t judged_before_refusal(octets_view recorded_json, int refused) {
    const auto recorded = parse(recorded_json);
    const auto* signatures = signatures_of(recorded);
    if (signatures == nullptr) return SIZE_MAX;
    const auto& object = recorded.get_object();
    const bool theirs = refused == 0 || (code_of(object) != 0 && !object.contains("beyond_signatures"));
    return theirs ? SIZE_MAX : signatures->size();
}

outcome outcome_of(octets_view verdict_json, std::size_t signatures) {
    const auto verdict = parse(verdict_json);
    const auto* all = signatures_of(verdict);
    if (all == nullptr) return {};
    if (signatures >= all->size() && !verdict.get_object().contains("beyond_signatures"))
        return outcome_of_object(verdict.get_object());
    for (std::size_t i = 0; i < std::min(signatures, all->size()); ++i)
        if ((*all)[i].is_object() && code_of((*all)[i].get_object()) != 0)
            return outcome_of_object((*all)[i].get_object());
    return {0, "TOTAL-PASSED", "", "passed"};
}

std::vector<difference> compare_verdicts(octets_view recorded_json, octets_view new_json, int refused) {
    const auto recorded = parse(recorded_json);
    const auto now = parse(new_json);
    comparing both;
    const auto* before = signatures_of(recorded);
    const auto* after = signatures_of(now);
    if (before == nullptr || after == nullptr) return {{"verdict", "unreadable", "unreadable"}};
    const std::size_t judged = judged_before_refusal(recorded_json, refused);
    if (judged == SIZE_MAX) {
        both.compare("", recorded, &now);
        return std::move(both.found);
    }
    json::array first(*after);
    if (first.size() > judged) first.erase(first.begin() + static_cast<std::ptrdiff_t>(judged), first.end());
    const json::value same_many(std::move(first));
    both.compare("signatures", *before, &same_many);
    return std::move(both.found);
}

}  // namespace gw::evidence
