// Cases of every shape, for property tests and benchmarks.
#pragma once

#include <random>

#include "cases/service_case.hpp"

namespace gw::test {

class random_case {
public:
    explicit random_case(unsigned seed) : engine_(seed) {}

    cases::service_case make(std::size_t most_items) {
        cases::service_case made;
        made.id = case_id("0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e5f");
        made.source_message = message_id("0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e50");
        for (auto* text : {&made.number,
                           &made.portal,
                           &made.sender_id,
                           &made.source_message_id,
                           &made.correlation_id,
                           &made.service_id,
                           &made.public_service,
                           &made.procedure,
                           &made.act,
                           &made.act_number,
                           &made.act_valid_from,
                           &made.act_edition,
                           &made.provider,
                           &made.target,
                           &made.category,
                           &made.term_from,
                           &made.term_to,
                           &made.work_address,
                           &made.purpose,
                           &made.entry_date,
                           &made.termination_date})
            *text = text_or_nothing();
        made.envelope_signed = coin();
        made.consent = coin();
        for (auto* at : {&made.received_at, &made.accepted_at, &made.due_at, &made.warning_at})
            *at = moment();
        made.applicant = recipient();
        if (coin()) made.employer = organisation();
        if (coin()) made.employer_person = person();
        fill(made.foreign_workers, most_items, [this] { return person(); });
        if (coin()) made.permit = cases::held_permit{text_or_nothing(), text_or_nothing(), text_or_nothing()};
        fill(made.documents, most_items, [this] { return document(); });
        if (coin()) made.fee = cases::payment{text_or_nothing(), text_or_nothing(), text_or_nothing()};
        fill(made.checks, most_items, [this] {
            return cases::check{text(), text(), text_or_nothing(), text(), text()};
        });
        fill(made.steps, most_items, [this] {
            return cases::step{number(), text(), text(), number(), moment()};
        });
        fill(made.signers, 3, [this] {
            cases::signer_summary one{text(),
                                      text(),
                                      text_or_nothing(),
                                      text_or_nothing(),
                                      text_or_nothing(),
                                      text_or_nothing(),
                                      text_or_nothing(),
                                      text(),
                                      {}};
            fill(one.roles, 3, [this] { return text_or_nothing(); });
            return one;
        });
        fill(made.extra, most_items, [this] { return cases::extra_field{text(), text_or_nothing()}; });
        if (coin()) made.verified = cases::verification{text(), text()};
        if (coin()) made.now = cases::progress{text(), number(), text_or_nothing()};
        fill(made.attachments, 3, [this] { return document(); });
        fill(made.history, most_items, [this] {
            return cases::history_event{moment(), text(), text(), text_or_nothing()};
        });
        return made;
    }

    cases::person person() {
        cases::person one;
        for (auto* field :
             {&one.iin, &one.surname, &one.name, &one.patronymic, &one.surname_latin, &one.name_latin,
              &one.birth_date, &one.citizenship, &one.passport_number, &one.passport_date,
              &one.passport_authority, &one.residence_country, &one.departure_country, &one.education,
              &one.profession, &one.qualification, &one.patronymic_latin, &one.qualification_code})
            *field = text_or_nothing();
        return one;
    }

private:
    int number() { return std::uniform_int_distribution<int>(1, 1'000'000)(engine_); }
    bool coin() { return (engine_() & 1U) != 0; }
    timestamp moment() {
        return timestamp(
            milliseconds(std::uniform_int_distribution<std::int64_t>(0, 4'102'444'800'000)(engine_)));
    }
    // White space, markup, quotes, both alphabets, characters beyond the basic plane.
    std::string text() {
        static const std::vector<std::string> pieces{
            "a",     "Z", "0", " ", "  ", "\n", "\r", "\t",           "<",    ">", "&", "\"",      "'", "]]>",
            "&amp;", "Ә", "қ", "Ю", "\\", "/",  "😀",  "\xE2\x80\xA8", "<!--", "{", "}", "\xC2\xA0"};
        std::string out;
        const int length = std::uniform_int_distribution<int>(1, 12)(engine_);
        for (int i = 0; i < length; ++i)
            out += pieces[engine_() % pieces.size()];
        return out;
    }
    std::string text_or_nothing() { return coin() ? text() : std::string(); }
    template <class T, class Make>
    void fill(std::vector<T>& items, std::size_t most, Make make) {
        const std::size_t count = engine_() % (most + 1);
        for (std::size_t i = 0; i < count; ++i)
            items.push_back(make());
    }
    cases::organisation organisation() { return {text(), text_or_nothing(), text_or_nothing()}; }
    cases::recipient recipient() {
        cases::recipient one;
        one.kind = text();
        if (coin()) one.org = organisation();
        if (coin()) one.individual = person();
        one.phone = text_or_nothing();
        one.email = text_or_nothing();
        fill(one.representatives, 2, [this] {
            return cases::representative{person(), text_or_nothing(), text_or_nothing(), text_or_nothing(),
                                         text_or_nothing()};
        });
        return one;
    }
    cases::document document() {
        cases::document one;
        one.code = text();
        for (auto* field : {&one.title, &one.file_name, &one.file_id, &one.sha256, &one.number, &one.date,
                            &one.media_type, &one.valid_to, &one.location, &one.href, &one.title_kk})
            *field = text_or_nothing();
        one.size = coin() ? engine_() : 0;
        return one;
    }

    std::mt19937 engine_;
};

}  // namespace gw::test
