"""Pins the command line: exit codes, JSON shapes and help. `cli_test.py PROGRAM`."""

import hashlib
import json
import subprocess
from datetime import datetime, timedelta

import support
from support import Scratch, envelope, identity, run, trust

FORM = '<?xml version="1.0" encoding="UTF-8"?><form xmlns="urn:x"><field>value</field></form>'

SIGNATURE_KEYS = {"scope", "indication", "sub_indication", "code", "message", "signature_ok", "references", "covered",
                  "algorithm", "signer", "path", "revocation"}
SIGNER_KEYS = {"subject", "iin", "bin", "roles", "serial", "sha256"}

COMMANDS = [
    ("serve",), ("config", "check"), ("config", "describe"), ("config", "hash-password"), ("message", "verify"),
    ("message", "sign"), ("message", "send"), ("message", "explain"), ("cert", "show"), ("cert", "verify"),
    ("crl", "show"), ("case", "list"), ("case", "show"), ("delivery", "list"), ("delivery", "retry"),
    ("journal", "verify"), ("journal", "export"), ("journal", "head"), ("revalidate",), ("store", "status"),
    ("store", "migrate"), ("catalogue", "check"), ("catalogue", "due-date"),
]


class Usage(Scratch):
    def test_help_of_every_command(self):
        for command in COMMANDS:
            with self.subTest(command):
                answer = self.expect(0, *command, "--help")
                self.assertIn("--json", answer.text)
                self.assertEqual(answer.err, b"")

    def test_trust_flags_are_in_the_help(self):
        for command in (("message", "verify"), ("cert", "verify")):
            text = self.expect(0, *command, "--help").text
            for flag in ("--anchors", "--certs", "--crls", "--at", "--revocation", "--profile", "--max-crl-age",
                         "--max-ocsp-age", "--ocsp"):
                self.assertIn(flag, text)

    def test_wrong_command_lines(self):
        file = self.write("form.xml", FORM)
        for arguments in (
            (), ("message",), ("nonsense",), ("message", "verify"), ("message", "verify", file, "--nonsense"),
            ("message", "verify", file, file), ("message", "verify", file, "--at", "yesterday"),
            ("message", "verify", file, "--at", "2026-11-22T05:00:00"), ("message", "verify", file, "--require", "none"),
            ("message", "verify", file, "--profile", "x509"), ("message", "verify", file, "--revocation", "soft"),
            ("message", "verify", file, "--max-crl-age", "1 day"), ("cert", "verify", file, "--policy", "any"),
            ("message", "sign", file, "--profile", "wsse"),
            ("message", "sign", file, "--profile", "wsse", "--key", file),
            ("message", "sign", file, "--profile", "detached", *identity(self.pki, "applicants/head")),
            ("message", "sign", file, "--profile", "wsse", "--p12", file),
            ("message", "send", file), ("message", "send", file, "--url", "ftp://127.0.0.1/"),
            ("delivery", "list", "--state", "lost"), ("message", "verify", file, "--evidence", self.folder),
            ("message", "verify", "--evidence", self.folder, "--at", "2026-11-22T05:00:00Z"), ("journal", "export"),
            ("revalidate", "--since", "yesterday"),
        ):
            with self.subTest(arguments):
                answer = self.expect(2, *arguments)
                self.assertEqual(answer.out, b"")
                self.assertNotEqual(answer.err, b"")
                answer = self.expect(2, *arguments, "--json")
                self.assertEqual(answer.json["error"]["name"], "usage")
                self.assertEqual(set(answer.json["error"]), {"code", "name", "message"})

    def test_an_ocsp_answer_that_is_none(self):
        leaf = self.pki / "applicants/individual.crt"
        answer = self.expect(1, "cert", "verify", leaf, *trust(self.pki), "--ocsp", leaf, "--json")
        self.assertEqual((answer.json["sub_indication"], answer.json["code"]), ("FORMAT_FAILURE", 3040))
        self.expect(4, "cert", "verify", leaf, *trust(self.pki), "--ocsp", self.folder / "nowhere")

    def test_json_before_and_after(self):
        leaf = self.pki / "applicants/individual.crt"
        plain = self.expect(0, "cert", "show", leaf, "--json").json
        self.assertEqual(plain, self.expect(0, "cert", "show", "--json", leaf).json)
        self.assertEqual(plain, self.expect(0, "--json", "cert", "show", leaf).json)

    def test_unreadable_files(self):
        gone, folder, there = self.folder / "gone.xml", self.folder, self.write("there.xml", FORM)
        who = identity(self.pki, "applicants/head")
        for arguments in (
            ("message", "verify", gone), ("message", "verify", folder), ("message", "verify", there, "--key", gone),
            ("message", "verify", there, "--anchors", gone), ("cert", "show", gone), ("cert", "verify", gone),
            ("cert", "verify", self.pki / "applicants/head.crt", "--crls", gone), ("crl", "show", gone),
            ("config", "check", gone), ("message", "sign", gone, "--profile", "wsse", *who),
            ("message", "sign", there, "--profile", "wsse", "--key", gone, "--cert", who[3]),
            ("message", "send", gone, "--url", "http://127.0.0.1:1/"), ("case", "list", "--config", gone),
        ):
            with self.subTest(arguments):
                self.expect(4, *arguments)
                error = self.expect(4, *arguments, "--json").json["error"]
                self.assertIn(error["code"], (7101, 7106))
                self.assertEqual(set(error), {"code", "name", "message"})


