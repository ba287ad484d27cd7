#include "sandbox/matrix_rows.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "sandbox/form_edit.hpp"
#include "sandbox/matrix_acts.hpp"
#include "sandbox/parties.hpp"

namespace sandbox {
namespace {

using edit = std::function<void(form_editor&)>;
using names = std::vector<std::string>;

const names portals{"egov", "elicense", "migration"};

class rows {
public:
    rows(std::filesystem::path forms, gw::timestamp now) : forms_(std::move(forms)), today_(local_day(now)) {}

    form_editor open(const std::string& portal, const std::string& example) {
        std::string& text = texts_[portal + "-" + example];
        if (text.empty()) text = read_text(forms_ / (portal + "-" + example + ".xml"));
        return {portal, text, today_};
    }

    matrix_row& add(matrix_row made, const form_editor& form) {
        made.form = form.text();
        if (made.kind == "accepted" && made.notes.empty()) {
            made.kk = "Өтініш қабылданды";
            made.ru = "Заявление принято";
        }
        all.push_back(std::move(made));
        return all.back();
    }

    std::vector<matrix_row> all;

private:
    std::filesystem::path forms_;
    std::map<std::string, std::string> texts_;
    std::chrono::sys_days today_;
};

void refuse(matrix_row& row, std::string name, wording says) {
    row.kind = "refused";
    row.name = std::move(name);
    row.kk = std::move(says.kk);
    row.ru = std::move(says.ru);
}

void note(matrix_row& row, std::string what, wording says) {
    row.notes = {std::move(what)};
    row.kk = std::move(says.kk);
    row.ru = std::move(says.ru);
}

const wording expired_note{"Құжаттың қолданылу мерзімі өткен", "Срок действия документа истёк"},
    expired_refusal{"мерзімі өткен немесе жеткіліксіз", "Срок действия документа истёк или недостаточен"},
    no_consent{"келісім жоқ", "Нет согласия на использование сведений"},
    no_procedure{"мұндай рәсім жоқ", "Такой процедуры у этой услуги нет"},
    no_provider{"бұл қызметті көрсетпейді", "эту услугу не оказывает"};

// --- permits to attract foreign labour (000, 001, 002 no. 6, 003) ---

class employer_rows {
public:
    employer_rows(rows& to, const employer_act& act, std::string portal)
        : to_(to), act_(act), portal_(std::move(portal)) {}

    void add() {
        for (const auto& list : act_.procedures) {
            for (const auto& category : list.categories)
                to_.add(row(list, category, "good"), form(list, category));
            for (const auto& item : list.documents) {
                add_missing(list, item);
                add_expired(list, item);
            }
            if (!list.code.starts_with("worker-")) add_missing(list, workers);
        }
        add_consent();
        add_strange_procedure();
        add_signers();
    }

private:
    matrix_row row(const procedure_list& list, const std::string& category, std::string what) const {
        matrix_row made{portal_,   act_.provider, "foreign-labour-permit",
                        list.code, category,      std::move(what)};
        made.signers = {list.code.starts_with("worker-") ? "applicants/foreign-worker" : "applicants/head"};
        return made;
    }

    form_editor form(const procedure_list& list, const std::string& category) {
        auto made = to_.open(portal_, "foreign-labour-" + list.code);
        made.set(made.words().provider, act_.provider).category(category).clear_documents();
        for (const auto& item : list.documents)
            made.add_document(item.code);
        return made;
    }

    void add_missing(const procedure_list& list, const asked_document& item) {
        const auto& category = list.categories.front();
        auto without = form(list, category);
        const bool in_form = item.code == workers.code;
        without.drop(in_form ? "//" + without.words().workers : without.document(item.code));
        auto made = row(list, category, "without " + item.code);
        if (item.always && act_.refuses_incomplete)
            refuse(made, "document_missing", words_of_document(item.code));
        else
            note(made, "document_missing " + item.code, words_of_document(item.code));
        to_.add(std::move(made), without);
    }

