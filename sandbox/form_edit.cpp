#include "sandbox/form_edit.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>

namespace sandbox {
namespace {

using std::chrono::sys_days;

const std::map<std::string, portal_words, std::less<>>& all_words() {
    static const std::map<std::string, portal_words, std::less<>> all{
        {"egov",
         {.service = "//PublicService",
          .procedure = "//Procedure",
          .provider = "//Provider",
          .category = "Category",
          .work = "Work",
          .work_to = "//Work/DateTo",
          .work_address = "//Work/Address",
          .permit = "CurrentPermit",
          .permit_number = "Number",
          .permit_from = "ValidFrom",
          .permit_to = "ValidTo",
          .entry = "//EntryDate",
          .termination = "//TerminationDate",
          .consent = "//Consent",
          .documents = "Attachments",
          .document = "Attachment",
          .code = "CodeType",
          .file_name = "FileName",
          .file_id = "FileId",
          .hash = "Hash",
          .date = "DocDate",
          .valid_to = "DocValidTo",
          .workers = "ForeignWorkers",
          .worker = "ForeignWorker",
          .surname = "//Surname",
          .birth_date = "//BirthDate",
          .signer_number = "//IIN | //BIN",
          .passport_number = "//PassportNumber"}},
        {"elicense",
         {.service = "//service/code",
          .procedure = "//service/operation",
          .provider = "//service/licensor",
          .category = "category",
          .work = "permit",
          .work_to = "//permit/to",
          .work_address = "//permit/workAddress",
          .permit = "currentPermit",
          .permit_number = "number",
          .permit_from = "validFrom",
          .permit_to = "validTo",
          .entry = "//entryDate",
          .termination = "",
          .consent = "//consent",
          .documents = "files",
          .document = "file",
          .code = "type",
          .file_name = "name",
          .file_id = "fileId",
          .hash = "sha256",
          .date = "date",
          .valid_to = "validTo",
          .workers = "workers",
          .worker = "worker",
          .surname = "//lastName",
          .birth_date = "//birthDate",
          .signer_number = "//bin | //iin",
          .passport_number = "//passportNumber"}},
        {"migration",
         {.service = "//permit/service",
          .procedure = "//permit/procedure",
          .provider = "//permit/district",
          .category = "category",
          .work = "work",
          .work_to = "//work/to",
          .work_address = "//work/address",
          .permit = "current_permit",
          .permit_number = "number",
          .permit_from = "valid_from",
          .permit_to = "valid_to",
          .entry = "//entry_date",
          .termination = "//termination_date",
          .consent = "//consent",
          .documents = "documents",
          .document = "document",
          .code = "code",
          .file_name = "file_name",
          .file_id = "file_id",
          .hash = "sha256",
          .date = "issued",
          .valid_to = "valid_to",
          .workers = "",
          .worker = "",
          .surname = "//surname",
          .birth_date = "//birth_date",
          .signer_number = "//iin",
          .passport_number = "//passport_number"}},
    };
    return all;
}

std::string write_day(sys_days day) {
    return gw::to_string(std::chrono::year_month_day(day));
}

// Dates that make up the whole text of an element.
void move_dates(pugi::xml_node node, std::chrono::days by) {
    for (pugi::xml_node child : node.children()) {
        if (child.type() == pugi::node_pcdata) {
            if (const auto day = gw::from_date(child.value()))
                child.set_value(write_day(sys_days(*day) + by).c_str());
        } else {
            move_dates(child, by);
        }
    }
}

}  // namespace

const portal_words& words_of(std::string_view portal) {
    return all_words().find(portal)->second;
}

sys_days local_day(gw::timestamp now) noexcept {
    return std::chrono::floor<std::chrono::days>(now + std::chrono::hours(5));
}

form_editor::form_editor(const std::string& portal, const std::string& example, sys_days today)
    : words_(words_of(portal)), today_(today) {
    if (!form_.load_string(example.c_str())) throw std::runtime_error("a form is not XML");
    move_dates(form_, today - example_day);
}

pugi::xml_node form_editor::find(const std::string& path) const {
    const pugi::xml_node found = form_.select_node(path.c_str()).node();
    if (!found) throw std::runtime_error("the form has no " + path);
    return found;
}

form_editor& form_editor::set(const std::string& path, const std::string& value) {
    find(path).text().set(value.c_str());
    return *this;
}

form_editor& form_editor::put(const std::string& section, const std::string& name, const std::string& value) {
    pugi::xml_node in = find(section);
    pugi::xml_node field = in.child(name.c_str());
    if (!field) field = in.append_child(name.c_str());
    field.text().set(value.c_str());
    return *this;
}

form_editor& form_editor::drop(const std::string& path) {
    const pugi::xml_node found = find(path);
    found.parent().remove_child(found);
    return *this;
}

form_editor& form_editor::add_section(const std::string& name) {
    const pugi::xml_node work = find("//" + words_.work);
    work.parent().insert_child_after(name.c_str(), work);
    return *this;
}

form_editor& form_editor::category(const std::string& code) {
    const pugi::xml_node procedure = find(words_.procedure);
    procedure.parent().remove_child(words_.category.c_str());
    if (!code.empty())
        procedure.parent().insert_child_after(words_.category.c_str(), procedure).text().set(code.c_str());
    return *this;
}

form_editor& form_editor::clear_documents() {
    if (pugi::xml_node documents = form_.select_node(("//" + words_.documents).c_str()).node())
        documents.remove_children();
    return *this;
}

form_editor& form_editor::add_document(const std::string& code) {
    pugi::xml_node item = find("//" + words_.documents).append_child(words_.document.c_str());
    item.append_child(words_.code.c_str()).text().set(code.c_str());
    item.append_child(words_.file_name.c_str()).text().set((code + ".pdf").c_str());
    item.append_child(words_.file_id.c_str()).text().set(("file-" + code).c_str());
    return *this;
}

form_editor& form_editor::repeat_worker(int times) {
    const pugi::xml_node worker = find("//" + words_.worker);
    for (int i = 1; i < times; ++i)
        worker.parent().append_copy(worker);
    return *this;
}

std::string form_editor::document(const std::string& code) const {
    return "//" + words_.document + "[" + words_.code + "='" + code + "']";
}

std::string form_editor::day(int from_today) const {
    return write_day(today_ + std::chrono::days(from_today));
}

std::string form_editor::months_after(const std::string& path, int months, int days) const {
    const auto start = gw::from_date(find(path).text().get());
    if (!start) throw std::runtime_error("no date in " + path);
    auto moved = *start + std::chrono::months(months);
    if (!moved.ok()) moved = moved.year() / moved.month() / std::chrono::last;
    return write_day(sys_days(moved) + std::chrono::days(days));
}

std::string form_editor::text() const {
    std::ostringstream out;
    form_.save(out, "", pugi::format_raw);
    return out.str();
}

}  // namespace sandbox
