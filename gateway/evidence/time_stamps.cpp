#include "evidence/time_stamps.hpp"

#include "crypto/digest.hpp"
#include "crypto/merkle.hpp"

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

result<crypto::time_stamp> keep_time_stamp(store::store& store, const stamp_order& order,
                                           octets_view response, const octets& anchors_pem, timestamp now,
                                           seconds skew) {
    auto made = crypto::read_time_stamp_response(response, order.request, anchors_pem);
    if (!made) return made;
    if (made->at > now + skew || made->at < now - skew)
        return error(errc::time_stamp_invalid,
                     "the authority says " + to_rfc3339(made->at) + ", our clock " + to_rfc3339(now));
    const auto anchors = crypto::sha256(anchors_pem);
    store.put_evidence({"tsa", anchors_pem, anchors});
    store.add_time_stamp({order.number, order.first, order.last, order.root, made->at, made->token, anchors});
    return made;
}

}  // namespace gw::evidence
