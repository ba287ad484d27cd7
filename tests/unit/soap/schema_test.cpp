// Our schemas compile with libxml2, accept what we write and real traffic, and are served with addresses that
// resolve.
#include <gtest/gtest.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "base/files.hpp"
#include "soap/answer.hpp"
#include "soap/sync_channel.hpp"
#include "soap/wsdl.hpp"
#include "unit/soap/body.hpp"
#include "xml/document.hpp"

namespace gw::soap {
namespace {

using schema = std::unique_ptr<xmlSchema, decltype(&xmlSchemaFree)>;

schema load_schema(const std::string& name) {
    const auto path = "schemas/shep/" + name;
    const std::unique_ptr<xmlSchemaParserCtxt, decltype(&xmlSchemaFreeParserCtxt)> context(
        xmlSchemaNewParserCtxt(path.c_str()), &xmlSchemaFreeParserCtxt);
    return {xmlSchemaParse(context.get()), &xmlSchemaFree};
}

xmlNode* first_element(xmlNode* parent, const char* name = nullptr) {
    for (xmlNode* node = xmlFirstElementChild(parent); node; node = xmlNextElementSibling(node))
        if (!name || xmlStrEqual(node->name, reinterpret_cast<const xmlChar*>(name))) return node;
    return nullptr;
}

bool is_valid(const schema& with, xmlNode* node) {
    const std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)> context(
        xmlSchemaNewValidCtxt(with.get()), &xmlSchemaFreeValidCtxt);
    return node && xmlSchemaValidateOneElement(context.get(), node) == 0;
}

xml::document parse(const octets& text) {
    auto parsed = xml::parse(text);
    EXPECT_TRUE(parsed) << text.substr(0, 200);
    return parsed ? std::move(*parsed) : xml::document{};
}

// The element inside the Body.
xmlNode* payload(const xml::document& envelope) {
    xmlNode* body = first_element(xmlDocGetRootElement(envelope.get()), "Body");
    return body ? first_element(body) : nullptr;
}

TEST(soap_schemas, compile) {
    for (const char* name : {"common.xsd", "types.xsd", "request.xsd", "response.xsd", "answer.xsd"})
        EXPECT_TRUE(load_schema(name)) << name;
}

TEST(soap_schemas, accept_our_request_and_refuse_a_broken_one) {
    const auto types = load_schema("types.xsd");
    auto document = parse(test::make_body());
    EXPECT_TRUE(is_valid(types, first_element(xmlDocGetRootElement(document.get()))));
    test::body_parts broken;
    broken.sender = "";
    document = parse(test::make_body(broken));
    EXPECT_FALSE(is_valid(types, first_element(xmlDocGetRootElement(document.get()))));
}

TEST(soap_schemas, accept_our_response_and_answer) {
    const timestamp at = *from_rfc3339("2026-11-22T05:00:00.123Z");
    for (const auto& given : {make_acceptance(message_id("m-1"), "SKO-1", at, at),
                              make_refusal(error(errc::document_missing, "passport"), message_id("m-1"))}) {
        sync_response response;
        response.message_id = "m-1";
        response.session_id = "{49af1eac-bbc4-4bd7-8d4f-5b778d828831}";
        response.response_date = at;
        response.status_code = status_accepted;
        response.status_message = status_message(given);
        response.data_xml = write_answer(given);
        const auto document = parse(write_response(response));
        EXPECT_TRUE(is_valid(load_schema("types.xsd"), payload(document)));
        const auto answer_document = parse(response.data_xml);
        EXPECT_TRUE(is_valid(load_schema("answer.xsd"), xmlDocGetRootElement(answer_document.get())));
    }
}

TEST(soap_schemas, accept_every_fault) {
    const auto types = load_schema("types.xsd");
    for (const auto& info : all_errors()) {
        fault given;
        given.code = info.code;
        given.detail = "x";
        given.session_id = "not a guid";
        const auto document = parse(write_fault(given));
        EXPECT_TRUE(is_valid(types, first_element(first_element(payload(document), "detail")))) << info.name;
    }
}

// facts/shep.md 1.9 lists these as valid against the official set.
TEST(soap_schemas, accept_real_traffic) {
    const std::filesystem::path samples = "../shared/data/shep/samples";
    if (!std::filesystem::exists(samples)) {
        std::cout << "not there: " << samples << " (real SHEP traffic against our schemas)\n";
        return;
    }
    const auto types = load_schema("types.xsd");
    for (const char* name : {"nitec_sync_request_gost2004.xml", "sync_request_via_rshep_egkn_redacted.xml",
                             "sync_response_vshep_2025_gost2015.xml"}) {
        const auto text = read_file(samples / name);
        ASSERT_TRUE(text) << name;
        const auto document = parse(*text);
        EXPECT_TRUE(is_valid(types, payload(document))) << name;
    }
}

TEST(soap_wsdl, names_the_address_and_the_served_schemas) {
    const auto wsdl = wsdl_document("wsdl", "https://gw.example/egov?a=1&b=\"2\"");
    ASSERT_TRUE(wsdl);
    EXPECT_NE(wsdl->find("<soap:address location=\"https://gw.example/egov?a=1&amp;b=&quot;2&quot;\"/>"),
              octets::npos);
    EXPECT_NE(wsdl->find("schemaLocation=\"?xsd=types.xsd\""), octets::npos);
    EXPECT_EQ(wsdl_document("WSDL", "https://gw.example/egov?a=1&b=\"2\""), wsdl);
    parse(*wsdl);
}

TEST(soap_wsdl, every_named_schema_is_served) {
    constexpr std::string_view mark = "schemaLocation=\"?";
    std::vector<std::string> open{"wsdl"}, done;
    while (!open.empty()) {
        const auto query = open.back();
        open.pop_back();
        if (std::find(done.begin(), done.end(), query) != done.end()) continue;
        done.push_back(query);
        const auto document = wsdl_document(query, "https://gw.example/egov");
        ASSERT_TRUE(document) << query;
        parse(*document);
        for (auto at = document->find(mark); at != octets::npos; at = document->find(mark, at + 1)) {
            const auto begin = at + mark.size();
            open.push_back(document->substr(begin, document->find('"', begin) - begin));
        }
    }
    EXPECT_EQ(done.size(), 6u);
}

TEST(soap_wsdl, serves_nothing_else) {
    for (const char* query : {"", "xsd=", "xsd", "xsd=../types.xsd", "xsd=types", "wsdl=1", "wsdlx"})
        EXPECT_FALSE(wsdl_document(query, "https://gw.example/egov")) << query;
}

TEST(soap_wsdl, is_embedded_as_it_stands) {
    const auto file = read_file("schemas/shep/common.xsd");
    ASSERT_TRUE(file);
    EXPECT_EQ(wsdl_document("xsd=common.xsd", ""), *file);
}

}  // namespace
}  // namespace gw::soap
