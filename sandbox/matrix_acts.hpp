// What the five acts ask for, read out of their text a second time and apart from the catalogue: the matrix
// holds the gateway to it. Words are fragments of the acts' own, by which the answer in either language is
// known.
#pragma once

#include <string>
#include <vector>

namespace sandbox {

struct asked_document {
    std::string code;
    bool always =
        true;  // else in the cases that the act names: for the officer to say, so its absence is a note
};

// A procedure as an act lists it, once for each list of documents.
struct procedure_list {
    std::string code;
    std::vector<std::string> categories;  // of workers; none: {""}
    std::vector<asked_document> documents;
};

// One act on permits to attract foreign labour.
struct employer_act {
    std::string provider;
    bool refuses_incomplete = false, refuses_expired = false;  // 003 alone
    bool asks_consent = false;                                 // 000 and 003
    std::vector<procedure_list> procedures;
    std::string not_known;  // a procedure of another act
};
const std::vector<employer_act>& employer_acts();

// A public service that persons ask for (act 564).
struct personal_act {
    std::string service;
    std::vector<std::string> providers, procedures;
    bool through_egov = false;
};
const std::vector<personal_act>& personal_acts();

// The papers of a labour immigrant (004), all of them always.
const std::vector<std::string>& immigrant_documents();

struct wording {
    std::string kk, ru;
};
const wording& words_of_document(const std::string& code);

}  // namespace sandbox
