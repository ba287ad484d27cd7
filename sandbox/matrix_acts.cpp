#include "sandbox/matrix_acts.hpp"

#include <map>

namespace sandbox {
namespace {

using documents = std::vector<asked_document>;

// 000 paragraph 5; 001 and 003 point to the standard that it repeats. The fee document follows the notice of
// the decision.
const documents seasonal{{"identity_document"}};
const documents skilled{{"education_documents"},
                        {"service_contract", false},
                        {"labour_activity_document", false},
                        {"local_content_information", false},
                        {"local_content_agreement", false},
                        {"identity_document"}};
const documents extension{{"local_content_information", false}, {"identity_document"}};
const documents transfer{{"ict_agreement"},
                         {"special_conditions_information", false},
                         {"education_documents"},
                         {"labour_activity_document", false},
                         {"ict_local_content_information"},
                         {"special_conditions_form"},
                         {"identity_document"}};
const documents transfer_extension{{"special_conditions_information", false},
                                   {"ict_local_content_information"},
                                   {"extension_justification"},
                                   {"identity_document"}};
const std::vector<std::string> skills{"1", "2", "3", "4"};

std::vector<procedure_list> employer_procedures() {
    return {{"issue", {"seasonal"}, seasonal},
            {"issue", skills, skilled},
            {"reissue", {"seasonal"}, seasonal},
            {"reissue", skills, skilled},
            {"extend", {""}, extension}};
}

std::vector<procedure_list> with_transfers() {
    auto all = employer_procedures();
    all.push_back({"ict-issue", {""}, transfer});
    all.push_back({"ict-reissue", {""}, transfer});
    all.push_back({"ict-extend", {""}, transfer_extension});
    return all;
}

// 002 no. 6: beside the employer's, an employment permit for the foreign worker himself.
std::vector<procedure_list> with_workers() {
    auto all = employer_procedures();
    for (const char* code : {"worker-issue", "worker-extend", "worker-reissue"})
        all.push_back({code, {""}, {}});
    return all;
}

}  // namespace

const std::vector<employer_act>& employer_acts() {
    static const std::vector<employer_act> all{
        {"north-kazakhstan", false, false, true, with_transfers(), "worker-issue"},
        {"mangystau", false, false, false, with_transfers(), "worker-issue"},
        {"kyzylorda", true, true, true, with_transfers(), "worker-issue"},
        {"kostanay", false, false, false, with_workers(), "ict-issue"},
    };
    return all;
}

// 002 no. 1-5. No. 2-5 are provided by the district and city sections.
const std::vector<personal_act>& personal_acts() {
    static const std::vector<std::string> sections{"kostanay-districts", "zhitikara"};
    static const std::vector<personal_act> all{
        {"unemployed-certificate", sections, {"issue"}, true},
        {"unemployed-registration", sections, {"issue"}, true},
        {"employment-referrals",
         sections,
         {"job-referral", "public-works-referral", "training-referral", "social-workplace-referral",
          "youth-practice-referral", "career-guidance"},
         true},
        {"oralman-status", {"kostanay"}, {"issue"}, false},                            // paragraph 11
        {"semey-victims", sections, {"register", "duplicate", "certificate"}, false},  // paragraph 10
    };
    return all;
}

const std::vector<std::string>& immigrant_documents() {
    static const std::vector<std::string> all{"income_tax_receipt", "passport", "medical_certificate",
                                              "medical_insurance", "agreement_of_intention"};
    return all;
}

const wording& words_of_document(const std::string& code) {
    static const std::map<std::string, wording> all{
        {"foreign_worker_data", {"шетелдік жұмыскерлер туралы", "Сведения о привлекаемых"}},
        {"identity_document", {"жеке басын куәландыратын", "удостоверяющего личность"}},
        {"education_documents", {"Білімі туралы", "об образовании"}},
        {"service_contract", {"келісімшарт", "контракта"}},
        {"labour_activity_document", {"еңбек қызметі туралы", "трудовой деятельности"}},
        {"local_content_information", {"жергілікті қамту туралы ақпарат", "местном содержании в кадрах"}},
        {"local_content_agreement", {"Басымды жобалар", "приоритетных проектов"}},
        {"ict_agreement", {"корпоративішілік ауыстыру", "внутрикорпоративном переводе"}},
        {"special_conditions_information", {"ерекше шарттарын орындау", "выполнении особых условий"}},
        {"ict_local_content_information", {"жергілікті қамту туралы ақпарат", "местном содержании в кадрах"}},
        {"special_conditions_form", {"келісу нысаны", "Форма согласования"}},
        {"extension_justification", {"негіздемесі", "Обоснование продления"}},
        {"income_tax_receipt", {"табыс салығы", "подоходному налогу"}},
        {"passport", {"Мемлекеттік шекарасынан", "Государственной границы"}},
        {"medical_certificate", {"медициналық анықтама", "Медицинская справка"}},
        {"medical_insurance", {"медициналық сақтандыру", "медицинская страховка"}},
        {"agreement_of_intention", {"ниеті туралы келісім", "Соглашение о намерении"}},
    };
    return all.at(code);
}

}  // namespace sandbox