    void add_expired(const procedure_list& list, const asked_document& item) {
        const auto& category = list.categories.front();
        auto changed = form(list, category);
        changed.put(changed.document(item.code), changed.words().valid_to, changed.day(-1));
        auto made = row(list, category, "expired " + item.code);
        if (act_.refuses_expired)
            refuse(made, "document_expired", expired_refusal);
        else
            note(made, "document_expired " + item.code, expired_note);
        to_.add(std::move(made), changed);
    }

    void add_consent() {
        const auto& list = act_.procedures.front();
        auto changed = form(list, list.categories.front());
        changed.set(changed.words().consent, "false");
        auto made = row(list, list.categories.front(), "without consent");
        if (act_.asks_consent) note(made, "consent_missing", no_consent);
        to_.add(std::move(made), changed);
    }

    void add_strange_procedure() {
        const auto& list = act_.procedures.front();
        auto changed = form(list, list.categories.front());
        changed.set(changed.words().procedure, act_.not_known);
        auto made = row(list, "", "a procedure that this act does not have");
        made.procedure = act_.not_known;
        refuse(made, "procedure_unknown", no_procedure);
        to_.add(std::move(made), changed);
    }

    void add_signers() {
        const auto& list = act_.procedures.front();
        auto made = row(list, list.categories.front(), "signed by an employee without the right");
        made.signers = {"applicants/employee"};
        made.kind = "fault";
        made.name = "signer_role_forbidden";
        to_.add(std::move(made), form(list, list.categories.front()));
    }

    const asked_document workers{"foreign_worker_data"};  // the form carries it: nothing is attached
    rows& to_;
    const employer_act& act_;
    std::string portal_;
};

void add_employers(rows& to) {
    for (const auto& act : employer_acts()) {
        for (const char* portal : {"egov", "elicense"})
            employer_rows(to, act, portal).add();
        auto form = to.open("migration", "labour-immigrant-issue");
        form.set(form.words().service, "foreign-labour-permit").set(form.words().provider, act.provider);
        matrix_row made{"migration", act.provider, "foreign-labour-permit", "issue", "", "not this portal"};
        made.signers = {"applicants/head"};
        refuse(made, "channel_not_offered", {"бұл арнаны атамайды", "не называет"});
        to.add(std::move(made), form);
    }
}

// --- labour immigrants (004) ---

class immigrant_rows {
public:
    immigrant_rows(rows& to, std::string portal)
        : to_(to),
          portal_(std::move(portal)),
          employer_(portal_ == "egov" ? "applicants/employer-head" : "applicants/employer-person") {}

    void add() {
        for (const char* procedure : {"issue", "extend"}) {
            procedure_ = procedure;
            add_case("good", {}, {});
            add_documents();
            add_common_rules();
            add_signatures();
        }
        add_extension_rules();
        procedure_ = "issue";
        add_new_permit();
        add_agreement();
        add_procedures();
        add_notice();
    }

private:
    using expect = std::function<void(matrix_row&)>;

    void add_case(std::string what, const edit& change, const expect& expected) {
        auto form = to_.open(portal_, "labour-immigrant-" + procedure_);
        if (change) change(form);
        matrix_row made{portal_, "zhitikara", "labour-immigrant-permit", procedure_, "", std::move(what)};
        if (procedure_ == "termination-notice")
            made.signers = {employer_};
        else
            made.signers = {"applicants/foreign-worker", employer_};
        if (expected) expected(made);
        to_.add(std::move(made), form);
    }

    static expect refused(std::string name, wording says) {
        return [=](matrix_row& row) { refuse(row, name, says); };
    }
    static expect noted(std::string what, wording says) {
        return [=](matrix_row& row) { note(row, what, says); };
    }
    static expect fault(std::string name, names signers) {
        return [=](matrix_row& row) {
            row.kind = "fault";
            row.name = name;
            row.signers = signers;
        };
    }

