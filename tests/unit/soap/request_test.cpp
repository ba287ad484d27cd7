// Each rule of reading SendMessage: a message that keeps it and one that breaks it for exactly its code.
#include <gtest/gtest.h>

#include "soap/detail/body.hpp"
#include "unit/soap/body.hpp"

namespace gw::soap {
namespace {

using test::body_parts;
using test::make_body;
constexpr std::chrono::minutes astana{300};

result<sync_request> read(const std::string& body) {
    return detail::read_body(body, astana);
}
errc code_of(const std::string& body) {
    const auto got = read(body);
    EXPECT_FALSE(got) << body;
    return got ? errc::internal : got.error().code();
}
std::string repeat(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i)
        out += text;
    return out;
}

TEST(soap_request, reads_every_field) {
    body_parts parts;
    parts.others =
        "<correlationId>c-1</correlationId><routeId>R_SKO</routeId>"
        "<properties><key>k</key><value> v </value></properties><properties><key>k2</key></properties>"
        "<sessionId>{49af1eac-bbc4-4bd7-8d4f-5b778d828831}</sessionId>";
    const auto got = read(make_body(parts));
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(got->message_id, "7ea6369f-18c5-4633-ad73-19de35883e0b");
    EXPECT_EQ(got->correlation_id, "c-1");
    EXPECT_EQ(got->service_id, "FOREIGN_LABOUR_PERMIT");
    EXPECT_EQ(got->route_id, "R_SKO");
    EXPECT_EQ(got->session_id, "{49af1eac-bbc4-4bd7-8d4f-5b778d828831}");
    EXPECT_EQ(to_rfc3339(got->message_date), "2026-11-22T05:00:00.500Z");
    EXPECT_EQ(got->sender.sender_id, "egov");
    EXPECT_EQ(got->sender.password, "secret");
    const std::vector<std::pair<std::string, std::string>> properties{{"k", " v "}, {"k2", ""}};
    EXPECT_EQ(got->properties, properties);
    EXPECT_EQ(got->wrapper_namespace, types_namespace);
    EXPECT_FALSE(got->is_signed);
}

TEST(soap_request, takes_any_order_and_empty_optional_fields) {
    body_parts parts;
    parts.message_id = "<routeId/><messageType>REQUEST</messageType><sessionId></sessionId>";
    parts.others = "<properties></properties><correlationId/><messageId> id-1\n</messageId>";
    const auto got = read(make_body(parts));
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(got->message_id, "id-1");
    EXPECT_EQ(got->route_id + got->session_id + got->correlation_id, "");
    EXPECT_TRUE(got->properties.empty());
}

TEST(soap_request, takes_qualified_children) {
    body_parts parts;
    parts.message_id = "<n:messageId>id-1</n:messageId>";
    parts.request_data = "<requestData><x:data xmlns:x=\"urn:x\"><form/></x:data></requestData>";
    const auto got = read(make_body(parts));
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(got->message_id, "id-1");
}

TEST(soap_request, takes_the_lower_case_namespace_and_remembers_it) {
    body_parts parts;
    parts.name_space = "http://bip.bee.kz/SyncChannel/v10/types";
    const auto got = read(make_body(parts));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->wrapper_namespace, types_namespace_variant);
}

TEST(soap_request, refuses_another_operation) {
    body_parts other_name, other_namespace;
    other_name.wrapper = "sendMessage";
    other_namespace.name_space = "http://bip.bee.kz/AsyncChannel/v10/Types";
    EXPECT_EQ(code_of(make_body(other_name)), errc::soap_operation_unknown);
    EXPECT_EQ(code_of(make_body(other_namespace)), errc::soap_operation_unknown);
    EXPECT_EQ(code_of(test::in_body("<SendMessage/>")), errc::soap_operation_unknown);
}

