"""Holds the answers of the pull API against schemas/backoffice/openapi.yaml: every status is described, every body is valid,
and every reference of the description resolves."""
import json
import pathlib
import subprocess
import sys
import unittest

import jsonschema
import yaml

samples = sys.argv.pop()  # the program made of samples.cpp
path = pathlib.Path("schemas/backoffice/openapi.yaml").resolve()
description = yaml.safe_load(path.read_text())
case = sorted(pathlib.Path("schemas/case/examples").glob("*.json"))[0]


def resolve(reference):
    file, _, pointer = reference.partition("#")
    node = json.loads((path.parent / file).read_text()) if file else description
    for step in filter(None, pointer.split("/")):
        node = node[step]
    return node


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from references(each)


def validator(schema):
    # Without its $id: this resolver cannot join a urn and a fragment.
    file = (path.parent / "../case/service-case.schema.json").resolve()
    case_schema = {name: value for name, value in json.loads(file.read_text()).items() if name != "$id"}
    resolver = jsonschema.RefResolver(path.as_uri(), description, store={file.as_uri(): case_schema})
    return jsonschema.Draft202012Validator(schema, resolver=resolver)


class Description(unittest.TestCase):
    def test_every_reference_resolves(self):
        for reference in references(description):
            self.assertIsNotNone(resolve(reference), reference)

    def test_schemas_are_schemas(self):
        for schema in description["components"]["schemas"].values():
            jsonschema.Draft202012Validator.check_schema(schema)

    def test_the_rule_of_refusals(self):
        check = validator(description["components"]["schemas"]["StatusUpdate"])
        self.assertTrue(check.is_valid({"event_id": "e", "status": "granted"}))
        self.assertTrue(check.is_valid({"event_id": "e", "status": "refused", "text_kk": "k", "text_ru": "r"}))
        self.assertFalse(check.is_valid({"event_id": "e", "status": "refused", "text_kk": "k"}))
        self.assertFalse(check.is_valid({"event_id": "e", "status": "refused", "text_kk": "", "text_ru": "r"}))

    def test_answers_are_as_described(self):
        operations = {each["operationId"]: each for item in description["paths"].values()
                      for each in item.values() if isinstance(each, dict) and "operationId" in each}
        compact = json.dumps(json.loads(case.read_text())).encode()  # as the store keeps it
        made = subprocess.run([samples], input=compact, capture_output=True, check=True)
        answers = [json.loads(line) for line in made.stdout.splitlines()]
        self.assertEqual([each["status"] for each in answers], [200, 400, 401, 204, 404, 204, 409, 400, 413, 200, 404,
                                                              200, 412, 428, 200, 409, 201, 404, 403, 200, 200, 400, 200])
        for answer in answers:
            described = operations[answer["operation"]]["responses"][str(answer["status"])]
            described = resolve(described["$ref"]) if "$ref" in described else described
            if answer["status"] == 204:
                self.assertIsNone(answer["body"])
                continue
            content = described["content"]
            content = content.get("application/json") or content["application/problem+json"]
            validator(content["schema"]).validate(answer["body"])


if __name__ == "__main__":
    unittest.main()