    void add_documents() {
        for (const auto& code : immigrant_documents()) {
            add_case(
                "without " + code, [&](form_editor& form) { form.drop(form.document(code)); },
                refused("document_missing", words_of_document(code)));
            add_case(
                "expired " + code,
                [&](form_editor& form) {
                    form.put(form.document(code), form.words().valid_to, form.day(-1));
                },
                refused("document_expired", expired_refusal));
        }
    }

    // "от 1 до 12 месяцев"; the certificate and the marks of at most 12 months; insurance for the whole term.
    void add_common_rules() {
        const auto start = [](const form_editor& form) {
            return "//" + form.words().work + (form.words().work == "Work" ? "/DateFrom" : "/from");
        };
        const wording term{"1 айдан 12 айға дейін", "от 1 до 12 месяцев"};
        for (const auto& [what, months, days] :
             {std::tuple("a term of 12 months and a day", 12, 1), std::tuple("a term of 20 days", 0, 20)})
            add_case(
                what,
                [&, m = months, d = days](form_editor& form) {
                    form.set(form.words().work_to, form.months_after(start(form), m, d));
                    form.put(form.document("medical_insurance"), form.words().valid_to, form.day(500));
                },
                refused("term_not_permitted", term));
        add_case(
            "a medical certificate of 13 months",
            [](form_editor& form) {
                form.set(form.document("medical_certificate") + "/" + form.words().date, form.day(-396));
            },
            refused("document_expired", {"Медициналық анықтаманың", "медицинской справки"}));
        add_case(
            "no crossing of the border in 12 months",
            [](form_editor& form) { form.set(form.words().entry, form.day(-396)); },
            refused("document_expired",
                    {"Мемлекеттік шекарадан өткені", "пересечении Государственной границы"}));
        add_case(
            "insurance shorter than the term",
            [](form_editor& form) {
                form.put(form.document("medical_insurance"), form.words().valid_to, form.day(60));
            },
            refused("document_expired", {"Медициналық сақтандыру", "медицинской страховки"}));
        add_case(
            "work in another region",
            [](form_editor& form) { form.set(form.words().work_address, "г. Астана, ул. Кенесары, 1"); },
            noted("territory", {"аумағында ғана қолданылады", "только на территории"}));
    }

    void add_signatures() {
        add_case("the employer did not sign", {},
                 fault("second_signature_missing", {"applicants/foreign-worker"}));
        add_case("the immigrant did not sign", {}, fault("second_signature_missing", {employer_}));
        add_case("a stranger signed for the immigrant", {},
                 fault("signer_iin_mismatch", {"applicants/individual", employer_}));
    }

    void set_permit(form_editor& form, int from, int to) const {
        const auto& words = form.words();
        form.put("//" + words.permit, words.permit_from, form.day(from));
        form.put("//" + words.permit, words.permit_to, form.day(to));
    }

    // Not before 30 and not after 5 calendar days before the expiry; 12 months in all.
    void add_extension_rules() {
        procedure_ = "extend";
        for (const auto& [what, left] : {std::pair("on the 30th day before the expiry", 30),
                                         std::pair("on the 5th day before the expiry", 5)})
            add_case(what, [&, l = left](form_editor& form) { set_permit(form, -150, l); }, {});
        add_case(
            "31 days before the expiry", [&](form_editor& form) { set_permit(form, -150, 31); },
            noted("filed_not_before", {"30 күннен ерте", "не ранее 30 календарных дней"}));
        add_case(
            "4 days before the expiry", [&](form_editor& form) { set_permit(form, -150, 4); },
            refused("filed_too_late", {"5 күннен кеш", "позднее 5 календарных дней"}));
        add_case(
            "more than 12 months in all", [&](form_editor& form) { set_permit(form, -250, 24); },
            refused("term_not_permitted", {"12 айдан аспайды", "не превышает 12 месяцев"}));
    }

