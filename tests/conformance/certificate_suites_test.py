"""Published suites of certificate paths and revocation lists through `cert verify` of the real program.
`certificate_suites_test.py PROGRAM`. A suite that is not there is named; its rules have vectors of their own in unit_pki."""

import datetime
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
CORPORA = PROJECT.parent / "shared/data/corpora"
PASSED, NEGATIVE, INDETERMINATE = 0, 1, 5


def explained(suite):
    """The cases of a suite that docs/conformance.md explains as different."""
    rows = [row for row in (PROJECT / "docs/conformance.md").read_text().splitlines() if row.startswith(f"| {suite} | `")]
    return {name for row in rows for name in re.findall("`([^`]+)`", row.split(" | ")[1])}


def verify(program, leaf, *arguments, folder=CORPORA):
    done = subprocess.run([program, "cert", "verify", str(leaf), *map(str, arguments), "--json"], capture_output=True, timeout=20,
                          cwd=folder)
    answer = json.loads(done.stdout) if done.stdout else {"code": None, "message": done.stderr.decode()}
    if done.returncode not in (PASSED, NEGATIVE, INDETERMINATE):
        raise RuntimeError(f"{leaf}: exit {done.returncode}: {done.stderr.decode()}")
    if (done.returncode == PASSED) != (answer["indication"] == "TOTAL-PASSED"):
        raise RuntimeError(f"{leaf}: exit {done.returncode} beside {answer['indication']}")
    return answer


def options(name, files):
    return [word for file in files for word in (name, file)]


class Case:
    def __init__(self, name, expected, leaf, *arguments, folder=CORPORA):
        self.name, self.expected, self.leaf, self.arguments, self.folder = name, expected, leaf, arguments, folder

    def run(self, program):
        self.answer = verify(program, self.leaf, *self.arguments, folder=self.folder)
        self.passed = self.answer["indication"] == "TOTAL-PASSED"
        return self


def pkits():
    oid = "2.16.840.1.101.3.2.1.48."
    for case in json.loads((CORPORA / "pkits/pkits.json").read_text()):
        settings = case["settings"]
        arguments = [*options("--anchors", [case["trust_anchor"]]), *options("--certs", case["intermediates"]),
                     *options("--crls", case["crls"]), "--at", case["eval_time"],
                     *options("--policy", [oid + name.rsplit("-", 1)[1] for name in settings.get("initial_policy_set", [])])]
        for setting, flag in (("initial_explicit_policy", "--require-explicit-policy"),
                              ("initial_policy_mapping_inhibit", "--inhibit-policy-mapping"),
                              ("initial_inhibit_any_policy", "--inhibit-any-policy")):
            if settings.get(setting):
                arguments.append(flag)
        yield Case(case["id"], case["expect"], case["leaf"], *arguments, folder=CORPORA / "pkits")


def nist():
    for case in json.loads((CORPORA / "nist-2001/manifest.json").read_text()):
        certificates = [file for file in case["files"] if file.endswith(".crt") and file != case["leaf"]]
        lists = [case["root_crl"], *(file for file in case["files"] if file.endswith(".crl"))]
        yield Case(case["id"], case["expect"], case["leaf"], *options("--anchors", [case["trust_anchor"]]),
                   *options("--certs", certificates), *options("--crls", lists), "--at", case["eval_time"],
                   folder=CORPORA / "nist-2001")


def bsi():
    for case in json.loads((CORPORA / "bsi/manifest.json").read_text()):
        certificates = [file for file in case["files"] if ".ca.pem.crt" in file]
        yield Case(case["id"], case["expect"], case["leaf"][0], *options("--anchors", case["trust_anchor"]),
                   *options("--certs", certificates), *options("--crls", case["crls"]), "--at", case["eval_time"],
                   "--revocation", "require" if case["check_crl"] else "skip", folder=CORPORA / "bsi")


def bssl():
    for case in json.loads((CORPORA / "bssl-crl/manifest.json").read_text()):
        file = case["file"]  # one bundle: list, issuer, certificate, told apart by their labels
        yield Case(case["id"], case["expect"], file, "--anchors", file, "--crls", file, "--at", case["eval_time"],
                   "--max-crl-age", f"{case['max_crl_age_days']}d", folder=CORPORA / "bssl-crl")


