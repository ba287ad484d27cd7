#include "evidence/head.hpp"

#include <charconv>

#include "crypto/detached.hpp"
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
    out["time_stamp"] = stamp ? to_base64(stamp->token) : std::string();
    return boost::json::serialize(out);
}

result<noted_head> read_head(octets_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.remove_suffix(1);
    if (!text.starts_with('{')) return read_short(text);
    json_fields in(text, 5);
    const std::string statement = in.text("statement");
    const auto signature = from_base64(in.text("signature"));
    const auto der = from_base64(in.text("certificate"));
    if (in.text("format") != format || !in.sound() || !signature || !der)
        return changed("not as it was written");
    const auto read = read_statement(statement);
    const auto signer = pki::certificate::from_der(*der);
    if (!read || !signer || (*signer)->sha256() != read->signer)
        return changed("statement and certificate do not belong together");
    if (!crypto::verify_detached((*signer)->public_key(), statement, *signature))
        return changed("its signature does not hold");
    return noted_head{read->last, read->head, true};
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
    return {};
}

}  // namespace gw::evidence
