// What the gateway writes: text for text, since portals and their signatures depend on it.
#include <gtest/gtest.h>

#include "soap/answer.hpp"
#include "soap/sync_channel.hpp"
#include "soap/text.hpp"

namespace gw::soap {
namespace {

const timestamp noon = *from_rfc3339("2026-11-22T05:00:00Z");
constexpr const char* session = "{49af1eac-bbc4-4bd7-8d4f-5b778d828831}";

sync_response accepted() {
    sync_response out;
    out.message_id = "0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e5f";
    out.correlation_id = "id-1";
    out.session_id = session;
    out.response_date = noon;
    out.status_code = status_accepted;
    out.status_message = "kk / ru";
    return out;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(soap_response, is_written_to_the_octet) {
    EXPECT_EQ(
        write_response(accepted()),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
        "<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\"><SOAP-ENV:Header/>"
        "<SOAP-ENV:Body><t:SendMessageResponse xmlns:t=\"http://bip.bee.kz/SyncChannel/v10/Types\"><response>"
        "<responseInfo><messageId>0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e5f</messageId>"
        "<correlationId>id-1</correlationId><responseDate>2026-11-22T05:00:00Z</responseDate>"
        "<status><code>SCSS001</code><message>kk / ru</message></status>"
        "<sessionId>{49af1eac-bbc4-4bd7-8d4f-5b778d828831}</sessionId></responseInfo>"
        "<responseData></responseData></response></t:SendMessageResponse></SOAP-ENV:Body></"
        "SOAP-ENV:Envelope>");
}

TEST(soap_response, echoes_only_what_the_schema_calls_a_guid) {
    auto response = accepted();
    response.session_id = "49af1eac-bbc4-4bd7-8d4f-5b778d828831";
    EXPECT_FALSE(contains(write_response(response), "sessionId"));
    response.session_id = "{49af1eac-bbc4-4bd7-8d4f-5b778d82883g}";
    EXPECT_FALSE(contains(write_response(response), "sessionId"));
}

TEST(soap_response, speaks_the_namespace_of_the_sender) {
    auto response = accepted();
    response.wrapper_namespace = types_namespace_variant;
    EXPECT_TRUE(contains(write_response(response), "http://bip.bee.kz/SyncChannel/v10/types"));
}

TEST(soap_response, escapes_what_came_from_outside) {
    auto response = accepted();
    response.correlation_id = "</correlationId><x>&\r";
    EXPECT_TRUE(
        contains(write_response(response), "<correlationId>&lt;/correlationId&gt;&lt;x&gt;&amp;&#xD;</"));
}

TEST(soap_response, cuts_the_message_to_250_characters) {
    auto response = accepted();
    response.status_message.clear();
    for (int i = 0; i < 300; ++i)
        response.status_message += "ң";
    std::string kept;
    for (int i = 0; i < 250; ++i)
        kept += "ң";
    EXPECT_TRUE(contains(write_response(response), "<message>" + kept + "</message>"));
}

TEST(soap_answer, of_acceptance) {
    const auto given = make_acceptance(message_id("m-1"), "SKO-20261122-7K3QX4", noon,
                                       *from_rfc3339("2026-12-01T13:00:00Z"));
    EXPECT_EQ(write_answer(given),
              "<Answer xmlns=\"urn:shep-gateway:answer:1\"><Code>0</Code><Name>accepted</Name>"
              "<MessageId>m-1</MessageId><CaseNumber>SKO-20261122-7K3QX4</CaseNumber>"
              "<RegisteredAt>2026-11-22T05:00:00Z</RegisteredAt><DueAt>2026-12-01T13:00:00Z</DueAt>"
              "<TextKk>Өтініш қабылданды және тіркелді</TextKk><TextRu>Заявление принято и "
              "зарегистрировано</TextRu>"
              "<TextEn>The application is accepted and registered</TextEn></Answer>");
    EXPECT_EQ(status_message(given),
              "Өтініш қабылданды және тіркелді / Заявление принято и зарегистрировано");
}

TEST(soap_answer, of_refusal) {
    const auto given = make_refusal(error(errc::document_missing, "passport <copy>"), message_id("m-1"));
    const auto xml = write_answer(given);
    EXPECT_TRUE(
        contains(xml, "<Code>4003</Code><Name>document_missing</Name><MessageId>m-1</MessageId><TextKk>"));
    EXPECT_TRUE(contains(xml, "<Detail>passport &lt;copy&gt;</Detail>"));
}

TEST(soap_answer, a_local_code_shows_as_internal_and_without_its_detail) {
    const auto given = make_refusal(error(errc::target_unreachable, "10.0.0.1:443"), message_id("m-1"));
    EXPECT_EQ(given.name, "internal");
    EXPECT_EQ(given.detail, "");
}

TEST(soap_fault, is_written_to_the_octet) {
    const fault given{.code = errc::digest_mismatch,
                      .business = false,
                      .session_id = session,
                      .at = noon,
                      .detail = "Body & more",
                      .our_message_id = "0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e5f",
                      .wrapper_namespace = types_namespace};
    const std::string text = "Деректер қол қойылғаннан кейін өзгертілген / Данные изменены после подписания";
    EXPECT_EQ(
        write_fault(given),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
        "<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\"><SOAP-ENV:Header/>"
        "<SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>SCE006</faultcode><faultstring>" +
            text +
            "</faultstring><detail><t:SendMessageFault1_SendMessageFault"
            " xmlns:t=\"http://bip.bee.kz/SyncChannel/v10/Types\"><errorCode>SCE006</"
            "errorCode><errorMessage>" +
            text +
            "</errorMessage><errorData>2013 digest_mismatch; message 0193527c-8f2e-7c3a-9d4e-0a1b2c3d4e5f;"
            " retry after_fix; Body &amp; more</errorData><errorDate>2026-11-22T05:00:00Z</errorDate>"
            "<sessionId>{49af1eac-bbc4-4bd7-8d4f-5b778d828831}</sessionId>"
            "</t:SendMessageFault1_SendMessageFault></detail></SOAP-ENV:Fault></SOAP-ENV:Body>"
            "</SOAP-ENV:Envelope>");
}

std::string fault_of(errc code, bool business = false, std::string detail = {}) {
    fault given;
    given.code = code;
    given.business = business;
    given.at = noon;
    given.detail = std::move(detail);
    return write_fault(given);
}

TEST(soap_fault, tells_the_applicants_signature_from_the_portals) {
    EXPECT_TRUE(contains(fault_of(errc::certificate_expired), "<faultcode>SCE005</faultcode>"));
    EXPECT_TRUE(contains(fault_of(errc::certificate_expired, true), "<faultcode>SCE015</faultcode>"));
    EXPECT_TRUE(contains(fault_of(errc::signature_missing, true), "<errorCode>SCE017</errorCode>"));
}

TEST(soap_fault, keeps_the_codes_of_soap_itself) {
    const auto version = fault_of(errc::soap_version_mismatch);
    EXPECT_TRUE(contains(version, "<faultcode>SOAP-ENV:VersionMismatch</faultcode>"));
    EXPECT_TRUE(contains(version, "<errorCode>SCE001</errorCode>"));
    EXPECT_TRUE(
        contains(fault_of(errc::soap_must_understand), "<faultcode>SOAP-ENV:MustUnderstand</faultcode>"));
}

TEST(soap_fault, keeps_local_codes_and_their_detail_inside) {
    const auto written = fault_of(errc::key_password_wrong, false, "/etc/key.p12");
    EXPECT_TRUE(contains(written, "<errorData>9001 internal; retry later</errorData>"));
    EXPECT_FALSE(contains(written, "key.p12"));
}

TEST(soap_fault, stays_small) {
    EXPECT_LT(fault_of(errc::xml_not_well_formed, false, std::string(1'000'000, 'x')).size(), 4096u);
}

TEST(soap_fault, http_status_comes_from_the_table) {
    EXPECT_EQ(http_status(errc::digest_mismatch), 500u);
    EXPECT_EQ(http_status(errc::document_missing), 200u);
    EXPECT_EQ(http_status(errc::body_too_large), 413u);
    EXPECT_EQ(http_status(errc::overloaded), 503u);
    EXPECT_EQ(http_status(errc::target_timeout), 500u);  // local: shows as internal
}

TEST(soap_text, every_text_of_the_table_fits_status_info) {
    for (const auto& info : all_errors()) {
        const auto whole = std::string(info.kk).append(" / ").append(info.ru);
        EXPECT_EQ(join_texts(info.kk, info.ru), whole) << info.name;
    }
}

TEST(soap_text, is_cut_between_characters) {
    EXPECT_EQ(cut_characters("қол", 2), "қо");
    EXPECT_EQ(cut_characters("қол", 3), "қол");
    EXPECT_EQ(cut_characters("қол", 0), "");
    EXPECT_EQ(cut_characters("\x80\x80"
                             "a",
                             0),
              "\x80\x80");  // stray continuations begin no character
    EXPECT_EQ(count_characters("қол"), 3u);
}

}  // namespace
}  // namespace gw::soap