    // Who has had 12 months files for a new permit within the 4 days before the expiry.
    void add_new_permit() {
        const auto holds = [&](int left) {
            return [&, left](form_editor& form) {
                form.add_section(form.words().permit);
                set_permit(form, left - 365, left);
            };
        };
        add_case("a new permit 4 days before the expiry", holds(4), {});
        add_case("a new permit 5 days before the expiry", holds(5),
                 noted("new_permit_within", {"күнтізбелік 4 күн", "4 календарных дней"}));
    }

    // Only through migration.enbek.kz: signed after the entry, and not more than 10 days ago.
    void add_agreement() {
        const auto signed_on = [](int day) {
            return [=](form_editor& form) {
                form.set(form.document("agreement_of_intention") + "/" + form.words().date, form.day(day));
            };
        };
        const bool asked = portal_ == "migration";
        add_case(
            "an agreement of 30 days ago, after the entry",
            [&](form_editor& form) {
                form.set(form.words().entry, form.day(-60));
                signed_on(-30)(form);
            },
            asked ? noted("agreement_within", {"күнтізбелік 10 күн", "10 календарных дней"}) : expect{});
        add_case(
            "an agreement from before the entry",
            [&](form_editor& form) {
                form.set(form.words().entry, form.day(-3));
                signed_on(-5)(form);
            },
            asked
                ? noted("agreement_after_entry", {"Қазақстанға кіргеннен кейін", "после въезда в Казахстан"})
                : expect{});
    }

    void add_procedures() {
        const auto asks = [&](const char* code, std::string what, const expect& expected) {
            add_case(
                std::move(what), [&](form_editor& form) { form.set(form.words().procedure, code); },
                [&](matrix_row& row) {
                    row.procedure = code;
                    expected(row);
                });
        };
        asks("copy", "a copy is given by the State Corporation alone",
             refused("channel_not_offered", {"Мемлекеттік корпорация", "Государственная корпорация"}));
        asks("revoke", "in the title only, without rules",
             refused("channel_not_offered", {"тек атауында бар", "только в названии"}));
        asks("reissue", "a procedure that this act does not have",
             refused("procedure_unknown", no_procedure));
        add_case(
            "an office that does not provide it",
            [](form_editor& form) { form.set(form.words().provider, "kyzylorda"); },
            [](matrix_row& row) {
                row.provider = "kyzylorda";
                refuse(row, "provider_unknown", no_provider);
            });
    }

    // By the employer alone, within 2 working days.
    void add_notice() {
        procedure_ = "termination-notice";
        add_case("good", {}, {});
        add_case(
            "30 days after the end of the contract",
            [](form_editor& form) { form.set(form.words().termination, form.day(-30)); },
            noted("notice_within", {"2 жұмыс күні", "2 рабочих дней"}));
        add_case("signed by the immigrant", {},
                 fault(portal_ == "egov" ? "signer_bin_mismatch" : "signer_iin_mismatch",
                       {"applicants/foreign-worker"}));
    }

