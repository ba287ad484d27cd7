// A portal's form taken apart and put together again: fields are set, added and removed before it is signed.
#pragma once

#include <chrono>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace sandbox {

// Where a portal's form has what every form has, as XPath or as the name of an element.
struct portal_words {
    std::string service, procedure, provider, category;
    std::string work, work_to, work_address;
    std::string permit, permit_number, permit_from, permit_to;  // the permit that is held
    std::string entry, termination, consent;
    std::string documents, document, code, file_name, file_id, hash, date, valid_to;
    std::string workers, worker, surname, birth_date, signer_number, passport_number;
};
const portal_words& words_of(std::string_view portal);

// The published examples are filed on this day; "today" in a changed form is counted from it.
inline constexpr std::chrono::sys_days example_day{std::chrono::year{2026} / 11 / 20};

// The day that the offices' clocks show, all at UTC+05:00 since 2024-03-01.
std::chrono::sys_days local_day(gw::timestamp) noexcept;

class form_editor {
public:
    // The example with all its dates moved, so that it is as good on `today` as it was on its own day.
    form_editor(const std::string& portal, const std::string& example, std::chrono::sys_days today);

    const portal_words& words() const noexcept { return words_; }
    form_editor& set(const std::string& path, const std::string& value);
    form_editor& put(const std::string& section, const std::string& name, const std::string& value);
    form_editor& drop(const std::string& path);
    form_editor& add_section(const std::string& name);  // beside the work
    form_editor& category(const std::string& code);     // none when empty
    form_editor& clear_documents();
    form_editor& add_document(const std::string& code);
    form_editor& repeat_worker(int times);
    // "//Attachment[CodeType='passport']"
    std::string document(const std::string& code) const;
    // The date so many days from today, as the forms write it.
    std::string day(int from_today) const;
    std::string months_after(const std::string& path, int months, int days) const;
    std::string text() const;

private:
    pugi::xml_node find(const std::string& path) const;

    portal_words words_;
    std::chrono::sys_days today_;
    pugi::xml_document form_;
};

}  // namespace sandbox
