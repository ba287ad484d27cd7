#!/usr/bin/python3
"""The published schemas are valid, the published examples are valid by them, and broken examples are not."""

import copy
import json
import pathlib
import sys
import unittest

import jsonschema
from lxml import etree

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "schemas"
# The forms of each portal and the procedures that it offers by them: an example for each.
EMPLOYER = ["issue", "reissue", "extend", "ict-issue", "ict-reissue", "ict-extend"]
WORKER = ["worker-issue", "worker-extend", "worker-reissue"]
REFERRALS = ["job-referral", "public-works-referral", "training-referral", "social-workplace-referral", "youth-practice-referral",
             "career-guidance"]
PROCEDURES = {
    ("egov-foreign-labour", "egov-foreign-labour-permit"): EMPLOYER + WORKER,
    ("egov-labour-immigrant", "egov-labour-immigrant-permit"): ["issue", "extend"],
    ("egov-labour-immigrant", "egov-termination-notice"): ["termination-notice"],
    ("egov-unemployed-certificate", "egov-personal-service"): ["issue"],
    ("egov-unemployed-registration", "egov-personal-service"): ["issue"],
    ("egov-employment-referrals", "egov-personal-service"): REFERRALS,
    ("elicense-foreign-labour", "elicense-application"): EMPLOYER + WORKER,
    ("migration-labour-immigrant", "migration-labour-immigrant-permit"): ["issue", "extend"],
    ("migration-labour-immigrant", "migration-termination-notice"): ["termination-notice"],
}
FORMS = {f"{example}-{procedure}": schema for (example, schema), list_ in PROCEDURES.items() for procedure in list_}
PARTS = {"values", "egov-parts", "migration-parts"}
SIGNATURE = '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature>'


def form_schema(name):
    return etree.XMLSchema(etree.parse(str(SCHEMAS / "portals" / f"{name}.xsd")))


def example_form(name):
    return etree.parse(str(SCHEMAS / "portals" / "examples" / f"{name}.xml"))


class Forms(unittest.TestCase):
    def test_every_form_and_example_is_covered(self):
        self.assertEqual(
            set(FORMS.values()) | PARTS, {path.stem for path in (SCHEMAS / "portals").glob("*.xsd")})
        self.assertEqual(set(FORMS), {path.stem for path in (SCHEMAS / "portals" / "examples").glob("*.xml")})

    def test_examples_are_valid(self):
        for example, schema in FORMS.items():
            with self.subTest(example):
                form_schema(schema).assertValid(example_form(example))

    def test_a_signed_form_is_valid(self):
        for example, schema in FORMS.items():
            with self.subTest(example):
                form = example_form(example)
                form.getroot().append(etree.fromstring(SIGNATURE))
                form.getroot().append(etree.fromstring(SIGNATURE))
                form_schema(schema).assertValid(form)

    def test_a_form_of_another_namespace_is_not(self):
        schemas = {name: form_schema(name) for name in FORMS.values()}
        for example in FORMS:
            for schema in set(schemas) - {FORMS[example]}:
                with self.subTest(example=example, schema=schema):
                    self.assertFalse(schemas[schema].validate(example_form(example)))

    def test_a_wrong_value_is_not_valid(self):
        for field, value in (("iin", "12345"), ("birth_date", "1987-02-30"), ("amount", "-1"), ("sha256", "abc"),
                             ("district", "Житикара"), ("kind", "x" * 2001), ("surname", "")):
            with self.subTest(field):
                form = example_form("migration-labour-immigrant-issue")
                next(form.iter("{*}" + field)).text = value
                self.assertFalse(form_schema("migration-labour-immigrant-permit").validate(form))


class Case(unittest.TestCase):
    def setUp(self):
        self.schema = json.loads((SCHEMAS / "case" / "service-case.schema.json").read_text(encoding="utf-8"))
        self.validator = jsonschema.Draft202012Validator(self.schema, format_checker=jsonschema.FormatChecker())
        self.examples = {
            path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in (SCHEMAS / "case" / "examples").glob("*.json")
        }

    def test_the_schema_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(self.schema)

    def test_each_case_has_its_form(self):
        self.assertGreater(len(self.examples), 3)
        self.assertEqual(set(), set(self.examples) - set(FORMS))

    def test_examples_are_valid(self):
        for name, example in self.examples.items():
            with self.subTest(name):
                self.assertEqual([], [error.message for error in self.validator.iter_errors(example)])

    def test_examples_hold_nothing_that_the_schema_does_not_describe(self):
        def described(value, schema, path):
            while "$ref" in schema:
                schema = self.schema["$defs"][schema["$ref"].rsplit("/", 1)[1]]
            if isinstance(value, dict):
                for key, inner in value.items():
                    self.assertIn(key, schema["properties"], path)
                    described(inner, schema["properties"][key], f"{path}/{key}")
            elif isinstance(value, list):
                for inner in value:
                    described(inner, schema["items"], path)

        for name, example in self.examples.items():
            described(example, self.schema, name)

    def test_the_xml_form_of_each_example_is_valid(self):
        schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "case" / "service-case.xsd")))
        self.assertEqual(set(self.examples), {path.stem for path in (SCHEMAS / "case" / "examples").glob("*.xml")})
        for name in self.examples:
            with self.subTest(name):
                tree = etree.parse(str(SCHEMAS / "case" / "examples" / f"{name}.xml"))
                schema.assertValid(tree)
                for path, value in (("version", "2"), ("portal", "other"), ("received_at", "2026-11-20"), ("consent", "maybe")):
                    broken = copy.deepcopy(tree)
                    broken.find("{*}" + path).text = value
                    self.assertFalse(schema.validate(broken), path)

    def test_both_schemas_describe_the_same_fields(self):
        xsd = etree.parse(str(SCHEMAS / "case" / "service-case.xsd"))
        names = {"held_permit": "permit", "signer_summary": "signer"}
        for group in xsd.iterfind("{*}complexType"):
            name = group.get("name")
            described = self.schema if name == "service_case" else self.schema["$defs"][names.get(name, name)]
            fields = [one.get("name") for one in group.iterfind("{*}sequence/{*}element")]
            self.assertEqual(set(fields), set(described["properties"]), name)
            self.assertEqual(len(fields), len(set(fields)), name)

    def test_a_later_version_may_add(self):
        for example in self.examples.values():
            example["new_property"] = 1
            self.assertTrue(self.validator.is_valid(example))

    def test_each_required_property_is_required(self):
        example = next(iter(self.examples.values()))
        for name in self.schema["required"]:
            broken = copy.deepcopy(example)
            del broken[name]
            self.assertFalse(self.validator.is_valid(broken), name)

    def test_a_wrong_value_is_not_valid(self):
        example = self.examples["migration-labour-immigrant-issue"]
        for path, value in (("version", 2), ("number", "SKO-1"), ("portal", "other"), ("received_at", "2026-11-20"),
                            ("applicant", {"kind": "organisation"}), ("applicant", {"kind": "person"}),
                            ("documents", [{}]), ("signers", [{"scope": "other"}]), ("consent", "true")):
            broken = copy.deepcopy(example)
            broken[path] = value
            self.assertFalse(self.validator.is_valid(broken), path)


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=1).result.wasSuccessful())
