#include "evidence/checkpoint.hpp"

#include "crypto/detached.hpp"
#include "crypto/digest.hpp"
#include "crypto/merkle.hpp"
#include "evidence/json_fields.hpp"

namespace gw::evidence {
namespace {

constexpr const char* format = "shep-gateway-checkpoint/1";

}  // namespace

octets to_statement(const checkpoint& made) {
    boost::json::object out;
    out["format"] = format;
    out["number"] = made.number;
    out["at"] = to_rfc3339(made.at);
    out["first"] = made.first;
    out["last"] = made.last;
    out["head"] = to_hex(made.head);
    out["root"] = to_hex(made.root);
    out["previous"] = to_hex(made.previous);
    out["signer"] = to_hex(made.signer);
    return boost::json::serialize(out);
}

result<checkpoint> read_statement(octets_view text) {
    json_fields in(text, 9);
    checkpoint read;
    read.number = in.count("number");
    read.at = in.time("at");
    read.first = in.count("first");
    read.last = in.count("last");
    read.head = in.digest("head");
    read.root = in.digest("root");
    read.previous = in.digest("previous");
    read.signer = in.digest("signer");
    if (in.text("format") != format || !in.sound() || to_statement(read) != text)
        return error(errc::evidence_changed, "no statement of a checkpoint");
    return read;
}

result<bool> make_checkpoint(store::store& store, const intake::signing_identity& identity, timestamp now) {
    const auto last = store.last_checkpoint();
    const auto head = store.head();
    const auto& signer = identity.certificate->sha256();
    const bool advanced = head.seq > (last ? last->last : 0);
    if (!advanced && (!last || last->signer == signer)) return false;

    checkpoint made;
    made.number = last ? last->number + 1 : 1;
    made.at = now;
    made.first = !last ? 1 : advanced ? last->last + 1 : last->first;
    made.last = head.seq;
    made.head = head.hash;
    const auto hashes = store.row_hashes(made.first, made.last);
    if (hashes.size() != made.last - made.first + 1 || hashes.back() != head.hash)
        return error(errc::journal_broken, "rows are missing before the head");
    made.root = crypto::merkle_root(hashes);
    if (last) made.previous = crypto::sha256(last->statement);
    made.signer = signer;

    octets statement = to_statement(made);
    auto signature = crypto::sign_detached(identity.key.get(), statement);
    if (!signature) return signature.error();
    store.put_evidence({"certificate", octets(identity.certificate->der()), signer});
    store.add_checkpoint(
        {made.number, made.first, made.last, std::move(statement), std::move(*signature), signer});
    return true;
}

}  // namespace gw::evidence