TEST(soap_request, demands_exactly_one_child_of_body) {
    const std::string wrapper = test::in_wrapper({}, "<request/>");
    EXPECT_EQ(code_of(test::in_body("")), errc::soap_operation_unknown);
    EXPECT_EQ(code_of(test::in_body(wrapper + wrapper)), errc::soap_operation_unknown);
    EXPECT_EQ(code_of(test::in_wrapper({}, "<request/>")), errc::soap_structure_invalid);
    EXPECT_EQ(code_of("<S:Body"), errc::xml_not_well_formed);
}

TEST(soap_request, demands_the_required_fields) {
    const auto without = [](std::string body_parts::*field, const std::string& instead) {
        body_parts parts;
        parts.*field = instead;
        const auto got = read(make_body(parts));
        if (got) return std::string("read");
        return got.error().to_string();
    };
    EXPECT_EQ(without(&body_parts::message_id, ""), "soap_field_missing: messageId");
    EXPECT_EQ(without(&body_parts::message_id, "<messageId> \n</messageId>"),
              "soap_field_missing: messageId");
    EXPECT_EQ(without(&body_parts::service_id, ""), "soap_field_missing: serviceId");
    EXPECT_EQ(without(&body_parts::message_date, "<messageDate/>"), "soap_field_missing: messageDate");
    EXPECT_EQ(without(&body_parts::sender, ""), "soap_field_missing: sender");
    EXPECT_EQ(without(&body_parts::sender, "<sender/>"), "soap_field_missing: senderId");
    EXPECT_EQ(code_of(test::in_body(test::in_wrapper({}, ""))), errc::soap_field_missing);
    EXPECT_EQ(code_of(test::in_body(test::in_wrapper({}, "<request/>"))), errc::soap_field_missing);
}

TEST(soap_request, the_password_is_optional_and_kept_to_the_octet) {
    body_parts parts;
    parts.sender = "<sender><senderId>egov</senderId></sender>";
    ASSERT_TRUE(read(make_body(parts)));
    EXPECT_EQ(read(make_body(parts))->sender.password, "");
    parts.sender = "<sender><password> p </password><senderId>egov</senderId></sender>";
    EXPECT_EQ(read(make_body(parts))->sender.password, " p ");
}

TEST(soap_request, nil_counts_as_absent) {
    const std::string nil = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"";
    body_parts parts;
    parts.others = "<routeId" + nil + "/>";
    EXPECT_TRUE(read(make_body(parts)));
    parts.others = "<routeId" + nil + ">R</routeId>";
    EXPECT_EQ(code_of(make_body(parts)), errc::soap_field_invalid);
    parts = {};
    parts.message_id = "<messageId" + nil + "/>";
    EXPECT_EQ(code_of(make_body(parts)), errc::soap_field_missing);
    EXPECT_EQ(code_of(test::in_body(test::in_wrapper({}, "<request" + nil + "/>"))),
              errc::soap_field_missing);
    parts = {};
    parts.request_data = "<requestData><data" + nil + "/></requestData>";
    EXPECT_EQ(code_of(make_body(parts)), errc::data_missing);
}

TEST(soap_request, nothing_single_valued_occurs_twice) {
    for (const char* twice :
         {"<messageId>other</messageId>", "<x:messageId xmlns:x=\"urn:x\">other</x:messageId>",
          "<sender><senderId>other</senderId></sender>", "<serviceId/>",
          "<routeId>a</routeId><routeId>b</routeId>", "<messageDate>2026-11-22T10:00:00Z</messageDate>"}) {
        body_parts parts;
        parts.others = twice;
        EXPECT_EQ(code_of(make_body(parts)), errc::soap_field_invalid) << twice;
    }
    body_parts parts;
    parts.sender = "<sender><senderId>egov</senderId><senderId>other</senderId></sender>";
    EXPECT_EQ(code_of(make_body(parts)), errc::soap_field_invalid);
    parts = {};
    parts.request_data += parts.request_data;
    EXPECT_EQ(code_of(make_body(parts)), errc::soap_field_invalid);
    EXPECT_EQ(code_of(test::in_body(test::in_wrapper({}, "<request/><request/>"))), errc::soap_field_invalid);
}