    rows& to_;
    std::string portal_, employer_, procedure_;
};

void add_immigrants(rows& to) {
    for (const char* portal : {"egov", "migration"})
        immigrant_rows(to, portal).add();
    auto form = to.open("elicense", "foreign-labour-issue");
    form.set(form.words().service, "labour-immigrant-permit").set(form.words().provider, "zhitikara");
    matrix_row made{"elicense", "zhitikara", "labour-immigrant-permit", "issue", "", "not this portal"};
    made.signers = {"applicants/head"};
    refuse(made, "channel_not_offered", {"Бұл арна арқылы көрсетілмейді", "Через этот канал не оказывается"});
    to.add(std::move(made), form);
}

// --- what persons ask for (002 no. 1-5) ---

form_editor personal_form(rows& to, const std::string& portal, const personal_act& act,
                          const std::string& provider, const std::string& procedure) {
    static const std::map<std::string, std::string> examples{{"egov", "unemployed-certificate-issue"},
                                                             {"elicense", "foreign-labour-worker-issue"},
                                                             {"migration", "labour-immigrant-issue"}};
    const bool own = portal == "egov" && act.through_egov;
    auto form = to.open(portal, own ? act.service + "-" + procedure : examples.at(portal));
    form.set(form.words().service, act.service);
    form.set(form.words().procedure, procedure).set(form.words().provider, provider);
    return form;
}

void add_persons(rows& to) {
    for (const auto& act : personal_acts())
        for (const auto& provider : act.providers)
            for (const auto& procedure : act.procedures)
                for (const auto& portal : portals) {
                    const bool offered = portal == "egov" && act.through_egov;
                    matrix_row made{portal,    provider, act.service,
                                    procedure, "",       offered ? "good" : "not this portal"};
                    made.signers = {"applicants/individual"};
                    if (!offered) refuse(made, "channel_not_offered", {"көрсетілмейді", "не оказывается"});
                    to.add(std::move(made), personal_form(to, portal, act, provider, procedure));
                }
    const auto& act = personal_acts().front();
    matrix_row made{"egov", "kostanay-districts", act.service, "issue", "", "signed by another person"};
    made.signers = {"applicants/foreign-worker"};
    made.kind = "fault";
    made.name = "signer_iin_mismatch";
    to.add(std::move(made), personal_form(to, "egov", act, "kostanay-districts", "issue"));
}

// --- bad input: each its own code ---

void add_bad_input(rows& to) {
    const auto add = [&](std::string what, std::string name, wording says, const edit& change) {
        auto form = to.open("egov", "foreign-labour-issue");
        change(form);
        matrix_row made{"egov", "north-kazakhstan", "foreign-labour-permit", "issue", "1", std::move(what)};
        made.signers = {"applicants/head"};
        refuse(made, std::move(name), std::move(says));
        to.add(std::move(made), form);
    };
    const wording look_alike{"ұқсас латын және кирилл", "похожие латинские и кириллические"};
    add("30 February", "form_date_invalid", {"күн дұрыс емес", "Дата в заявлении"},
        [](form_editor& form) { form.set(form.words().birth_date, "1979-02-30"); });
    add("the term ends before it begins", "form_date_invalid", {"күн дұрыс емес", "Дата в заявлении"},
        [](form_editor& form) { form.set(form.words().work_to, form.day(-30)); });
    add("a number of eleven digits", "identity_number_invalid", {"он екі цифрдан", "двенадцати цифр"},
        [](form_editor& form) { form.set(form.words().signer_number, "15114009001"); });
    add("a letter in place of a digit", "look_alike_letters", look_alike,
        [](form_editor& form) { form.set(form.words().signer_number, "15114О090010"); });
    add("Cyrillic letters in a code", "look_alike_letters", look_alike,
        [](form_editor& form) { form.set(form.words().procedure, "іssue"); });
    add("both alphabets in a passport number", "look_alike_letters", look_alike,
        [](form_editor& form) { form.set(form.words().passport_number, "UА1234567"); });
    add("10,000 workers", "form_too_many_items", {"тым көп", "слишком много работников"},
        [](form_editor& form) { form.repeat_worker(10'000); });
    add("1 MB of text in a name", "form_text_too_long", {"тым ұзын", "слишком длинный"},
        [](form_editor& form) { form.set(form.words().surname, std::string(1 << 20, 'A')); });
}

}  // namespace

std::vector<matrix_row> matrix_rows(const std::filesystem::path& forms, gw::timestamp now) {
    rows to(forms, now);
    add_employers(to);
    add_immigrants(to);
    add_persons(to);
    add_bad_input(to);
    return std::move(to.all);
}

}  // namespace sandbox
