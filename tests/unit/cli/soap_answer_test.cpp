// What `message send` reads out of an answer, written by the gateway's own writers and by others.
#include "cli/soap_answer.hpp"

#include <gtest/gtest.h>

#include "soap/answer.hpp"
#include "soap/sync_channel.hpp"

namespace gw::cli {
namespace {

octets response(std::string_view status, const soap::answer& answer) {
    soap::sync_response made;
    made.status_code = status;
    made.status_message = soap::status_message(answer);
    made.data_xml = soap::write_answer(answer);
    return soap::write_response(made);
}

TEST(soap_answer, accepted) {
    const auto answer = read_soap_answer(
        response("SCSS001", soap::make_acceptance(message_id("m"), "SKO-1", timestamp(), timestamp())));
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->accepted());
    EXPECT_FALSE(answer->is_fault());
    EXPECT_EQ(answer->case_number, "SKO-1");
    EXPECT_EQ(answer->message_id, "m");
    EXPECT_EQ(answer->code, "0");
}

TEST(soap_answer, refused) {
    const auto answer =
        read_soap_answer(response("SCSE002", soap::make_refusal(errc::document_missing, message_id("m"))));
    ASSERT_TRUE(answer);
    EXPECT_FALSE(answer->accepted());
    EXPECT_FALSE(answer->later());
    EXPECT_EQ(answer->code, "4003");
    EXPECT_EQ(answer->name, "document_missing");
}

TEST(soap_answer, fault_that_may_pass_later) {
    soap::fault fault;
    fault.code = errc::revocation_unavailable;
    fault.our_message_id = "m-7";
    const auto answer = read_soap_answer(soap::write_fault(fault));
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->is_fault());
    EXPECT_FALSE(answer->accepted());
    EXPECT_TRUE(answer->later());
    EXPECT_EQ(answer->fault_code, "SCE005");
    EXPECT_EQ(answer->code, "3008");
    EXPECT_EQ(answer->message_id, "m-7");
}

TEST(soap_answer, fault_for_good) {
    soap::fault fault;
    fault.code = errc::certificate_revoked;
    const auto answer = read_soap_answer(soap::write_fault(fault));
    ASSERT_TRUE(answer);
    EXPECT_FALSE(answer->later());
    EXPECT_EQ(answer->name, "certificate_revoked");
}

TEST(soap_answer, fault_of_another_make) {
    const auto answer = read_soap_answer(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><e:Fault><faultcode>e:Server"
        "</faultcode><faultstring>down</faultstring></e:Fault></e:Body></e:Envelope>");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->fault_code, "e:Server");
    EXPECT_EQ(answer->fault_message, "down");
    EXPECT_TRUE(answer->code.empty());
    EXPECT_FALSE(answer->accepted());
}

TEST(soap_answer, anything_else_is_none) {
    EXPECT_FALSE(read_soap_answer("busy"));
    EXPECT_FALSE(read_soap_answer("<html><body>busy</body></html>"));
    EXPECT_FALSE(read_soap_answer("<!DOCTYPE a><a/>"));
    EXPECT_FALSE(read_soap_answer(""));
}

}  // namespace
}  // namespace gw::cli