class Certificates(Scratch):
    def test_show(self):
        answer = self.expect(0, "cert", "show", self.pki / "applicants/head.crt", "--json").json
        (one,) = answer["certificates"]
        self.assertEqual(set(one), {
            "subject", "issuer", "serial", "sha256", "not_before", "not_after", "iin", "bin", "roles", "is_ca", "key_usage",
            "extended_key_usage", "key_algorithm", "signature_algorithm", "subject_key_id", "authority_key_id"})
        self.assertEqual((one["iin"], one["bin"], one["is_ca"]), ("790921400115", "151140090010", False))
        self.assertIn("first_head", one["roles"])
        self.assertIn("nonRepudiation", one["key_usage"])
        self.assertIn("790921400115", self.expect(0, "cert", "show", self.pki / "applicants/head.crt").text)

    def test_show_of_something_else(self):
        answer = self.expect(1, "cert", "show", self.write("x.pem", "no certificate"), "--json").json
        self.assertEqual((answer["error"]["code"], answer["error"]["sub_indication"]), (3001, "FORMAT_FAILURE"))

    def test_every_certificate_of_the_hierarchy(self):
        # index.json says what a signer is refused for; `any` purpose lets TLS certificates and usages pass.
        index = json.loads((self.pki / "index.json").read_text())
        numbers = {row["name"]: row["code"] for row in self.expect(0, "config", "describe", "--errors", "--json").json["errors"]}
        del numbers["key_usage_wrong"]
        exits = {"passed": 0, "certificate_revoked": 1, "certificate_expired": 1, "certificate_not_yet_valid": 1,
                 "certificate_chain_not_found": 5, "ca_revoked": 5, "key_too_weak": 5, "certificate_algorithm_forbidden": 5,
                 "key_usage_wrong": 0}
        for one in index["certificates"]:
            expected, file = one["expected"], self.pki / one["file"]
            if one["name"] == "certs/issuing-revoked":  # an authority's certificate, here the one that is judged
                expected = "certificate_revoked"
            with self.subTest(one["name"]):
                answer = self.expect(exits[expected], "cert", "verify", file, *trust(self.pki, "--profile", "nca"), "--json")
                self.assertEqual(answer.json["code"], numbers.get(expected, 0))

    def test_shape_of_a_verdict(self):
        answer = self.expect(0, "cert", "verify", self.pki / "applicants/head.crt", *trust(self.pki), "--json").json
        self.assertEqual(set(answer), {"indication", "sub_indication", "code", "message", "path", "revocation"})
        self.assertEqual((answer["indication"], answer["sub_indication"], answer["code"]), ("TOTAL-PASSED", "", 0))
        self.assertEqual([one["anchor"] for one in answer["path"]], [False, False, True])
        self.assertEqual(set(answer["path"][0]), {"subject", "issuer", "serial", "sha256", "not_before", "not_after", "anchor",
                                                       "indication", "sub_indication", "code", "message"})
        self.assertEqual([one["status"] for one in answer["revocation"]], ["good", "good"])
        self.assertLessEqual({"certificate", "source", "issuer", "number", "sha256", "status", "this_update"},
                             set(answer["revocation"][0]))

    def test_revoked(self):
        leaf = self.pki / "applicants/revoked.crt"
        answer = self.expect(1, "cert", "verify", leaf, *trust(self.pki), "--json").json
        self.assertEqual((answer["indication"], answer["sub_indication"], answer["code"]), ("TOTAL-FAILED", "REVOKED", 3004))
        self.assertIn("revoked", [one["status"] for one in answer["revocation"]])
        self.expect(0, "cert", "verify", leaf, *trust(self.pki, "--revocation", "skip"))
        self.assertIn("TOTAL-FAILED REVOKED", self.expect(1, "cert", "verify", leaf, *trust(self.pki)).text)

    def test_revocation_that_cannot_be_known(self):
        leaf, basis = self.pki / "applicants/head.crt", ("--anchors", self.pki / "anchors", "--certs", self.pki / "certs")
        answer = self.expect(5, "cert", "verify", leaf, *basis, "--json").json
        self.assertEqual((answer["indication"], answer["sub_indication"]), ("INDETERMINATE", "TRY_LATER"))
        self.expect(0, "cert", "verify", leaf, *basis, "--revocation", "skip")
        stale = self.expect(5, "cert", "verify", leaf, *basis, "--crls", self.pki / "crls-bad/stale.crl", "--crls",
                            self.pki / "crls/root.crl", "--json").json
        self.assertEqual(stale["code"], 3009)
        self.expect(5, "cert", "verify", leaf, *basis, "--crls", self.pki / "crls-bad/wrong-key.crl")

    def test_age_of_lists(self):
        leaf = self.pki / "applicants/head.crt"
        listed = self.expect(0, "crl", "show", self.pki / "crls/issuing.crl", "--json").json
        issued = datetime.fromisoformat(listed["this_update"].replace("Z", "+00:00"))
        in_two_days = (issued + timedelta(days=2)).isoformat()
        self.expect(0, "cert", "verify", leaf, *trust(self.pki, "--max-crl-age", "24h", "--max-ocsp-age", "24h"))
        answer = self.expect(5, "cert", "verify", leaf, *trust(self.pki, "--max-crl-age", "24h", "--at", in_two_days), "--json")
        self.assertEqual(answer.json["code"], 3009)
        self.expect(0, "cert", "verify", leaf, *trust(self.pki, "--at", in_two_days))

    def test_at(self):
        leaf = self.pki / "applicants/head.crt"
        for at, code, number in (("2010-01-01T00:00:00Z", 1, 3003), ("2090-01-01T00:00:00+05:00", 1, 3002)):
            answer = self.expect(code, "cert", "verify", leaf, *trust(self.pki, "--at", at), "--json")
            self.assertEqual(answer.json["code"], number)

    def test_policies(self):
        leaf = self.pki / "applicants/head.crt"
        self.expect(0, "cert", "verify", leaf, *trust(self.pki), "--inhibit-policy-mapping", "--inhibit-any-policy")
        answer = self.expect(5, "cert", "verify", leaf, *trust(self.pki), "--policy", "1.2.3.4", "--require-explicit-policy",
                             "--json")
        self.assertEqual(answer.json["sub_indication"], "CHAIN_CONSTRAINTS_FAILURE")

    def test_default_profile_is_rfc5280(self):
        leaf = self.pki / "applicants/weak-key.crt"
        self.expect(0, "cert", "verify", leaf, *trust(self.pki))
        self.expect(0, "cert", "verify", leaf, *trust(self.pki, "--profile", "rfc5280"))
        self.expect(5, "cert", "verify", leaf, *trust(self.pki, "--profile", "nca"))

    def test_named_files_that_hold_something_else(self):
        leaf, junk = self.pki / "applicants/head.crt", self.write("junk.bin", b"\x30\x82\xff\xffnothing")
        for flag, code in (("--anchors", 3001), ("--certs", 3001), ("--crls", 3061)):
            with self.subTest(flag):
                answer = self.expect(1, "cert", "verify", leaf, *trust(self.pki), flag, junk, "--json").json
                self.assertEqual((answer["sub_indication"], answer["code"]), ("FORMAT_FAILURE", code))
                self.assertEqual((answer["path"], answer["revocation"]), ([], []))
        answer = self.expect(1, "cert", "verify", junk, *trust(self.pki), "--json").json
        self.assertEqual((answer["indication"], answer["sub_indication"]), ("TOTAL-FAILED", "FORMAT_FAILURE"))

    def test_other_files_in_folders_are_skipped_aloud(self):
        mixed = self.folder / "mixed"
        mixed.mkdir()
        for file in (*(self.pki / "anchors").iterdir(), *(self.pki / "certs").iterdir()):
            (mixed / file.name).write_bytes(file.read_bytes())
        (mixed / "README.txt").write_text("roots and others")
        leaf = self.pki / "applicants/head.crt"
        answer = self.expect(0, "cert", "verify", leaf, "--anchors", self.pki / "anchors", "--certs", mixed, "--crls",
                             self.pki / "crls", "--json")
        self.assertIn(b"README.txt", answer.err)
        self.assertEqual(answer.json["code"], 0)

    def test_lists_of_files(self):
        leaf = self.pki / "applicants/head.crt"
        crls = sorted((self.pki / "crls").iterdir())
        several = sum((["--crls", one] for one in crls), [])
        basis = ("--anchors", self.pki / "anchors/root.pem", "--certs", self.pki / "certs/issuing.pem")
        self.expect(0, "cert", "verify", *basis, *several, leaf)
        self.expect(0, "cert", "verify", leaf, *basis, "--crls", *crls)

    def test_crl_show(self):
        file = self.pki / "crls/issuing.crl"
        answer = self.expect(0, "crl", "show", file, "--json").json
        self.assertEqual(set(answer), {"issuer", "number", "this_update", "next_update", "entries", "signature_algorithm",
                                       "authority_key_id", "sha256", "delta", "base_number", "scope"})
        self.assertEqual((answer["delta"], answer["scope"]), (False, {}))
        self.assertEqual(answer["sha256"], hashlib.sha256(file.read_bytes()).hexdigest())
        self.assertGreater(answer["entries"], 0)
        for bad, code in (("truncated", 3062), ("empty", 3060)):
            answer = self.expect(1, "crl", "show", self.pki / f"crls-bad/{bad}.crl", "--json").json
            self.assertEqual(answer["error"]["code"], code)

    def test_what_the_holder_is_asked_for(self):
        leaf = self.pki / "applicants/head.crt"
        self.expect(0, "cert", "verify", leaf, *trust(self.pki, "--role", "first_head", "--role", "employee"))
        answer = self.expect(5, "cert", "verify", leaf, *trust(self.pki, "--role", "employee"), "--json").json
        self.assertEqual(answer["code"], 3022)
        self.assertEqual([one["code"] for one in answer["path"]], [3022, 0, 0])
        self.expect(0, "cert", "verify", leaf, *trust(self.pki, "--max-depth", "1"))
        answer = self.expect(5, "cert", "verify", leaf, *trust(self.pki, "--max-depth", "0"), "--json").json
        self.assertEqual(answer["code"], 3080)
        self.expect(0, "cert", "verify", leaf, *trust(self.pki, "--profile", "nca", "--purpose", "sign"))


