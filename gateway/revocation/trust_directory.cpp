#include "revocation/trust_directory.hpp"

#include <openssl/x509v3.h>

#include <algorithm>
#include <utility>

#include "base/files.hpp"
#include "base/log.hpp"
#include "crypto/digest.hpp"
#include "pki/name.hpp"
#include "revocation/crl_file.hpp"

namespace gw::revocation {
namespace {

void log_taken(const pki::crl& list) {
    log::info("crl_taken_over", {{"issuer", list.issuer()},
                                 {"number", list.number()},
                                 {"base_number", list.base_number()},
                                 {"entries", list.entries()},
                                 {"this_update", to_rfc3339(list.this_update())},
                                 {"next_update", list.next_update() ? to_rfc3339(*list.next_update()) : ""}});
}

std::vector<pki::certificate_ptr> collect(const watched_files<std::vector<pki::certificate_ptr>>& files) {
    std::vector<pki::certificate_ptr> all;
    for (const auto& [path, file] : files.files())
        if (file.content) all.insert(all.end(), file.content->begin(), file.content->end());
    return all;
}

std::vector<pki::certificate_ptr> authorities_among(const std::vector<pki::certificate_ptr>& certificates) {
    std::vector<pki::certificate_ptr> authorities;
    // A key that is certified for lists alone stands beside its authority (RFC 5280 6.3.3 (f)).
    const auto signs_lists = [](const pki::certificate& one) {
        return one.key_usage() != UINT32_MAX && (one.key_usage() & KU_CRL_SIGN) != 0;
    };
    for (const auto& one : certificates)
        if (one->is_ca() || signs_lists(*one)) authorities.push_back(one);
    return authorities;
}

result<std::vector<pki::certificate_ptr>> read_certificate_file(const std::filesystem::path& path) {
    const auto content = read_file(path);
    if (!content) return content.error();
    return pki::read_certificates(*content);
}

std::string kind_of(const pki::crl& list) {
    if (list.is_delta()) return "delta";
    return list.scope() == pki::crl_scope{} ? "" : "partition";
}

std::optional<error> why_unusable(const pki::crl_ptr& list, const std::optional<seconds>& max_age,
                                  timestamp now) {
    if (!list) return error(errc::revocation_unavailable, "no revocation list");
    if (!list->next_update()) {
        if (!max_age) return error(errc::revocation_stale, "the list names no next update");
    } else if (now > *list->next_update()) {
        return error(errc::revocation_stale,
                     "the next update was due at " + to_rfc3339(*list->next_update()));
    }
    if (max_age && now - list->this_update() > *max_age)
        return error(errc::revocation_stale, "the list is of " + to_rfc3339(list->this_update()));
    return std::nullopt;
}

}  // namespace

trust_directory::trust_directory(trust_directory_options options, trust_holder& holder)
    : options_(std::move(options)),
      holder_(holder),
      anchors_(options_.anchors, read_certificate_file),
      certificates_(options_.certificates, read_certificate_file),
      lists_(options_.crls, [this](const std::filesystem::path& path) { return read_list(path); }) {}

result<pki::crl_ptr> trust_directory::read_list(const std::filesystem::path& path) const {
    auto list = read_crl_file(path, options_.max_crl_size);
    if (!list || !options_.archive) return list;
    const auto der = der_of(**list, path, options_.max_crl_size);
    if (!der) return der.error();
    options_.archive("crl", (*list)->sha256(), *der);
    return list;
}

// Once, at the start: what was in force before it. Whatever is newer in the watched files replaces it.
void trust_directory::read_last_good() {
    if (std::exchange(last_good_read_, true) || options_.last_good.empty()) return;
    const auto files = list_trust_files(options_.last_good);
    if (!files) return;  // the first start
    for (const auto& path : *files) {
        const auto list = read_list(path);
        const auto placed = list ? shelf_.put(*list) : result<crl_shelf::placed>(list.error());
        if (!placed)
            log::warning("crl_copy_refused",
                         {{"path", path.string()}, {"error", placed.error().to_string()}});
        else
            log::info("crl_copy_read", {{"issuer", (*list)->issuer()}, {"number", (*list)->number()}});
    }
}

// A copy that cannot be kept is said and no reason to do without the list.
void trust_directory::keep_last_good(const crl_place& place, const pki::crl& list,
                                     const std::filesystem::path& from) const {
    if (options_.last_good.empty()) return;
    const octets name =
        place.authority.subject_der + place.authority.key_id + place.scope + (place.delta ? 'd' : 'f');
    const auto path = options_.last_good / (to_hex(crypto::sha256(name)) + ".crl");
    std::error_code failed;
    std::filesystem::create_directories(options_.last_good, failed);
    const auto der = der_of(list, from, options_.max_crl_size);
    const auto kept = der ? replace_file(path, *der) : result<void>(der.error());
    if (!kept)
        log::warning("crl_copy_failed", {{"path", path.string()}, {"error", kept.error().to_string()}});
}

result<void> trust_directory::load() {
    const std::lock_guard lock(refreshing_);
    anchors_.refresh();
    certificates_.refresh();
    lists_.refresh();
    if (const auto problem = anchors_.first_problem()) return *problem;
    if (const auto problem = certificates_.first_problem()) return *problem;
    if (collect(anchors_).empty()) return error(errc::config_invalid, "no trust anchor is configured");
    publish();
    return {};
}

bool trust_directory::reload() {
    const std::lock_guard lock(refreshing_);
    anchors_.refresh();
    certificates_.refresh();
    lists_.refresh();
    return (anchors_.changed() || certificates_.changed() || lists_.changed()) && publish();
}

// A verdict names its snapshot by the version: it must be possible to put it together again from the store.
void trust_directory::archive(const pki::trust& snapshot) const {
    if (!options_.archive) return;
    for (const auto* all : {&snapshot.anchors(), &snapshot.certificates()})
        for (const auto& one : *all)
            options_.archive("certificate", one->sha256(), one->der());
    options_.archive("trust", crypto::sha256(snapshot.manifest()), snapshot.manifest());
}

bool trust_directory::publish() {
    auto anchors = collect(anchors_);
    if (anchors.empty()) {  // an unmounted folder looks like this; distrusting everybody is for the
                            // configuration
        note_problem(no_anchor_, "anchors", error(errc::config_invalid, "no trust anchor is left on disk"));
        return false;
    }
    no_anchor_.reset();
    auto certificates = collect(certificates_);
    auto authorities = authorities_among(anchors);
    const auto helpers = authorities_among(certificates);
    authorities.insert(authorities.end(), helpers.begin(), helpers.end());
    shelf_.set_authorities(std::move(authorities));
    read_last_good();
    put_lists_on_shelf();
    auto next = std::make_shared<const pki::trust>(std::move(anchors), std::move(certificates), shelf_.all());
    const auto current = holder_.get();
    const bool same = current && current->version() == next->version();
    if (!same) archive(*next);
    anchors_.take_over();
    certificates_.take_over();
    lists_.take_over();
    if (!same) holder_.set(std::move(next));
    // Shown last: who reads that a list is there may rely on messages being judged by it.
    show(make_rows());
    return !same;
}

void trust_directory::show(std::vector<row> rows) {
    std::map<std::filesystem::path, error> of_files;
    for (const auto& [path, file] : lists_.files()) {
        const auto note = notes_.find(path);
        if (file.problem)
            of_files.emplace(path, *file.problem);
        else if (note != notes_.end() && note->second.problem)
            of_files.emplace(path, *note->second.problem);
    }
    auto problems = std::make_shared<std::vector<source_problem>>();
    for (const row& one : rows)
        if (one.problem)
            problems->push_back({one.kind == "delta" ? "delta" : "crl",
                                 one.authority ? one.authority->subject() : "", one.authority ? "" : one.kind,
                                 one.problem->to_string()});
    const std::lock_guard lock(showing_);
    rows_ = std::move(rows);
    file_problems_ = std::move(of_files);
    problems_ = std::move(problems);
}

std::optional<error> trust_directory::problem_of(const std::filesystem::path& path) const {
    const std::lock_guard lock(showing_);
    const auto found = file_problems_.find(path);
    return found == file_problems_.end() ? std::nullopt : std::optional(found->second);
}

source_problems trust_directory::problems() const {
    const std::lock_guard lock(showing_);
    return problems_;
}

void trust_directory::put_lists_on_shelf() {
    std::erase_if(notes_, [this](const auto& note) { return !lists_.files().contains(note.first); });
    for (const auto& [path, file] : lists_.files()) {
        if (!file.content) continue;
        file_note& note = notes_[path];
        const auto placed = shelf_.put(*file.content);
        if (!placed) {
            note.place.reset();
            note_problem(note.problem, path, placed.error());
            continue;
        }
        note.place = placed->place;
        if (placed->what != crl_shelf::offer::taken) continue;
        log_taken(**file.content);
        keep_last_good(placed->place, **file.content, path);
    }
    note_rolled_back_files();
}

// Older lists beside the one in force are only history; in its place they are an attempt to undo revocations,
// or an operator's mistake.
void trust_directory::note_rolled_back_files() {
    for (const auto& [path, file] : lists_.files()) {
        file_note& note = notes_[path];
        if (!file.content || !note.place) continue;
        const auto in_place = shelf_.find(*note.place);
        if (in_place && !is_on_disk(*in_place))
            note_problem(note.problem, path,
                         error(errc::crl_rolled_back, "number " + (*file.content)->number() + " of " +
                                                          to_rfc3339((*file.content)->this_update()) +
                                                          " is older than number " + in_place->number()));
        else if (note.place->delta && !shelf_.has_base(*note.place))
            note_problem(
                note.problem, path,
                error(errc::crl_base_missing, "it changes number " + (*file.content)->base_number()));
        else
            note.problem.reset();
    }
}

bool trust_directory::is_on_disk(const pki::crl& list) const {
    for (const auto& [path, file] : lists_.files())
        if (file.content && (*file.content)->sha256() == list.sha256()) return true;
    return false;
}

std::optional<error> trust_directory::problem_of(const crl_place& place, const X509_NAME* issuer) const {
    for (const auto& [path, file] : lists_.files()) {
        const auto note = notes_.find(path);
        if (note == notes_.end()) continue;
        const bool unsigned_by_us =
            !note->second.place && file.content && pki::same_name((*file.content)->issuer_name(), issuer);
        if (note->second.place != place && !unsigned_by_us) continue;
        if (file.problem) return file.problem;
        if (note->second.problem) return note->second.problem;
    }
    const auto list = shelf_.find(place);
    if (list && !is_on_disk(*list)) return error(errc::file_unreadable, "no file holds this list any more");
    return std::nullopt;
}

std::vector<trust_directory::row> trust_directory::make_rows() const {
    std::map<authority_key, row> rows;
    for (const auto& authority : shelf_.authorities()) {
        if (!authority->public_key()) continue;  // nothing it signed can be judged, its list neither
        if (!authority->is_ca()) continue;       // signs lists and nothing that would need one
        row& one = rows[key_of(*authority)];
        if (!one.authority || one.authority->not_after() < authority->not_after()) one.authority = authority;
    }
    std::vector<row> all;
    for (auto& [key, one] : rows) {
        one.list = shelf_.full_list_of(*one.authority);
        one.problem = problem_of({key, {}, false}, one.authority->subject_name());
        all.push_back(std::move(one));
    }
    add_other_rows(all);
    add_unknown_files(all);
    return all;
}

// Deltas, partitions, and lists of keys that sign lists alone.
void trust_directory::add_other_rows(std::vector<row>& rows) const {
    for (const auto& [place, list] : shelf_.lists()) {
        const bool is_there = std::any_of(rows.begin(), rows.end(),
                                          [&list = list](const row& one) { return one.list == list; });
        if (is_there) continue;
        for (const auto& authority : shelf_.authorities()) {
            if (key_of(*authority) != place.authority) continue;
            rows.push_back({authority, list, kind_of(*list), problem_of(place, list->issuer_name())});
            break;
        }
    }
}

// A file that has never been read well, or whose list is of nobody we know: no row of an authority can show
// it.
void trust_directory::add_unknown_files(std::vector<row>& rows) const {
    const auto is_of_authority = [this](const pki::crl& list) {
        return std::any_of(
            shelf_.authorities().begin(), shelf_.authorities().end(),
            [&list](const auto& one) { return pki::same_name(one->subject_name(), list.issuer_name()); });
    };
    for (const auto& [path, file] : lists_.files()) {
        const auto note = notes_.find(path);
        const bool is_placed = note != notes_.end() && note->second.place.has_value();
        if (is_placed || (file.content && is_of_authority(**file.content))) continue;
        if (file.problem)
            rows.push_back({nullptr, nullptr, path.filename().string(), file.problem});
        else if (note != notes_.end() && note->second.problem)
            rows.push_back({nullptr, nullptr, path.filename().string(), note->second.problem});
    }
}

std::vector<crl_status> trust_directory::status(timestamp now) const {
    std::vector<crl_status> all;
    const std::lock_guard lock(showing_);
    for (const row& one : rows_) {
        if (one.authority && one.authority->not_after() < now) continue;
        crl_status& shown = all.emplace_back();
        if (!one.authority) {
            shown.issuer = one.kind + " (file)";
            shown.required = false;
            shown.unusable = shown.problem = one.problem;
            continue;
        }
        shown.issuer = one.authority->subject() + (one.kind.empty() ? "" : " (" + one.kind + ")");
        shown.unusable = why_unusable(one.list, options_.max_crl_age, now);
        shown.problem = one.problem;
        // Without its delta an authority's full list still counts: said, and no reason to be unready.
        if (one.kind == "delta") {
            shown.required = false;
            if (shown.unusable)
                shown.problem = shown.unusable;
            else if (one.problem && one.problem->code() == errc::crl_base_missing)
                shown.unusable = one.problem;
        }
        if (!one.list) continue;
        shown.present = true;
        shown.number = one.list->number();
        shown.entries = one.list->entries();
        shown.this_update = one.list->this_update();
        shown.next_update = one.list->next_update();
    }
    return all;
}

}  // namespace gw::revocation
