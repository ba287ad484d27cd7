#include "evidence/time_stamps.hpp"

#include "crypto/digest.hpp"
#include "crypto/merkle.hpp"
#include "evidence/stamp_authority.hpp"

namespace gw::evidence {

result<std::optional<stamp_order>> order_time_stamp(store::store& store, const std::string& policy) {
    const auto last = store.last_time_stamp();
    const auto head = store.head();
    if (head.seq <= (last ? last->last : 0)) return std::optional<stamp_order>();
    stamp_order order;
    order.number = last ? last->number + 1 : 1;
    order.first = last ? last->last + 1 : 1;
    order.last = head.seq;
    const auto hashes = store.row_hashes(order.first, order.last);
    if (hashes.size() != order.last - order.first + 1 || hashes.back() != head.hash)
        return error(errc::journal_broken, "rows are missing before the head");
    order.root = crypto::merkle_root(hashes);
    auto request = crypto::make_time_stamp_request(order.root, policy);
    if (!request) return request.error();
    order.request = std::move(*request);
    return std::optional(std::move(order));
}

result<kept_stamp> keep_time_stamp(store::store& store, const stamp_order& order, octets_view response,
                                   const stamp_rules& rules, timestamp now,
                                   const std::vector<pki::crl_ptr>& lists) {
    auto made = crypto::read_time_stamp_response(response, order.request, rules.anchors_pem);
    if (!made) return made.error();
    if (made->at > now + rules.skew || made->at < now - rules.skew)
        return error(errc::time_stamp_invalid,
                     "the authority says " + to_rfc3339(made->at) + ", our clock " + to_rfc3339(now));
    auto status = judge_stamp_authority(*made, rules.anchors_pem, lists);
    if (status && (rules.require_revocation || is_revoked(*status)))
        return error(errc::time_stamp_invalid, "its authority: " + status->to_string());
    const auto anchors = crypto::sha256(rules.anchors_pem);
    store.put_evidence({"tsa", rules.anchors_pem, anchors});
    store.add_time_stamp({order.number, order.first, order.last, order.root, made->at, made->token, anchors});
    return kept_stamp{std::move(*made), std::move(status)};
}

}  // namespace gw::evidence
