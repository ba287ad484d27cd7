// The act is applied to the draft step by step; each step may refuse or leave a note for the officer.
#include "cases/normaliser.hpp"

#include <algorithm>
#include <utility>

#include "cases/act_rules.hpp"
#include "cases/case_number.hpp"
#include "cases/cyrillic.hpp"
#include "cases/identity_number.hpp"
#include "cases/signer_rules.hpp"

namespace gw::cases {
namespace {

using document_list = std::vector<const catalogue::required_document*>;

// What the act says about this application.
struct legal_ground {
    const catalogue::provider* provider = nullptr;
    const catalogue::act* act = nullptr;
    const catalogue::procedure* procedure = nullptr;
    const catalogue::channel* channel = nullptr;
    std::chrono::year_month_day date;  // of application, as the provider's wall calendar shows it
};

// Where a procedure goes that this channel does not take.
catalogue::names channels_of(const catalogue::catalogue& acts, const catalogue::act& act,
                             std::string_view procedure) {
    catalogue::names all;
    for (const auto& channel : act.channels) {
        const auto known = acts.words().channels.find(channel.code);
        if (!channel.takes(procedure) || known == acts.words().channels.end()) continue;
        all.kk += (all.kk.empty() ? "" : ", ") + known->second.title.kk;
        all.ru += (all.ru.empty() ? "" : ", ") + known->second.title.ru;
    }
    return all;
}

result<legal_ground> find_ground(const catalogue::catalogue& acts, const service_case& draft,
                                 const intake_facts& facts) {
    if (!acts.knows_service(draft.public_service))
        return error(errc::channel_not_offered, draft.public_service);
    legal_ground ground;
    ground.provider = acts.find_provider(draft.provider);
    if (ground.provider == nullptr) return error(errc::provider_unknown, draft.provider);
    ground.date = ground.provider->local_date(facts.received_at);
    const auto act = acts.find_act(draft.public_service, draft.provider, ground.date);
    if (!act) return act.error();
    ground.act = *act;
    ground.channel = ground.act->find_channel(facts.portal);
    if (ground.channel == nullptr || !ground.channel->offered)
        return error(errc::channel_not_offered,
                     facts.portal + (ground.channel != nullptr ? ": " + ground.channel->reason.both() : ""));
    ground.procedure = ground.act->find_procedure(draft.procedure);
    if (ground.procedure == nullptr) return error(errc::procedure_unknown, draft.procedure);
    if (!ground.procedure->ruled())
        return error(errc::channel_not_offered, draft.procedure + ": " + ground.procedure->not_ruled.both());
    if (!ground.channel->takes(draft.procedure))
        return error(errc::channel_not_offered,
                     draft.procedure + ": " + channels_of(acts, *ground.act, draft.procedure).both());
    return ground;
}

check make_check(std::string code, std::string outcome, std::string subject, std::string_view kk,
                 std::string_view ru) {
    return {std::move(code), std::move(outcome), std::move(subject), std::string(kk), std::string(ru)};
}

// --- signatures ---

std::vector<const signer_summary*> business_signatures(const intake_facts& facts) {
    std::vector<const signer_summary*> found;
    for (const signer_summary& signer : facts.signers)
        if (signer.scope == "business" && signer.indication == to_string(indication::total_passed))
            found.push_back(&signer);
    return found;
}

signing_party applicant_party(const service_case& draft) {
    signing_party party;
    if (draft.applicant.org) party.bin = draft.applicant.org->bin;
    if (draft.applicant.individual) party.iin = draft.applicant.individual->iin;
    return party;
}

signing_party employer_party(const service_case& draft) {
    signing_party party;
    if (draft.employer) party.bin = draft.employer->bin;
    if (draft.employer_person) party.iin = draft.employer_person->iin;
    return party;
}

result<void> check_parties(const service_case& svc_case, catalogue::signing who,
                           const std::vector<const signer_summary*>& signatures) {
    const signing_party applicant = applicant_party(svc_case);
    if (who == catalogue::signing::applicant) return check_signed_by(applicant, signatures);
    const signing_party employer = employer_party(svc_case);
    if (employer.bin.empty() && employer.iin.empty()) return error(errc::form_field_missing, "employer");
    return who == catalogue::signing::both ? check_signed_by_both(applicant, employer, signatures)
                                           : check_signed_by(employer, signatures);
}

result<void> check_signers(service_case& svc_case, const intake_facts& facts, const legal_ground& ground) {
    const auto signatures = business_signatures(facts);
    const auto who = ground.act->signers_of(*ground.procedure);
    if (signatures.empty()) {
        if (facts.business_required || who != catalogue::signing::applicant) return errc::signature_missing;
        svc_case.checks.push_back(make_check("applicant_signature", "note", "",
                                             "Өтініште өтініш берушінің ЭЦҚ-сы жоқ",
                                             "В заявлении нет ЭЦП заявителя"));
        return boost::system::in_place_value;
    }
    if (const auto signed_by = check_parties(svc_case, who, signatures); !signed_by) return signed_by;
    svc_case.checks.push_back(make_check("applicant_signature", "passed", "",
                                         "ЖСН/БСН қол қоюшылардың сертификаттарына сәйкес",
                                         "ИИН/БИН совпадают с сертификатами подписавших"));
    return boost::system::in_place_value;
}

// --- documents ---

bool is_attached(const service_case& svc_case, std::string_view code) {
    return std::any_of(svc_case.documents.begin(), svc_case.documents.end(),
                       [&](const document& item) { return item.code == code; });
}

// A form is itself the application; the data on the workers it has or has not.
bool is_given(const service_case& svc_case, const catalogue::required_document& item) {
    if (!item.in_form) return is_attached(svc_case, item.code);
    return item.code != "foreign_worker_data" || !svc_case.foreign_workers.empty();
}

document_list find_missing(const service_case& svc_case, const document_list& list) {
    document_list missing;
    for (const auto* item : list)
        if (item->when == catalogue::asked::at_acceptance && !is_given(svc_case, *item))
            missing.push_back(item);
    return missing;
}

// Only what the act asks for in every case can be a reason to refuse; whether a condition holds is for the
// officer to say.
std::string name_unconditional(const document_list& missing) {
    std::string text;
    for (const auto* item : missing)
        if (!item->conditional()) text += (text.empty() ? "" : "; ") + item->code + ": " + item->title.both();
    return text;
}

check missing_note(const catalogue::required_document& item) {
    std::string kk = "Құжат жоқ: " + item.title.kk;
    std::string ru = "Нет документа: " + item.title.ru;
    if (item.conditional()) {
        kk += ". Қажет болатын жағдай: " + item.condition.kk;
        ru += ". Требуется в случае: " + item.condition.ru;
    }
    return make_check("document_missing", "note", item.code, kk, ru);
}

// Titles as the act words them, for documents that the act knows.
void name_attached(service_case& svc_case, const document_list& list) {
    for (document& given : svc_case.documents)
        for (const auto* item : list)
            if (given.title.empty() && given.code == item->code) {
                given.title = item->title.ru;
                given.title_kk = item->title.kk;
            }
}

result<void> check_documents(service_case& svc_case, const legal_ground& ground) {
    const auto list = ground.procedure->documents_for(svc_case.category, ground.channel->code);
    if (!list)
        return error(svc_case.category.empty() ? errc::form_field_missing : errc::form_field_invalid,
                     "category");
    const document_list missing = find_missing(svc_case, *list);
    if (ground.act->if_missing(ground.channel->code) == catalogue::consequence::refuse)
        if (std::string names = name_unconditional(missing); !names.empty())
            return error(errc::document_missing, std::move(names));
    for (const auto* item : missing)
        svc_case.checks.push_back(missing_note(*item));
    if (missing.empty())
        svc_case.checks.push_back(make_check("documents_complete", "passed", "", "Құжаттар тізбесі толық",
                                             "Перечень документов полон"));
    name_attached(svc_case, *list);
    return boost::system::in_place_value;
}

void check_consent(service_case& svc_case, const legal_ground& ground) {
    if (!ground.act->asks_for_consent(ground.channel->code) || svc_case.consent) return;
    svc_case.checks.push_back(
        make_check("consent_missing", "note", "",
                   "Заңмен қорғалатын құпияны құрайтын мәліметтерді пайдалануға келісім жоқ",
                   "Нет согласия на использование сведений, составляющих охраняемую законом тайну"));
}

// --- identity numbers ---

void note_iin(service_case& svc_case, const person& someone, const std::string& subject) {
    if (someone.iin.empty() || is_plausible_iin(someone.iin)) return;
    svc_case.checks.push_back(make_check("iin_checksum", "note", subject,
                                         "ЖСН-нің күні немесе бақылау разряды дұрыс емес",
                                         "Дата или контрольный разряд ИИН неверны"));
}

void note_bin(service_case& svc_case, const organisation& org, const std::string& subject) {
    if (is_plausible_bin(org.bin)) return;
    svc_case.checks.push_back(make_check("bin_checksum", "note", subject,
                                         "БСН-нің күні немесе бақылау разряды дұрыс емес",
                                         "Дата или контрольный разряд БИН неверны"));
}

void note_identity_numbers(service_case& svc_case) {
    if (svc_case.applicant.org) note_bin(svc_case, *svc_case.applicant.org, "applicant.organisation");
    if (svc_case.applicant.individual) note_iin(svc_case, *svc_case.applicant.individual, "applicant.person");
    if (svc_case.employer) note_bin(svc_case, *svc_case.employer, "employer");
    if (svc_case.employer_person) note_iin(svc_case, *svc_case.employer_person, "employer_person");
    for (std::size_t i = 0; i < svc_case.foreign_workers.size(); ++i)
        note_iin(svc_case, svc_case.foreign_workers[i], "foreign_workers[" + std::to_string(i) + "]");
}

// "Also in Latin letters" (act № 227, paragraph 5): a Cyrillic look-alike would be printed on the permit.
void note_latin_names(service_case& svc_case) {
    for (std::size_t i = 0; i < svc_case.foreign_workers.size(); ++i) {
        const person& worker = svc_case.foreign_workers[i];
        if (is_latin_name(worker.surname_latin) && is_latin_name(worker.name_latin)) continue;
        svc_case.checks.push_back(make_check("latin_name", "note",
                                             "foreign_workers[" + std::to_string(i) + "]",
                                             "Латын әріптерімен жазылған аты-жөнінде өзге әріптер бар",
                                             "В имени латинскими буквами есть другие буквы"));
    }
}

// --- dates ---

// What has happened has happened by the day of the application; a later date is a slip of the pen or worse.
class future_dates {
public:
    future_dates(service_case& svc_case, std::chrono::year_month_day today)
        : case_(svc_case), today_(to_string(today)) {}