class Messages(Scratch):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        self = cls()
        cls.form = self.sign("form.xml", FORM, "enveloped", "applicants/head")
        cls.both = self.sign("both.xml", envelope(cls.form.read_text()), "wsse", "portals/egov/sign")

    def test_transport_and_business(self):
        answer = self.expect(0, "message", "verify", self.both, *trust(self.pki), "--json").json
        self.assertEqual(set(answer), {"indication", "sub_indication", "code", "message", "signatures"})
        self.assertEqual([one["scope"] for one in answer["signatures"]], ["transport", "business"])
        for one in answer["signatures"]:
            self.assertLessEqual(SIGNATURE_KEYS, set(one))
            self.assertEqual(set(one["signer"]), SIGNER_KEYS)
            self.assertTrue(one["signature_ok"])
            self.assertTrue(all(reference["digest_ok"] for reference in one["references"]))
            self.assertEqual([step["anchor"] for step in one["path"]], [False, False, True])
        self.assertEqual(answer["signatures"][0]["covered"], "Body")
        self.assertEqual(answer["signatures"][1]["signer"]["iin"], "790921400115")
        for require in ("transport", "business", "both"):
            with self.subTest(require):
                self.expect(0, "message", "verify", self.both, *trust(self.pki), "--require", require)

    def test_text(self):
        text = self.expect(0, "message", "verify", self.both, *trust(self.pki)).text
        self.assertTrue(text.startswith("TOTAL-PASSED\n"))
        for word in ("transport signature: TOTAL-PASSED", "business signature: TOTAL-PASSED", "TEST ROOT", "trusted"):
            self.assertIn(word, text)

    def test_every_form_of_key_info(self):
        for form in ("key_identifier", "binary_security_token", "x509_data", "issuer_serial"):
            with self.subTest(form):
                file = self.sign(f"{form}.xml", envelope(FORM), "wsse", "portals/egov/sign", "--key-info", form)
                extra = ("--certs", self.pki / "portals/egov/sign.crt") if form == "issuer_serial" else ()
                self.expect(0, "message", "verify", file, *trust(self.pki), "--require", "transport", *extra)
                if extra:
                    answer = self.expect(5, "message", "verify", file, *trust(self.pki), "--json").json
                    self.assertEqual(answer["sub_indication"], "NO_SIGNING_CERTIFICATE_FOUND")

    def test_requirements_that_are_not_met(self):
        transport_only = self.sign("transport.xml", envelope(FORM), "wsse", "portals/egov/sign")
        business_only = self.write("business.xml", envelope(self.form.read_text()))
        unsigned = self.write("unsigned.xml", envelope(FORM))
        for file, require, code in (
            (transport_only, None, 0), (transport_only, "transport", 0), (transport_only, "business", 1),
            (transport_only, "both", 1), (business_only, None, 0), (business_only, "business", 0),
            (business_only, "transport", 1), (business_only, "both", 1), (unsigned, None, 1), (unsigned, "transport", 1),
            (unsigned, "business", 1), (unsigned, "both", 1), (self.form, None, 0), (self.form, "business", 0),
            (self.form, "transport", 1), (self.form, "both", 1),
        ):
            with self.subTest(file=file.name, require=require):
                more = ("--require", require) if require else ()
                answer = self.expect(code, "message", "verify", file, *trust(self.pki, *more), "--json").json
                self.assertEqual(answer["code"] == 0, code == 0)

    def test_without_a_list_it_is_indeterminate(self):
        answer = self.expect(5, "message", "verify", self.both, "--anchors", self.pki / "anchors", "--certs",
                             self.pki / "certs", "--json").json
        self.assertEqual((answer["indication"], answer["sub_indication"]), ("INDETERMINATE", "TRY_LATER"))
        self.assertTrue(all(one["signature_ok"] for one in answer["signatures"]))

    def test_without_anchors_nothing_passes(self):
        answer = self.expect(5, "message", "verify", self.both, "--json").json
        self.assertEqual(answer["sub_indication"], "NO_CERTIFICATE_CHAIN_FOUND")

    def test_content_that_does_not_parse(self):
        whole = self.both.read_bytes()
        for name, content in (("text", b"hello"), ("empty", b""), ("cut", whole[: len(whole) // 2]),
                              ("dtd", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), ("binary", bytes(range(256)))):
            with self.subTest(name):
                answer = self.expect(1, "message", "verify", self.write(name + ".xml", content), "--json").json
                self.assertEqual((answer["indication"], answer["sub_indication"]), ("TOTAL-FAILED", "FORMAT_FAILURE"))
                self.assertEqual(answer["code"] // 1000, 1)
                self.assertFalse(any(one["signature_ok"] for one in answer["signatures"]))

    def test_changes_after_signing(self):
        text = self.both.read_text()
        for name, content, sub in (
            ("value", text.replace("<messageId>m-1<", "<messageId>m-2<"), "HASH_FAILURE"),
            ("signature", None, "SIG_CRYPTO_FAILURE"),
        ):
            if content is None:
                other = self.sign("other.xml", envelope("", id="m-9"), "wsse", "portals/egov/sign").read_text()
                value = lambda message: message.split("SignatureValue>")[1]
                content = text.replace(value(text), value(other), 1)
            with self.subTest(name):
                answer = self.expect(1, "message", "verify", self.write(name + ".xml", content), *trust(self.pki), "--json")
                self.assertEqual(answer.json["sub_indication"], sub)
                self.assertIn(sub, run("message", "verify", self.folder / (name + ".xml"), *trust(self.pki)).text)

    def test_signers_that_are_refused(self):
        for who, code, sub in (("revoked", 1, "REVOKED"), ("expired", 1, "EXPIRED"), ("not-yet-valid", 1, "NOT_YET_VALID"),
                               ("foreign", 5, "NO_CERTIFICATE_CHAIN_FOUND")):
            with self.subTest(who):
                file = self.sign(who + ".xml", envelope(FORM), "wsse", f"portals-bad/{who}/sign")
                answer = self.expect(code, "message", "verify", file, *trust(self.pki), "--json").json
                self.assertEqual(answer["sub_indication"], sub)
                self.assertTrue(answer["signatures"][0]["signature_ok"])

    def test_default_profile_is_nca(self):
        file = self.sign("auth.xml", FORM, "enveloped", "applicants/auth-only")
        answer = self.expect(5, "message", "verify", file, *trust(self.pki), "--json").json
        self.assertEqual(answer["code"], 3007)
        self.expect(0, "message", "verify", file, *trust(self.pki, "--profile", "rfc5280"))

    def test_pinned_key(self):
        for form in ("certificate", "public key"):
            key = self.pki / "portals/egov/sign.crt"
            if form == "public key":
                pem = subprocess.run(["openssl", "x509", "-in", key, "-noout", "-pubkey"], check=True, capture_output=True)
                key = self.write("pinned.pem", pem.stdout)
            with self.subTest(form):
                file = self.sign("pinned.xml", envelope(FORM), "wsse", "portals/egov/sign")
                answer = self.expect(0, "message", "verify", file, "--key", key, "--json").json
                self.assertEqual(answer["signatures"][0]["path"], [])
        answer = self.expect(1, "message", "verify", file, "--key", self.pki / "applicants/head.crt", "--json").json
        self.assertEqual(answer["sub_indication"], "SIG_CRYPTO_FAILURE")
        answer = self.expect(1, "message", "verify", file, "--key", self.write("no.key", "none"), "--json").json
        self.assertEqual(answer["sub_indication"], "FORMAT_FAILURE")

    def test_sign(self):
        source = self.write("plain.xml", envelope(FORM))
        to_stdout = self.expect(0, "message", "sign", source, *identity(self.pki, "portals/egov/sign"), "--profile", "wsse")
        self.assertIn(b"SignatureValue", to_stdout.out)
        inside = self.expect(0, "message", "sign", source, *identity(self.pki, "portals/egov/sign"), "--profile", "wsse",
                             "--json").json
        self.assertEqual(set(inside), {"profile", "octets", "sha256", "message"})
        self.assertIn("SignatureValue", inside["message"])
        out = self.folder / "p12.xml"
        p12 = ("--p12", self.pki / "applicants/individual.p12", "--password-file", self.pki / "applicants/password.txt")
        answer = self.expect(0, "message", "sign", self.write("f.xml", FORM), *p12, "--profile", "enveloped", "--out", out,
                             "--json").json
        self.assertEqual(answer["sha256"], hashlib.sha256(out.read_bytes()).hexdigest())
        self.expect(0, "message", "verify", out, *trust(self.pki))
        wrong = self.expect(1, "message", "sign", source, "--p12", p12[1], "--password-file", self.write("pw", "wrong"),
                            "--profile", "wsse", "--out", out, "--json").json
        self.assertEqual(wrong["error"]["name"], "key_password_wrong")
        mixed = ("--key", self.pki / "applicants/head.key", "--cert", self.pki / "applicants/individual.crt")
        self.expect(1, "message", "sign", source, *mixed, "--profile", "wsse", "--out", out)
        self.expect(1, "message", "sign", self.write("no.xml", "no xml"), *identity(self.pki, "applicants/head"), "--profile",
                    "wsse", "--out", out)

    def test_two_signers(self):
        first = self.sign("one.xml", FORM, "enveloped", "applicants/foreign-worker")
        second = self.sign("two.xml", first.read_bytes(), "enveloped", "applicants/employer-person")
        answer = self.expect(0, "message", "verify", second, *trust(self.pki), "--json").json
        self.assertEqual([one["signer"]["iin"] for one in answer["signatures"]], ["870511300117", "680130300116"])

    def test_hostile_text_does_not_reach_the_terminal(self):
        form = FORM.replace("<field>", '<field xmlns:e="a\u009b31m\u202e">')
        hostile = self.write("h.xml", envelope(FORM).replace("SendMessage", "Send\u202eMessage"))
        for file in (hostile, self.write("h2.xml", form)):
            for more in ((), ("--json",)):
                answer = run("message", "verify", file, *more)
                for mark in ("\u009b", "\u202e", "\x1b"):
                    self.assertNotIn(mark, answer.text + answer.err.decode())
        gone = self.folder / "gone\x1b[31m\u202e\u009b.xml"
        for more in ((), ("--json",)):
            answer = self.expect(4, "message", "verify", gone, *more)
            for mark in ("\u009b", "\u202e", "\x1b"):
                self.assertNotIn(mark, answer.text + answer.err.decode())


class Configuration(Scratch):
    def test_describe(self):
        text = self.expect(0, "config", "describe").text
        self.assertIn("| `store.path` |", text)
        settings = self.expect(0, "config", "describe", "--json").json["settings"]
        self.assertTrue(all(set(one) == {"key", "kind", "default", "text"} for one in settings))
        self.assertTrue(all(one["text"] for one in settings))

    def test_describe_errors(self):
        text = self.expect(0, "config", "describe", "--errors").text
        self.assertIn("| 2013 | `digest_mismatch` |", text)
        rows = self.expect(0, "config", "describe", "--errors", "--json").json["errors"]
        codes = [one["code"] for one in rows]
        self.assertEqual(codes, sorted(set(codes)))
        for one in rows:
            self.assertTrue(one["kk"] and one["ru"] and one["en"])
            self.assertLessEqual(len(f"{one['kk']} / {one['ru']}"), 250, one["name"])

    def test_hash_password(self):
        answer = self.expect(0, "config", "hash-password", "--json", stdin=b"secret\n").json
        self.assertTrue(answer["password_hash"].startswith("$scrypt$ln=15,r=8,p=1$"))
        self.assertTrue(self.expect(0, "config", "hash-password", stdin=b"secret").text.startswith("$scrypt$"))
        self.expect(2, "config", "hash-password", stdin=b"\n")

    def test_check_names_all_problems(self):
        file = self.write("bad.toml", '[server]\nport = "x"\n[nonsense]\na = 1\n')
        answer = self.expect(3, "config", "check", file, "--json").json
        self.assertFalse(answer["valid"])
        self.assertEqual(answer["error"]["code"], 7102)
        self.assertGreater(len(answer["problems"]), 2)
        self.assertTrue(any(one.startswith(f"{file}:2:") for one in answer["problems"]), answer["problems"])
        self.assertIn(f"{file}:2:", self.expect(3, "config", "check", file).text)
        self.expect(3, "serve", "--config", file)
        self.expect(3, "case", "list", "--config", file)
        self.expect(3, "config", "check", self.write("syntax.toml", "[server\n"))

    def test_catalogue(self):
        acts = self.expect(0, "catalogue", "check", support.ROOT / "catalogue", "--json").json["acts"]
        self.assertGreaterEqual(len(acts), 3)
        self.assertLessEqual({"code", "public_service", "provider", "valid_from", "valid_to", "example"}, set(acts[0]))
        for act in acts:
            self.assertEqual({"kk", "ru"}, set(act["names"]), act["code"])
            for channel in act["channels"]:
                self.assertEqual(channel["offered"], "reason" not in channel, act["code"])
            for procedure in act["procedures"]:
                self.assertEqual(bool(procedure["steps"][0]["steps"] if procedure["steps"] else []), "not_ruled" not in procedure)
                for chain in procedure["steps"]:
                    for step in chain["steps"]:
                        self.assertLessEqual({"role", "limit", "names"}, set(step))
                        self.assertEqual({"value", "unit"}, set(step["limit"]))
        folder = self.folder / "catalogue"
        folder.mkdir()
        (folder / "broken.toml").write_text("[act\n")
        self.expect(3, "catalogue", "check", folder)

    def test_due_date(self):
        def ask(received, *more, code=0, act="nk-2017-227", procedure="issue"):
            return self.expect(code, "catalogue", "due-date", support.ROOT / "catalogue", "--act", act, "--service",
                               "foreign-labour-permit", "--procedure", procedure, "--received-at", received, *more, "--json").json

        answer = ask("2018-03-05T09:00:00+06:00")
        self.assertEqual(set(answer), {"act", "public_service", "provider", "procedure", "channel", "in_force", "received_at",
                                       "accepted_at", "applicant_due", "warning_due", "steps"})
        self.assertEqual(answer["applicant_due"], "2018-04-04T18:30:00+06:00")
        self.assertEqual(answer["warning_due"], "2018-03-15T18:30:00+06:00")
        self.assertEqual((answer["channel"], answer["in_force"]), ("egov", True))
        self.assertEqual(answer["steps"][0], {"n": 1, "role": "office", "limit": {"value": 20, "unit": "minutes"},
                                              "due_at": "2018-03-05T09:20:00+06:00"})
        self.assertEqual(ask("2018-03-05T17:45:00+06:00")["accepted_at"], "2018-03-05T17:45:00+06:00")
        self.assertEqual(ask("2018-03-05T17:45:00+06:00", "--channel", "desk")["accepted_at"], "2018-03-06T09:00:00+06:00")
        self.assertFalse(ask("2026-11-20T10:00:00Z")["in_force"])
        self.assertEqual(ask("2028-01-05T10:00:00Z", code=5)["error"]["name"], "calendar_year_missing")
        for wrong in (dict(act="nobody"), dict(procedure="revoke"), dict(received="2018-03-05T09:00:00")):
            self.assertEqual(ask(wrong.pop("received", "2018-03-05T09:00:00Z"), code=2, **wrong)["error"]["code"], 2)
        ask("2018-03-05T09:00:00Z", "--channel", "migration", code=2)


if __name__ == "__main__":
    support.main(__name__, floor=165)
