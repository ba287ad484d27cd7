"""`message verify` over published messages and attacks: those of ../shared/data when that folder is there, and always a few
of our own. `cli_corpora_test.py PROGRAM`."""

import base64
import json
import re
import tempfile
import unittest
from pathlib import Path

import support
from support import SHARED, Scratch, envelope, run, trust

CORPORA = SHARED / "corpora"
KZ = SHARED / "kz"
WHEN = "2021-06-01T00:00:00Z"  # the signer of the published messages was valid


def is_there(folder):
    """Says by name which suite is not covered, so that a green run never looks larger than it was."""
    if folder.is_dir():
        return True
    print(f"not there, its cases did not run: {folder.relative_to(SHARED.parent)}")
    return False


class OwnVectors(Scratch):
    """Each rule that the corpora try, by messages of our own."""

    def test_malformed_documents(self):
        for name, text in (
            ("dtd", '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>'), ("entity", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            ("undeclared", "<a>&b;</a>"), ("two-roots", "<a/><b/>"), ("overlap", "<a><b></a></b>"),
            ("twice", '<a b="1" b="2"/>'), ("bare-ampersand", "<a>&</a>"), ("control", "<a>\x01</a>"), ("latin", b"<a>\xe4</a>"),
        ):
            with self.subTest(name):
                answer = self.expect(1, "message", "verify", self.write(f"{name}.xml", text), "--json").json
                self.assertEqual((answer["sub_indication"], answer["code"] // 1000), ("FORMAT_FAILURE", 1))

    def test_wrapping(self):
        signed = self.sign("signed.xml", envelope("<a/>"), "wsse", "portals/egov/sign").read_text()
        body = re.search(r"<S:Body.*</S:Body>", signed, re.S).group(0)
        forged = re.sub(r' [A-Za-z:]*Id="[^"]*"', "", body.split(">", 1)[0]) + ">" + body.split(">", 1)[1]
        forged = forged.replace("<messageId>m-1<", "<messageId>forged<")
        for name, text in (
            ("moved", signed.replace(body, forged).replace("</S:Header>", f"<x>{body}</x></S:Header>")),
            ("beside", signed.replace(body, forged + body)),
            ("inside", signed.replace(body, forged.replace("</S:Body>", body + "</S:Body>"))),
            ("twice", signed.replace(body, body + body)),
        ):
            with self.subTest(name):
                self.assertNotEqual(text, signed)
                answer = run("message", "verify", self.write(f"{name}.xml", text), *trust(self.pki), "--json")
                self.assertIn(answer.code, (1, 5))
                self.assertNotEqual(answer.json["code"], 0)
        self.expect(0, "message", "verify", self.folder / "signed.xml", *trust(self.pki))


class Kazakhstan(unittest.TestCase):
    """Messages signed with test certificates of НУЦ РК."""

    def verify(self, file, *more):
        return run("message", "verify", KZ / file, "--anchors", KZ / "test/root_rsa_test.cer", "--certs", KZ / "test", "--at",
                   WHEN, "--json", *more)

    def test_published_messages(self):
        if not is_there(KZ):
            return
        for file, scope in (("wsse/ncanode_xml_signed_string.xml", "transport"),
                            ("xml/ncanode_xml_signed_valid_string.xml", "business")):
            with self.subTest(file):
                answer = self.verify(file)
                self.assertEqual(answer.code, 5, answer.out)
                verdict = answer.json
                (signature,) = verdict["signatures"]
                self.assertEqual(signature["scope"], scope)
                self.assertTrue(signature["signature_ok"])
                self.assertTrue(all(one["digest_ok"] for one in signature["references"]))
                self.assertEqual((verdict["indication"], verdict["sub_indication"]), ("INDETERMINATE", "TRY_LATER"))
                self.assertIn("RSA TEST", signature["path"][1]["subject"])
                self.assertTrue(signature["path"][-1]["anchor"])
                skipped = self.verify(file, "--revocation", "skip")
                self.assertEqual(skipped.code, 0, skipped.out)
                later = run("message", "verify", KZ / file, "--anchors", KZ / "test/root_rsa_test.cer", "--certs",
                            KZ / "test", "--at", "2024-01-01T00:00:00Z", "--revocation", "skip", "--json")
                self.assertEqual((later.code, later.json["sub_indication"]), (1, "EXPIRED"))

    def test_unsigned_and_gost(self):
        if not is_there(KZ):
            return
        answer = self.verify("wsse/ncanode_xml_valid_string.xml")
        self.assertEqual((answer.code, answer.json["code"]), (1, 2001))
        answer = self.verify("xml/ncanode_xml_signed_valid_string_two_signers.xml")
        self.assertIn(answer.code, (1, 5))


class Attacks(unittest.TestCase):
    def key_of(self, case, file, folder):
        if case["keys"]:
            return CORPORA / "attacks" / case["keys"][0]
        inside = re.search(rb"X509Certificate>([^<]+)<", file.read_bytes())
        if not inside:
            return None
        try:
            der = base64.b64decode(re.sub(rb"\s|&#13;", b"", inside.group(1)))
        except ValueError:
            return None
        path = folder / "inside.cer"
        path.write_bytes(der)
        return path

    def test_manifest(self):
        if not is_there(CORPORA / "attacks"):
            return
        cases = json.loads((CORPORA / "attacks/manifest.json").read_text())
        self.assertGreaterEqual(len(cases), 37)
        with tempfile.TemporaryDirectory() as folder:
            for case in cases:
                file = CORPORA / "attacks" / case["file"]
                key = self.key_of(case, file, Path(folder))
                answer = run("message", "verify", file, *(("--key", key) if key else ()), "--json", timeout=20)
                verdict = answer.json
                print(f"{case['expect'][:28]:28} exit {answer.code}  {verdict['code']:4} {verdict['sub_indication'] or '-':28} "
                      f"{case['attack']:20} {case['file']}")
                with self.subTest(case["file"]):
                    self.judge(case, answer, verdict)

    def judge(self, case, answer, verdict):
        if case["expect"].startswith("accept (key"):
            self.assertEqual((answer.code, verdict["indication"]), (0, "TOTAL-PASSED"), answer.out)
        elif case["expect"].startswith("reject"):
            self.assertIn(answer.code, (1, 5), answer.out)
            self.assertNotEqual(verdict["indication"], "TOTAL-PASSED")
        else:  # accept-full-text-or-reject, policy: both are right, a crash is not
            self.assertIn(answer.code, (0, 1, 5), answer.out)


class Ocsp(unittest.TestCase):
    """`cert verify --ocsp` over the published answers: never good where the suite expects anything else."""

    FOLDER = CORPORA / "ocsp"

    def arguments(self, case):
        if "file" in case:  # one bundle: answer, issuer, certificate, told apart by their labels
            file = self.FOLDER / case["file"]
            return [file, "--anchors", file, "--ocsp", file, "--max-ocsp-age", f"{case['max_age_days']}d"]
        arguments = [self.FOLDER / case["cert"], "--anchors", self.FOLDER / case["root"]]
        for flag, key in (("--certs", "other_certs"), ("--ocsp", "ocsps")):
            for one in case[key]:
                arguments += [flag, self.FOLDER / one]
        return arguments

    def test_manifest(self):
        if not is_there(self.FOLDER):
            return
        cases = json.loads((self.FOLDER / "manifest.json").read_text())
        matches = 0
        for case in cases:
            answer = run("cert", "verify", *self.arguments(case), "--at", case["eval_time"], "--json")
            good, should = answer.code == 0, case["expect"] in ("good", "valid")
            print(f"{case['expect']:8} exit {answer.code}  {answer.json['code']:4} {case['id']}")
            with self.subTest(case["id"]):
                self.assertIn(answer.code, (0, 1, 5), answer.out)
                self.assertFalse(good and not should)
            matches += good == should
        print(f"ocsp: {matches} of {len(cases)} as expected")
        self.assertGreaterEqual(len(cases), 33)


class Xmlconf(unittest.TestCase):
    def test_refused_documents(self):
        if not is_there(CORPORA / "xmlconf"):
            return
        cases = json.loads((CORPORA / "xmlconf/manifest.json").read_text())
        sums = {"refused": 0, "unsigned": 0}
        for case in cases:
            refuse = case["has_doctype"] or case["expect"] != "well-formed"
            answer = run("message", "verify", CORPORA / "xmlconf" / case["file"], "--json", timeout=20)
            with self.subTest(case["file"]):
                self.assertEqual(answer.code, 1, answer.out)
                verdict = answer.json
                if refuse:
                    self.assertEqual((verdict["code"] // 1000, verdict["sub_indication"]), (1, "FORMAT_FAILURE"), case)
                    sums["refused"] += 1
                else:  # well-formed and nothing else: it comes as far as the missing signature
                    self.assertIn(verdict["code"], (2001, 1005, 1007), case)
                    sums["unsigned"] += 1
        print(f"xmlconf: {sums['refused']} refused as they are, {sums['unsigned']} came as far as the missing signature")
        self.assertGreaterEqual(sum(sums.values()), 160)


if __name__ == "__main__":
    floor = 18
    floor += 2 if KZ.is_dir() else 0
    floor += 37 if (CORPORA / "attacks").is_dir() else 0
    floor += 33 if (CORPORA / "ocsp").is_dir() else 0
    floor += 160 if (CORPORA / "xmlconf").is_dir() else 0
    support.main(__name__, floor)
