#include "revocation/trust_directory.hpp"

#include "base/log.hpp"
#include "pki/name.hpp"

namespace gw::revocation {
namespace {

void log_taken(const pki::crl& list) {
    log::info("crl_taken_over", {{"issuer", list.issuer()},
                                 {"number", list.number()},
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
    for (const auto& one : certificates)
        if (one->is_ca()) authorities.push_back(one);
    return authorities;
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
      anchors_(options_.anchors, pki::read_certificates),
      certificates_(options_.certificates, pki::read_certificates),
      lists_(options_.crls, [this](octets_view content) { return read_list(content); }) {}

result<pki::crl_ptr> trust_directory::read_list(octets_view content) const {
    const auto der = pki::crl_der(content);
    if (!der) return der.error();
    auto list = pki::crl::from_der(*der);
    if (list && options_.archive) options_.archive(**list, *der);
    return list;
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
    put_lists_on_shelf();
    auto rows = make_rows();
    {
        const std::lock_guard lock(showing_);
        rows_ = std::move(rows);
    }
    auto next = std::make_shared<const pki::trust>(std::move(anchors), std::move(certificates), shelf_.all());
    anchors_.take_over();
    certificates_.take_over();
    lists_.take_over();
    const auto current = holder_.get();
    if (current && current->version() == next->version()) return false;
    holder_.set(std::move(next));
    return true;
}

void trust_directory::put_lists_on_shelf() {
    std::erase_if(notes_, [this](const auto& note) { return !lists_.files().contains(note.first); });
    for (const auto& [path, file] : lists_.files()) {
        if (!file.content) continue;
        file_note& note = notes_[path];
        const auto placed = shelf_.put(*file.content);
        if (!placed) {
            note.authority.reset();
            note_problem(note.problem, path, placed.error());
            continue;
        }
        note.authority = placed->authority;
        if (placed->what == crl_shelf::offer::taken) log_taken(**file.content);
    }
    note_rolled_back_files();
}

// Older lists beside the one in force are only history; in its place they are an attempt to undo revocations,
// or an operator's mistake.
void trust_directory::note_rolled_back_files() {
    for (const auto& [path, file] : lists_.files()) {
        file_note& note = notes_[path];
        if (!file.content || !note.authority) continue;
        const auto in_place = shelf_.find(*note.authority);
        if (in_place && !is_on_disk(*in_place))
            note_problem(note.problem, path,
                         error(errc::crl_rolled_back, "number " + (*file.content)->number() + " of " +
                                                          to_rfc3339((*file.content)->this_update()) +
                                                          " is older than number " + in_place->number()));
        else
            note.problem.reset();
    }
}

bool trust_directory::is_on_disk(const pki::crl& list) const {
    for (const auto& [path, file] : lists_.files())
        if (file.content && (*file.content)->sha256() == list.sha256()) return true;
    return false;
}

std::optional<error> trust_directory::problem_of(const row& of) const {
    const authority_key key = key_of(*of.authority);
    for (const auto& [path, file] : lists_.files()) {
        const auto note = notes_.find(path);
        if (note == notes_.end()) continue;
        const bool unsigned_by_us =
            !note->second.authority && file.content &&
            pki::same_name((*file.content)->issuer_name(), of.authority->subject_name());
        if (note->second.authority != key && !unsigned_by_us) continue;
        if (file.problem) return file.problem;
        if (note->second.problem) return note->second.problem;
    }
    if (of.list && !is_on_disk(*of.list))
        return error(errc::file_unreadable, "no file holds this list any more");
    return std::nullopt;
}

std::vector<trust_directory::row> trust_directory::make_rows() const {
    std::map<authority_key, row> rows;
    for (const auto& authority : shelf_.authorities()) {
        if (!authority->public_key()) continue;  // nothing it signed can be judged, its list neither
        row& one = rows[key_of(*authority)];
        if (!one.authority || one.authority->not_after() < authority->not_after()) one.authority = authority;
    }
    std::vector<row> all;
    for (auto& [key, one] : rows) {
        one.list = shelf_.find(key);
        one.problem = problem_of(one);
        all.push_back(std::move(one));
    }
    return all;
}

std::vector<crl_status> trust_directory::status(timestamp now) const {
    std::vector<crl_status> all;
    const std::lock_guard lock(showing_);
    for (const row& one : rows_) {
        if (one.authority->not_after() < now) continue;
        crl_status& shown = all.emplace_back();
        shown.issuer = one.authority->subject();
        shown.unusable = why_unusable(one.list, options_.max_crl_age, now);
        shown.problem = one.problem;
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
