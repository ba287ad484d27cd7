// Bodies of SendMessage for the tests, with places to put what a test is about.
#pragma once

#include <string>

namespace gw::soap::test {

struct body_parts {
    std::string name_space = "http://bip.bee.kz/SyncChannel/v10/Types";
    std::string wrapper = "SendMessage";
    std::string message_id = "<messageId>7ea6369f-18c5-4633-ad73-19de35883e0b</messageId>";
    std::string service_id = "<serviceId>FOREIGN_LABOUR_PERMIT</serviceId>";
    std::string message_date = "<messageDate>2026-11-22T10:00:00.500+05:00</messageDate>";
    std::string sender = "<sender><senderId>egov</senderId><password>secret</password></sender>";
    std::string others;  // further fields of requestInfo
    std::string request_data = "<requestData><data>&lt;form/></data></requestData>";
};

inline std::string in_body(const std::string& content) {
    return "<S:Body xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\">" + content + "</S:Body>";
}

inline std::string in_wrapper(const body_parts& parts, const std::string& request) {
    return "<n:" + parts.wrapper + " xmlns:n=\"" + parts.name_space + "\">" + request +
           "</n:" + parts.wrapper + ">";
}

inline std::string make_body(const body_parts& parts = {}) {
    return in_body(in_wrapper(parts, "<request><requestInfo>" + parts.message_id + parts.service_id +
                                         parts.message_date + parts.sender + parts.others + "</requestInfo>" +
                                         parts.request_data + "</request>"));
}

}  // namespace gw::soap::test