TEST(soap_request, lengths_are_limited_in_characters) {
    const auto with_id = [](int characters) {
        body_parts parts;
        parts.message_id = "<messageId>" + repeat("ә", characters) + "</messageId>";
        return make_body(parts);
    };
    EXPECT_TRUE(read(with_id(128)));
    EXPECT_EQ(code_of(with_id(129)), errc::soap_field_invalid);

    body_parts parts;
    parts.sender = "<sender><senderId>" + repeat("s", 129) + "</senderId></sender>";
    EXPECT_EQ(code_of(make_body(parts)), errc::soap_field_invalid);
    parts.sender = "<sender><senderId>s</senderId><password>" + repeat("p", 257) + "</password></sender>";
    EXPECT_EQ(code_of(make_body(parts)), errc::soap_field_invalid);
    parts = {};
    parts.others = repeat("<properties><key>k</key><value>v</value></properties>", 64);
    EXPECT_TRUE(read(make_body(parts)));
    parts.others = repeat("<properties><key>k</key><value>v</value></properties>", 65);
    EXPECT_EQ(code_of(make_body(parts)), errc::soap_field_invalid);
}

TEST(soap_request, ids_have_no_control_characters) {
    body_parts parts;
    parts.message_id = "<messageId>a&#9;b</messageId>";
    EXPECT_EQ(code_of(make_body(parts)), errc::soap_field_invalid);
    parts.message_id = "<messageId>a&#xD;&#xA;b</messageId>";
    EXPECT_EQ(code_of(make_body(parts)), errc::soap_field_invalid);
}

TEST(soap_request, dates_without_a_zone_are_local) {
    body_parts parts;
    parts.message_date = "<messageDate>2026-11-22T10:00:00</messageDate>";
    EXPECT_EQ(to_rfc3339(read(make_body(parts))->message_date), "2026-11-22T05:00:00Z");
    parts.message_date = "<messageDate>2026-11-22</messageDate>";
    EXPECT_EQ(to_rfc3339(read(make_body(parts))->message_date), "2026-11-21T19:00:00Z");
    parts.message_date = "<messageDate>22.11.2026</messageDate>";
    EXPECT_EQ(code_of(make_body(parts)), errc::soap_field_invalid);
}

TEST(soap_request, markup_inside_a_value_is_refused) {
    body_parts parts;
    parts.sender = "<sender><senderId>egov<!-- -->.kz</senderId></sender>";
    EXPECT_EQ(code_of(make_body(parts)), errc::markup_inside_value);
    parts = {};
    parts.message_id = "<messageId>a<?pi?>b</messageId>";
    EXPECT_EQ(code_of(make_body(parts)), errc::markup_inside_value);
    parts.message_id = "<messageId>a<b/></messageId>";
    EXPECT_EQ(code_of(make_body(parts)), errc::markup_inside_value);
    parts.message_id = "<messageId><![CDATA[a]]>b</messageId>";
    EXPECT_EQ(read(make_body(parts))->message_id, "ab");
}

TEST(soap_request, data_has_content_in_any_of_its_forms) {
    const auto with_data = [](const std::string& content) {
        body_parts parts;
        parts.request_data = "<requestData>" + content + "</requestData>";
        return make_body(parts);
    };
    for (const char* form :
         {"<data>&lt;form/></data>", "<data><![CDATA[<form/>]]></data>", "<data><form/></data>",
          "<data xsi:type=\"c:Request\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
          " xmlns:c=\"urn:c\"><iin/></data>"})
        EXPECT_TRUE(read(with_data(form))) << form;
    for (const char* nothing : {"", "<data/>", "<data> \n </data>", "<data><!-- a --></data>"})
        EXPECT_EQ(code_of(with_data(nothing)), errc::data_missing) << nothing;
    EXPECT_EQ(code_of(with_data("<data>a</data><data>b</data>")), errc::soap_field_invalid);
    body_parts parts;
    parts.request_data = "";
    EXPECT_EQ(code_of(make_body(parts)), errc::data_missing);
}

}  // namespace
}  // namespace gw::soap
