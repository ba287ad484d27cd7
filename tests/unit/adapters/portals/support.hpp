// The example forms of schemas/portals, to be read as they are or with something changed.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "adapters/portals/egov/egov.hpp"
#include "adapters/portals/elicense/elicense.hpp"
#include "adapters/portals/migration/migration.hpp"
#include "base/files.hpp"
#include "xml/reader.hpp"

namespace gw::adapters::test {

using read_form = result<cases::service_case> (*)(xml::element);

inline std::string example(const std::string& name) {
    const auto text = read_file("schemas/portals/examples/" + name + ".xml");
    EXPECT_TRUE(text) << name;
    return text ? *text : std::string();
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    return text;
}

inline result<cases::service_case> read(read_form read_it, const std::string& form) {
    const auto tree = xml::reader::open(form);
    EXPECT_TRUE(tree) << form;
    if (!tree) return tree.error();
    return read_it(tree->root());
}

// "passed", or the code and the field: "form_field_missing: RequestData/Provider".
inline std::string verdict(read_form read_it, const std::string& form) {
    const auto draft = read(read_it, form);
    return draft ? "passed" : draft.error().to_string();
}

}  // namespace gw::adapters::test
