// The rules of values that all forms share, tried on one form.
#include "adapters/portals/form.hpp"

#include "base/bytes.hpp"
#include "crypto/digest.hpp"
#include "support.hpp"

namespace {

using namespace gw;
using namespace gw::adapters;
using test::example;
using test::replaced;

const std::string& good() {
    static const std::string form = example("migration-labour-immigrant-issue");
    return form;
}
std::string changed(std::string_view from, std::string_view to) {
    return replaced(good(), from, to);
}
std::string verdict(std::string_view from, std::string_view to) {
    return test::verdict(migration::read, changed(from, to));
}
cases::service_case draft_of(const std::string& form) {
    auto draft = test::read(migration::read, form);
    EXPECT_TRUE(draft) << draft.error().to_string();
    return draft ? *draft : cases::service_case();
}

TEST(form, order_and_prefixes_do_not_matter) {
    // The same fields, qualified by another prefix, the sections the other way round.
    std::string form = good();
    const auto from = form.find("  <permit>");
    const auto to = form.find("  <immigrant>");
    const std::string permit = form.substr(from, to - from);
    form = replaced(form, permit, "");
    form = replaced(form, "</permit_application>", permit + "</permit_application>");
    form = replaced(
        form, "<permit_application xmlns=",
        "<m:permit_application xmlns:m=\"urn:shep-gateway:form:migration:labour-immigrant-permit:1\" xmlns=");
    form = replaced(form, "</permit_application>", "</m:permit_application>");
    const auto draft = draft_of(form);
    EXPECT_EQ(draft.procedure, "issue");
    EXPECT_EQ(draft.provider, "zhitikara");
    EXPECT_TRUE(draft.extra.empty());
}

// SHEP's own data element as the root of the signed document, typed and with the fields as its children.
TEST(form, a_typed_data_element_is_the_form) {
    const std::string uri = "urn:shep-gateway:form:migration:labour-immigrant-permit:1";
    std::string form = "<data>" + good().substr(good().find("<permit>"));
    form = replaced(form, "</permit_application>", "</data>");
    for (const char* part : {"permit", "immigrant", "employer", "work", "payment", "documents", "consent"}) {
        const std::string tag = std::string("\n  <") + part + ">";
        const std::string open = std::string("<") + part + " xmlns=\"" + uri + "\">";
        form = part == std::string("permit") ? replaced(form, "<permit>", open)
                                             : replaced(form, tag, "\n  " + open);
    }
    const auto draft = draft_of(form);
    EXPECT_EQ(draft.procedure, "issue");
    EXPECT_EQ(draft.documents.size(), 5u);
    EXPECT_TRUE(draft.extra.empty());
    EXPECT_EQ(test::verdict(migration::read, "<data><x xmlns=\"urn:other\"/></data>"), "form_unknown: data");
}

TEST(form, unqualified_fields_are_read) {
    const auto draft =
        draft_of(changed("<procedure>issue</procedure>", "<procedure xmlns=\"\">issue</procedure>"));
    EXPECT_EQ(draft.procedure, "issue");
}

TEST(form, a_namesake_of_a_foreign_namespace_is_not_the_field) {
    EXPECT_EQ(verdict("<procedure>issue</procedure>", "<procedure xmlns=\"urn:other\">issue</procedure>"),
              "form_field_missing: permit/procedure");
    const auto draft = draft_of(
        changed("<procedure>", "<o:procedure xmlns:o=\"urn:other\">revoke</o:procedure><procedure>"));
    EXPECT_EQ(draft.procedure, "issue");
    ASSERT_EQ(draft.extra.size(), 1u);
    EXPECT_EQ(draft.extra[0].path, "permit/procedure");
    EXPECT_EQ(draft.extra[0].value, "revoke");
}

TEST(form, a_field_given_twice_is_refused) {
    EXPECT_EQ(verdict("<procedure>", "<procedure>revoke</procedure><procedure>"),
              "form_field_invalid: permit/procedure: more than one");
    EXPECT_EQ(verdict("<employer>", "<employer/><employer>"), "form_field_invalid: employer: more than one");
    EXPECT_EQ(verdict("<procedure>", "<procedure xmlns=\"\">revoke</procedure><procedure>"),
              "form_field_invalid: permit/procedure: more than one");
}

TEST(form, markup_inside_a_value_is_refused) {
    for (const char* value : {"870511<!-- -->300117", "870511<?x?>300117", "870511<b/>300117"})
        EXPECT_TRUE(verdict("870511300117", value).starts_with("markup_inside_value")) << value;
    // Also where nobody asked for the value.
    EXPECT_TRUE(
        verdict("<procedure>", "<note>a<!-- -->b</note><procedure>").starts_with("markup_inside_value"));
    EXPECT_EQ(verdict("870511300117", "870511<![CDATA[300117]]>"), "passed");
    EXPECT_EQ(verdict("<procedure>", "<!-- between fields --><procedure>"), "passed");
}

TEST(form, unknown_fields_are_kept_with_their_path) {
    const auto draft = draft_of(changed(
        "<phone>",
        "<visa kind=\"B\"><number> 7 </number><entry>1</entry><entry>2</entry></visa><urgent/><phone>"));
    ASSERT_EQ(draft.extra.size(), 5u);
    const auto shown = [&](std::size_t i) { return draft.extra[i].path + "=" + draft.extra[i].value; };
    EXPECT_EQ(shown(0), "immigrant/visa/@kind=B");
    EXPECT_EQ(shown(1), "immigrant/visa/number=7");
    EXPECT_EQ(shown(2), "immigrant/visa/entry=1");
    EXPECT_EQ(shown(3), "immigrant/visa/entry[2]=2");
    EXPECT_EQ(shown(4), "immigrant/urgent=");
}

TEST(form, attributes_of_known_fields_are_kept) {
    const auto draft = draft_of(changed("<citizenship>", "<citizenship code=\"860\">"));
    ASSERT_EQ(draft.extra.size(), 1u);
    EXPECT_EQ(draft.extra[0].path, "immigrant/citizenship/@code");
}

TEST(form, text_between_elements_is_not_lost_in_silence) {
    EXPECT_EQ(verdict("<immigrant>", "<immigrant>and then"),
              "form_field_invalid: immigrant: text between elements");
}

TEST(form, unknown_fields_are_bounded) {
    std::string many;
    for (int i = 0; i < 500; ++i)
        many += "<x/>";
    EXPECT_EQ(verdict("<phone>", many + "<phone>"), "passed");
    EXPECT_TRUE(
        verdict("<phone>", many + "<x/><phone>").starts_with("form_too_many_items: immigrant/x[501]"));
    EXPECT_EQ(verdict("<phone>", "<x>" + std::string(2000, 'a') + "</x><phone>"), "passed");
    EXPECT_EQ(verdict("<phone>", "<x>" + std::string(2001, 'a') + "</x><phone>"),
              "form_text_too_long: immigrant/x");
}

TEST(form, text_is_trimmed_and_bounded_in_characters) {
    EXPECT_EQ(draft_of(changed("<kind>Помощник по хозяйству", "<kind>\r\n\t сторож  ")).purpose, "сторож");
    std::string wide;
    for (int i = 0; i < 2000; ++i)
        wide += "ә";
    EXPECT_EQ(verdict("Помощник по хозяйству", wide), "passed");
    EXPECT_EQ(verdict("Помощник по хозяйству", wide + "ә"), "form_text_too_long: work/kind");
    EXPECT_EQ(verdict("<kind>Помощник по хозяйству</kind>", "<kind> </kind>"), "passed");
    EXPECT_EQ(verdict("<surname>ТЕСТОВ</surname>", "<surname> </surname>"),
              "form_field_missing: immigrant/surname");
}

TEST(form, identity_numbers_have_twelve_digits) {
    EXPECT_EQ(verdict("870511300117", "820417300118"),
              "passed");  // a wrong check digit is for the normaliser to note
    EXPECT_EQ(verdict("870511300117", " 870511300117 "), "passed");
    for (const char* value :
         {"87051130011", "8705113001177", "87051130011X", "8705 11300117", "IIN870511300117"})
        EXPECT_EQ(verdict("870511300117", value), "identity_number_invalid: immigrant/iin: not twelve digits")
            << value;
    // Digits of another script are no digits here.
    EXPECT_EQ(verdict("870511300117", "٨٧٠٥١١٣٠٠١١٧"),
              "identity_number_invalid: immigrant/iin: not twelve digits");
}

TEST(form, letters_that_look_alike_are_told_as_such) {
    for (const char* value : {"87О511300117", "87O511300117", "8705113001l7", "8705І1300117", "8705113ОO117"})
        EXPECT_EQ(verdict("870511300117", value),
                  "look_alike_letters: immigrant/iin: a letter in place of a digit")
            << value;
    for (const char* code : {"zhitikаra", "zһitikara", "Житикара"})
        EXPECT_EQ(verdict("<district>zhitikara", std::string("<district>") + code),
                  "look_alike_letters: permit/district: Cyrillic letters in a code")
            << code;
    // Cyrillic С, О, Р, У spell a procedure to the eye.
    EXPECT_EQ(verdict("<procedure>issue", "<procedure>сору"),
              "look_alike_letters: permit/procedure: Cyrillic letters in a code");
    EXPECT_EQ(verdict("FA1234567</passport_number>", "FА1234567</passport_number>"),
              "look_alike_letters: immigrant/passport_number: Latin and Cyrillic letters");
    // One alphabet is somebody's own, and a name may have both.
    EXPECT_EQ(verdict("FA1234567</passport_number>", "МР1234567</passport_number>"), "passed");
    EXPECT_EQ(verdict("<surname>ТЕСТОВ", "<surname>ТЕСТОВ-SMITH"), "passed");
}

TEST(form, a_megabyte_in_a_name_is_too_long) {
    EXPECT_EQ(verdict("<surname>ТЕСТОВ", "<surname>" + std::string(1 << 20, 'A')),
              "form_text_too_long: immigrant/surname");
}

TEST(form, dates) {
    EXPECT_EQ(draft_of(changed("1987-05-11", "1987-05-11+06:00")).applicant.individual->birth_date,
              "1987-05-11");
    EXPECT_EQ(draft_of(changed("1987-05-11", "1987-05-11Z")).applicant.individual->birth_date, "1987-05-11");
    for (const char* value : {"1987-02-30", "1987-13-01", "2025-02-29", "11.05.1987", "1987-5-11",
                              "1987-05-11T00:00:00", "1987-O5-11"})
        EXPECT_EQ(verdict("1987-05-11", value), "form_date_invalid: immigrant/birth_date: not a date")
            << value;
    EXPECT_EQ(verdict("<to>2027-05-31", "<to>2026-11-30"), "form_date_invalid: work/to: before the start");
    EXPECT_EQ(verdict("<to>2027-05-31", "<to>2026-12-01"), "passed");
}

TEST(form, codes_amounts_booleans) {
    EXPECT_EQ(verdict("<district>zhitikara", "<district>Zhitikara"),
              "form_field_invalid: permit/district: not a code");
    EXPECT_EQ(verdict("<district>zhitikara", "<district>../x"),
              "form_field_invalid: permit/district: not a code");
    EXPECT_EQ(verdict("47184.00", "47184"), "passed");
    for (const char* value : {"47184.", ".5", "-1", "1,5", "1e3", "1234567890123", "1.234"})
        EXPECT_EQ(verdict("47184.00", value), "form_field_invalid: payment/amount: not an amount") << value;
    EXPECT_FALSE(draft_of(changed("<consent>true", "<consent>0")).consent);
    EXPECT_FALSE(draft_of(changed("<consent>true</consent>", "")).consent);
    EXPECT_TRUE(draft_of(changed("<consent>true", "<consent>1")).consent);
    EXPECT_EQ(verdict("<consent>true", "<consent>yes"), "form_field_invalid: consent: not a boolean");
}

TEST(form, hash_is_a_sha256) {
    const auto start = good().find("<sha256>") + 8;
    const std::string hash = good().substr(start, 64);
    EXPECT_EQ(verdict(hash, "abc"),
              "form_field_invalid: documents/document/sha256: not a SHA-256 in hexadecimal digits");
    EXPECT_EQ(draft_of(changed(hash, std::string(64, 'A'))).documents[0].sha256, std::string(64, 'a'));
}

// A document of the form with exactly these fields.
std::string with_document(const std::string& fields) {
    const auto start = good().find("<document>");
    const auto end = good().find("</document>") + 11;
    return good().substr(0, start) + "<document><code>passport</code><file_name>p.pdf</file_name>" + fields +
           "</document>" + good().substr(end);
}

TEST(form, inline_content_is_measured_and_hashed) {
    const std::string content(100'000, 'x');
    const std::string digest = to_hex(crypto::sha256(content));
    const auto draft = draft_of(with_document("<content>" + to_base64(content) + "</content>"));
    EXPECT_EQ(draft.documents[0].size, 100'000u);
    EXPECT_EQ(draft.documents[0].sha256, digest);
    EXPECT_TRUE(draft.extra.empty());
    const auto field = "<content>" + to_base64(content) + "</content><sha256>";
    EXPECT_EQ(test::verdict(migration::read, with_document(field + digest + "</sha256>")), "passed");
    EXPECT_EQ(test::verdict(migration::read, with_document(field + std::string(64, '0') + "</sha256>")),
              "form_field_invalid: documents/document/sha256: not the hash of the content");
    EXPECT_EQ(test::verdict(migration::read, with_document("<content>!</content>")),
              "form_field_invalid: documents/document/content: not base64");
}

TEST(form, a_document_is_stored_or_inline) {
    EXPECT_EQ(test::verdict(migration::read, with_document("<file_id>1</file_id>")), "passed");
    EXPECT_EQ(test::verdict(migration::read, with_document("")),
              "form_field_missing: documents/document/file_id");
    EXPECT_EQ(test::verdict(migration::read, with_document("<content/>")),
              "form_field_missing: documents/document/file_id");
}

}  // namespace