def limbo(folder):
    now = datetime.datetime.now(datetime.timezone.utc).isoformat()
    for number, case in enumerate(json.loads((CORPORA / "limbo/limbo.json").read_text())["testcases"]):
        def write(kind, texts):
            path = folder / f"{number}-{kind}.pem"
            path.write_text("".join(texts))
            return options({"peer": "", "anchors": "--anchors", "certs": "--certs", "crls": "--crls"}[kind], [path]) if texts else []
        leaf = write("peer", [case["peer_certificate"]])[1]
        arguments = [*write("anchors", case["trusted_certs"]), *write("certs", case["untrusted_intermediates"]),
                     *write("crls", case["crls"]), "--at", case["validation_time"] or now,
                     "--revocation", "require" if case["crls"] else "skip"]
        if case["max_chain_depth"] is not None:
            arguments += ["--max-depth", case["max_chain_depth"]]
        yield Case(case["id"], "valid" if case["expected_result"] == "SUCCESS" else "invalid", leaf, *arguments)


def name_constraints(folder):
    for case in json.loads((CORPORA / "botan-name-constraints/manifest.json").read_text()):
        text = (CORPORA / "botan-name-constraints" / case["file"]).read_text()
        blocks = [block + "-----END CERTIFICATE-----\n" for block in text.split("-----END CERTIFICATE-----")[:-1]]
        anchor = folder / f"{case['id']}.pem"
        anchor.write_text(blocks[-1])
        yield Case(case["id"], case["expect"], case["file"], "--anchors", anchor, "--revocation", "skip",
                   folder=CORPORA / "botan-name-constraints")


class Suites(unittest.TestCase):
    def run_suite(self, suite, cases, floor):
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            done = list(pool.map(lambda case: case.run(PROGRAM), cases))
        wrong, matches = {}, 0
        for case in done:
            agrees = case.passed == (case.expected in ("valid", "good"))
            if case.expected == "revoked":
                agrees = case.answer["sub_indication"] == "REVOKED"
            matches += agrees
            if not agrees:
                wrong[case.name] = f"{case.expected}, but {case.answer['indication']} {case.answer['message']}"
            if VERBOSE:
                print(f"{suite:24} {case.name:52} {case.expected:8} {case.answer['indication']:14} {case.answer['message']}")
        print(f"{suite}: {matches} of {len(done)} verdicts match")
        self.assertGreaterEqual(len(done), floor)
        self.assertEqual(set(wrong), explained(suite), json.dumps(wrong, indent=1, ensure_ascii=False))
        return done

    def there(self, suite):
        if (CORPORA / suite).is_dir():
            return True
        print(f"not there, its cases did not run: {suite}")
        return False

    def test_pkits(self):
        if self.there("pkits"):
            self.run_suite("pkits", pkits(), 125)

    def test_nist_2001(self):
        if self.there("nist-2001"):
            self.run_suite("nist-2001", nist(), 37)

    def test_bsi(self):
        if self.there("bsi"):
            self.run_suite("bsi", bsi(), 27)

    def test_bssl_crl(self):
        if self.there("bssl-crl"):
            done = self.run_suite("bssl-crl", bssl(), 33)
            self.assertFalse([case.name for case in done if case.passed and case.expected != "good"])

    def test_limbo(self):
        if self.there("limbo"):
            with tempfile.TemporaryDirectory() as folder:
                self.run_suite("limbo", limbo(Path(folder)), 69)

    def test_name_constraints(self):
        if self.there("botan-name-constraints"):
            with tempfile.TemporaryDirectory() as folder:
                self.run_suite("botan-name-constraints", name_constraints(Path(folder)), 150)


if __name__ == "__main__":
    PROGRAM = str(Path(sys.argv.pop(1)).resolve())
    VERBOSE = "--verbose" in sys.argv
    if VERBOSE:
        sys.argv.remove("--verbose")
    unittest.main()
