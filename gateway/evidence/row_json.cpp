#include "evidence/row_json.hpp"

#include "crypto/merkle.hpp"
#include "evidence/json_fields.hpp"

namespace gw::evidence {

std::string to_json(const store::journal_row& row) {
    const auto& entry = row.entry;
    boost::json::object out;
    out["seq"] = entry.seq;
    out["id"] = entry.id.str();
    out["received_at"] = to_rfc3339(entry.received_at);
    out["portal"] = entry.portal;
    out["peer"] = entry.peer;
    out["sender_id"] = entry.sender_id;
    out["service_id"] = entry.service_id;
    out["source_message_id"] = entry.source_message_id;
    out["stranger"] = entry.stranger;
    out["size"] = entry.size;
    out["code"] = entry.code;
    out["indication"] = entry.indication;
    out["http_status"] = entry.http_status;
    out["case_id"] = entry.svc_case.str();
    out["case_number"] = entry.case_number;
    out["raw_sha256"] = to_hex(entry.raw);
    out["kept_sha256"] = to_hex(entry.kept);
    out["verdict_sha256"] = to_hex(entry.verdict);
    out["answer_sha256"] = to_hex(entry.answer);
    out["case_sha256"] = to_hex(entry.case_json);
    out["evidence_sha256"] = to_hex(entry.evidence);
    out["previous"] = to_hex(entry.previous);
    out["hash"] = to_hex(row.hash);
    return boost::json::serialize(out);
}

result<store::journal_row> read_row(octets_view text) {
    json_fields in(text, 23);
    store::journal_row row;
    auto& entry = row.entry;
    entry.seq = in.count("seq");
    entry.id = message_id(in.text("id"));
    entry.received_at = in.time("received_at");
    entry.portal = in.text("portal");
    entry.peer = in.text("peer");
    entry.sender_id = in.text("sender_id");
    entry.service_id = in.text("service_id");
    entry.source_message_id = in.text("source_message_id");
    entry.stranger = in.flag("stranger");
    entry.size = in.count("size");
    entry.code = static_cast<int>(in.number("code"));
    entry.indication = in.text("indication");
    entry.http_status = static_cast<unsigned>(in.count("http_status"));
    entry.svc_case = case_id(in.text("case_id"));
    entry.case_number = in.text("case_number");
    entry.raw = in.digest("raw_sha256");
    entry.kept = in.digest("kept_sha256");
    entry.verdict = in.digest("verdict_sha256");
    entry.answer = in.digest("answer_sha256");
    entry.case_json = in.digest("case_sha256");
    entry.evidence = in.digest("evidence_sha256");
    entry.previous = in.digest("previous");
    row.hash = in.digest("hash");
    if (!in.sound()) return error(errc::evidence_changed, "no row of a journal");
    return row;
}

std::string to_json(const merkle_place& place) {
    boost::json::array path;
    for (const auto& one : place.path)
        path.emplace_back(to_hex(one));
    return boost::json::serialize(
        boost::json::object{{"first", place.first}, {"last", place.last}, {"path", std::move(path)}});
}

result<merkle_place> read_place(octets_view text) {
    json_fields in(text, 3);
    merkle_place place{in.count("first"), in.count("last"), in.digests("path")};
    if (!in.sound()) return error(errc::evidence_changed, "no path of a Merkle tree");
    return place;
}

std::optional<sha256_digest> root_of(const merkle_place& place, const store::journal_row& row) {
    if (row.entry.seq < place.first || row.entry.seq > place.last) return std::nullopt;
    return crypto::merkle_root_by_path(row.hash, row.entry.seq - place.first, place.last - place.first + 1,
                                       place.path);
}

}  // namespace gw::evidence
