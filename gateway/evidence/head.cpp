#include "evidence/head.hpp"

#include <charconv>

#include "crypto/detached.hpp"
#include "crypto/merkle.hpp"
#include "crypto/time_stamp.hpp"
#include "evidence/checkpoint.hpp"
#include "evidence/json_fields.hpp"

namespace gw::evidence {
namespace {

constexpr const char* format = "shep-gateway-head/1";

error changed(const char* why) {
    return {errc::evidence_changed, std::string("the noted head: ") + why};
}

result<noted_head> read_short(octets_view text) {
    const auto colon = text.find(':');
    noted_head head;
    const auto rows = text.substr(0, colon);
    const auto [end, failed] = std::from_chars(rows.data(), rows.data() + rows.size(), head.rows);
    const auto digest = colon == text.npos ? std::nullopt : from_hex(text.substr(colon + 1));
    if (failed != std::errc() || end != rows.data() + rows.size() || !digest || digest->size() != 32)
        return changed("neither a file of `journal head` nor ROWS:HASH");
    std::copy(digest->begin(), digest->end(), head.hash.begin());
    return head;
}

result<void> check_stamp(store::store& store, const noted_stamp& noted) {
    const auto said = crypto::decode_time_stamp(noted.token);
    if (!said) return changed("its time stamp cannot be decoded");
    const auto hashes =
        noted.first <= noted.last ? store.row_hashes(noted.first, noted.last) : std::vector<sha256_digest>();
    if (hashes.empty() || hashes.size() != noted.last - noted.first + 1 ||
        as_octets(crypto::merkle_root(hashes)) != said->imprint)
        return error(errc::journal_broken, "rows " + std::to_string(noted.first) + " to " +
                                               std::to_string(noted.last) +
                                               " are not those that were stamped " + to_rfc3339(said->at));
    return {};
}

}  // namespace

result<std::string> export_head(store::store& store) {
    const auto last = store.last_checkpoint();
    if (!last) return error(errc::evidence_missing, "no checkpoint has been signed yet");
    const auto signer = store.find_evidence(last->signer);
    if (!signer) return error(errc::evidence_missing, "certificate " + to_hex(last->signer));
    boost::json::object out;
    out["format"] = format;
    out["statement"] = last->statement;
    out["signature"] = to_base64(last->signature);
    out["certificate"] = to_base64(signer->content);
    const auto stamp = store.last_time_stamp();
    out["stamped_first"] = stamp ? stamp->first : 0;
    out["stamped_last"] = stamp ? stamp->last : 0;
    out["time_stamp"] = stamp ? to_base64(stamp->token) : std::string();
    return boost::json::serialize(out);
}

result<noted_head> read_head(octets_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.remove_suffix(1);
    if (!text.starts_with('{')) return read_short(text);
    json_fields in(text, 7);
    const std::string statement = in.text("statement");
    const auto signature = from_base64(in.text("signature"));
    const auto der = from_base64(in.text("certificate"));
    const auto token = from_base64(in.text("time_stamp"));
    const noted_stamp stamp{in.count("stamped_first"), in.count("stamped_last"), token.value_or("")};
    if (in.text("format") != format || !in.sound() || !signature || !der || !token)
        return changed("not as it was written");
    const auto read = read_statement(statement);
    const auto signer = pki::certificate::from_der(*der);
    if (!read || !signer || (*signer)->sha256() != read->signer)
        return changed("statement and certificate do not belong together");
    if (!crypto::verify_detached((*signer)->public_key(), statement, *signature))
        return changed("its signature does not hold");
    noted_head head{read->last, read->head, true, std::nullopt};
    if (stamp.last != 0) head.stamp = stamp;
    return head;
}

result<void> check_head(store::store& store, const noted_head& noted) {
    const auto head = store.head();
    if (head.seq < noted.rows)
        return error(errc::journal_broken, "the journal ends at row " + std::to_string(head.seq) +
                                               ", the noted head is row " + std::to_string(noted.rows) +
                                               ": rows were cut off");
    if (noted.rows == 0) return {};
    const auto hashes = store.row_hashes(noted.rows, noted.rows);
    if (hashes.empty() || hashes.front() != noted.hash)
        return error(errc::journal_broken, "row " + std::to_string(noted.rows) +
                                               " is not the one that was noted: the journal was rewritten");
    return noted.stamp ? check_stamp(store, *noted.stamp) : result<void>();
}

}  // namespace gw::evidence