    void look_at(const std::string& subject, const std::string& date) {
        if (date <= today_) return;  // ISO dates compare as text; an absent one is the least
        case_.checks.push_back(make_check("date_in_future", "note", subject,
                                          "Күн өтініш берілген күннен кейін: " + date,
                                          "Дата позже дня подачи заявления: " + date));
    }
    void look_at(const std::string& subject, const person& someone) {
        look_at(subject + ".birth_date", someone.birth_date);
        look_at(subject + ".passport_date", someone.passport_date);
    }

private:
    service_case& case_;
    std::string today_;
};

void note_future_dates(service_case& svc_case, std::chrono::year_month_day today) {
    future_dates dates(svc_case, today);
    for (std::size_t i = 0; i < svc_case.foreign_workers.size(); ++i)
        dates.look_at("foreign_workers[" + std::to_string(i) + "]", svc_case.foreign_workers[i]);
    for (std::size_t i = 0; i < svc_case.documents.size(); ++i)
        dates.look_at("documents[" + std::to_string(i) + "].date", svc_case.documents[i].date);
    dates.look_at("entry_date", svc_case.entry_date);
    dates.look_at("termination_date", svc_case.termination_date);
    if (svc_case.fee) dates.look_at("payment.date", svc_case.fee->date);
}

// --- what the gateway adds ---

void set_due_dates(service_case& svc_case, const catalogue::catalogue::due_dates& due) {
    svc_case.accepted_at = due.accepted_at;
    svc_case.due_at = due.due_at;
    svc_case.warning_at = due.warning_at;
    svc_case.steps.clear();
    for (const auto& item : due.steps)
        svc_case.steps.push_back(
            {item.n, item.role, std::string(to_string(item.limit.unit)), item.limit.value, item.due_at});
}

void set_source(service_case& svc_case, const intake_facts& facts) {
    svc_case.source_message = facts.source_message;
    svc_case.portal = facts.portal;
    svc_case.sender_id = facts.sender_id;
    svc_case.source_message_id = facts.source_message_id;
    svc_case.correlation_id = facts.correlation_id;
    svc_case.service_id = facts.service_id;
    svc_case.envelope_signed = facts.envelope_signed;
    svc_case.received_at = facts.received_at;
    svc_case.signers = facts.signers;
}

// Which text was applied, where documents and proof are, and how the history begins.
void tell_origin(service_case& svc_case, const catalogue::act& act) {
    svc_case.act_valid_from = to_string(act.valid_from);
    svc_case.act_edition = act.edition;
    for (document& item : svc_case.documents)
        item.location = !item.file_id.empty() ? "portal" : item.size != 0 ? "message" : "";
    // A case is only made of a message that passed.
    svc_case.verified = verification{std::string(to_string(indication::total_passed)),
                                     "/api/v1/cases/" + svc_case.id.str() + "/evidence"};
    svc_case.history = {{svc_case.received_at, "registered", svc_case.portal, svc_case.number}};
}

}  // namespace

normaliser::normaliser(const catalogue::catalogue& acts, id_source& ids) : catalogue_(acts), ids_(ids) {}

result<service_case> normaliser::normalise(service_case draft, const intake_facts& facts) const {
    const auto ground = find_ground(catalogue_, draft, facts);
    if (!ground) return ground.error();
    if (const auto checked = check_signers(draft, facts, *ground); !checked) return checked.error();
    if (const auto checked = check_documents(draft, *ground); !checked) return checked.error();
    const rule_context rules{catalogue_,       *ground->act,      *ground->procedure,
                             *ground->channel, *ground->provider, ground->date};
    if (const auto checked = check_rules(draft, rules); !checked) return checked.error();
    const auto due =
        catalogue_.compute_due_dates(*ground->act, *ground->procedure, *ground->channel, facts.received_at);
    if (!due) return due.error();

    check_consent(draft, *ground);
    note_identity_numbers(draft);
    note_latin_names(draft);
    note_future_dates(draft, ground->date);
    set_source(draft, facts);
    set_due_dates(draft, *due);
    draft.act = ground->act->code;
    draft.act_number = ground->act->number;
    draft.target = ground->provider->target;
    draft.id = case_id(ids_.next(facts.received_at));
    draft.number = make_case_number(ground->provider->number_prefix, ground->date, draft.id);
    tell_origin(draft, *ground->act);
    return draft;
}

}  // namespace gw::cases
