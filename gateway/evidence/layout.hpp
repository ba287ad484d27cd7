// Names of the files of an export: a promise to those who keep them.
#pragma once

#include <string>

#include "base/bytes.hpp"

namespace gw::evidence::layout {

inline constexpr const char* readme = "README.txt";
inline constexpr const char* message = "message.xml";
inline constexpr const char* verdict = "verdict.json";
inline constexpr const char* answer = "answer.xml";
inline constexpr const char* svc_case = "case.json";
inline constexpr const char* evidence = "evidence.txt";
inline constexpr const char* policy = "policy.json";
inline constexpr const char* trust = "trust.txt";
inline constexpr const char* row = "journal/row.json";
inline constexpr const char* checkpoint_statement = "checkpoint/statement.json";
inline constexpr const char* checkpoint_signature = "checkpoint/signature.bin";
inline constexpr const char* checkpoint_signer = "checkpoint/signer.cer";
inline constexpr const char* checkpoint_place = "checkpoint/path.json";
inline constexpr const char* stamp_token = "time-stamp/token.der";
inline constexpr const char* stamp_anchors = "time-stamp/anchors.pem";
inline constexpr const char* stamp_place = "time-stamp/path.json";

// Where an item of the evidence lies; shared content is named by its digest.
inline std::string evidence_file(const std::string& kind, const sha256_digest& sha256) {
    if (kind == "policy") return policy;
    if (kind == "trust") return trust;
    if (kind == "certificate") return "certificates/" + to_hex(sha256) + ".cer";
    if (kind == "crl") return "crls/" + to_hex(sha256) + ".crl";
    return kind + "/" + to_hex(sha256) + ".der";
}

}  // namespace gw::evidence::layout
