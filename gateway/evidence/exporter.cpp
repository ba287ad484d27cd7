#include "evidence/exporter.hpp"

#include "crypto/merkle.hpp"
#include "evidence/container.hpp"
#include "evidence/layout.hpp"
#include "evidence/row_json.hpp"
#include "evidence/snapshot.hpp"

namespace gw::evidence {
namespace {

class exporting {
public:
    exporting(store::store& store, store::journal_row row, container_writer to)
        : store_(store), row_(std::move(row)), to_(std::move(to)) {
        summary_.row = row_.entry.seq;
    }

    result<export_summary> run() {
        for (const auto step : {&exporting::put_message, &exporting::put_evidence, &exporting::put_checkpoint,
                                &exporting::put_time_stamp})
            if (auto done = (this->*step)(); !done) return done.error();
        if (auto done = to_.finish(); !done) return done.error();
        summary_.files = to_.files();
        summary_.octets = to_.size();
        return std::move(summary_);
    }

private:
    result<void> put_message() {
        if (auto done = to_.add(layout::readme, readme_of(row_.entry.id)); !done) return done;
        if (auto done = to_.add(layout::row, to_json(row_)); !done) return done;
        const auto kept = store_.read_octets(row_.entry.seq);
        if (!kept) {
            summary_.lacking.emplace_back("the octets: only the journal row is left of a refused stranger");
            return {};
        }
        if (row_.entry.size != kept->raw.size())
            summary_.lacking.emplace_back(
                "the rest of the message: of a stranger's the first 4 KiB are kept");
        if (auto done = to_.add(layout::message, kept->raw); !done) return done;
        if (auto done = to_.add(layout::verdict, kept->verdict_json); !done) return done;
        if (!kept->case_json.empty())
            if (auto done = to_.add(layout::svc_case, kept->case_json); !done) return done;
        return to_.add(layout::answer, kept->answer);
    }

    result<void> put_evidence() {
        std::string list;
        bool snapshot = false;
        for (const auto& name : store_.evidence_of(row_.entry.seq)) {
            list += name.kind + " " + to_hex(name.sha256) + "\n";
            const auto item = store_.find_evidence(name.sha256);
            if (!item) return error(errc::evidence_missing, name.kind + " " + to_hex(name.sha256));
            if (auto done = to_.add(layout::evidence_file(name.kind, name.sha256), item->content); !done)
                return done;
            if (name.kind != "trust") continue;
            snapshot = true;
            if (auto done = put_snapshot(item->content); !done) return done;
        }
        if (!snapshot && !row_.entry.stranger)
            summary_.lacking.emplace_back(
                "policy and snapshot of trust: kept since schema version 2 of the store, the message is "
                "older");
        return to_.add(layout::evidence, list);
    }

    result<void> put_snapshot(octets_view manifest) {
        const auto members = read_manifest(manifest);
        if (!members) return members.error();
        for (const auto& member : *members) {
            const auto item = store_.find_evidence(member.sha256);
            if (!item) return error(errc::evidence_missing, member.kind + " " + to_hex(member.sha256));
            const std::string kind = member.kind == "crl" ? "crl" : "certificate";
            if (auto done = to_.add(layout::evidence_file(kind, member.sha256), item->content); !done)
                return done;
        }
        return {};
    }

    result<merkle_place> place_among(std::uint64_t first, std::uint64_t last) {
        const auto hashes = store_.row_hashes(first, last);
        if (hashes.size() != last - first + 1)
            return error(errc::journal_broken, "rows are missing between " + std::to_string(first) + " and " +
                                                   std::to_string(last));
        return merkle_place{first, last, crypto::merkle_path(hashes, row_.entry.seq - first)};
    }

    result<void> put_checkpoint() {
        const auto found = store_.find_checkpoint(row_.entry.seq);
        if (!found) {
            summary_.lacking.emplace_back("a signed checkpoint: none covers the row yet");
            return {};
        }
        const auto signer = store_.find_evidence(found->signer);
        if (!signer) return error(errc::evidence_missing, "certificate " + to_hex(found->signer));
        const auto place = place_among(found->first, found->last);
        if (!place) return place.error();
        summary_.checkpoint = found->number;
        if (auto done = to_.add(layout::checkpoint_statement, found->statement); !done) return done;
        if (auto done = to_.add(layout::checkpoint_signature, found->signature); !done) return done;
        if (auto done = to_.add(layout::checkpoint_signer, signer->content); !done) return done;
        return to_.add(layout::checkpoint_place, to_json(*place));
    }

    result<void> put_time_stamp() {
        const auto found = store_.find_time_stamp(row_.entry.seq);
        if (!found) return {};
        const auto anchors = store_.find_evidence(found->anchors);
        if (!anchors) return error(errc::evidence_missing, "anchors of the time stamp");
        const auto place = place_among(found->first, found->last);
        if (!place) return place.error();
        summary_.time_stamp = found->at;
        if (auto done = to_.add(layout::stamp_token, found->token); !done) return done;
        if (auto done = to_.add(layout::stamp_anchors, anchors->content); !done) return done;
        return to_.add(layout::stamp_place, to_json(*place));
    }

    store::store& store_;
    const store::journal_row row_;
    container_writer to_;
    export_summary summary_;
};

}  // namespace

std::string readme_of(const message_id& id) {
    return "Evidence for message " + id.str() +
           R"(

EN  This folder proves one verdict of the gateway on its own: the message as received (message.xml), the verdict, the answer,
    the certificates, revocation lists and rules that it was judged by, its row in the journal, the checkpoint of the journal
    that the gateway signed, and a time stamp where one was made. It holds personal data: treat it as the message itself.
    Check everything, offline:    shep-gateway message verify --evidence FOLDER
    Without the program:          sha256sum -c MANIFEST.sha256 MANIFEST
                                  openssl x509 -inform DER -in checkpoint/signer.cer -pubkey -noout > key.pem
                                  openssl dgst -sha256 -verify key.pem -signature checkpoint/signature.bin checkpoint/statement.json
    The format is described in docs/verification.md of the gateway.

RU  Эта папка сама по себе доказывает один вердикт шлюза: сообщение, как оно получено (message.xml), вердикт, ответ,
    сертификаты, списки отозванных и правила проверки, строка журнала, подписанная шлюзом контрольная точка журнала и, если
    она есть, метка времени. В папке персональные данные: обращайтесь с ней как с самим сообщением.
    Проверить всё без сети:       shep-gateway message verify --evidence ПАПКА

KK  Бұл қалта шлюздің бір шешімін өз бетінше дәлелдейді: алынған хабарлама (message.xml), шешім, жауап, тексеруге
    пайдаланылған сертификаттар, қайтарып алу тізімдері мен ережелер, журнал жолы, шлюз қол қойған журналдың бақылау нүктесі
    және бар болса, уақыт белгісі. Қалтада дербес деректер бар: оны хабарламаның өзіндей сақтаңыз.
    Желісіз толық тексеру:        shep-gateway message verify --evidence ҚАЛТА
)";
}

result<export_summary> export_message(store::store& store, const message_id& id,
                                      const std::filesystem::path& folder) {
    auto row = store.find_row(id);
    if (!row) return error(errc::api_not_found, "no message " + id.str());
    auto to = container_writer::open(folder);
    if (!to) return to.error();
    exporting work(store, std::move(*row), std::move(*to));
    return work.run();
}

}  // namespace gw::evidence
