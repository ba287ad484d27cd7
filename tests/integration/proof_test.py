"""Proof of what was decided: exports that verify on another machine, changed octets that are found, checkpoints and a noted
head against a journal that was cut off, time stamps of a real authority, and the question "what if"."""

import datetime
import http.server
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

import harness
import messages
from harness import Site, cli, wait_for

QUICK = ('[journal]\ncheckpoint_every = "1s"\n[log]',)


class Authority:
    """A time-stamping authority: `openssl ts` behind an HTTP server."""

    def __init__(self):
        self.holder = tempfile.TemporaryDirectory(prefix="shep-gateway-tsa-")
        self.folder = Path(self.holder.name)
        self.fault = None
        self._make_certificates()
        (self.folder / "tsa.cnf").write_text(
            "[tsa]\ndefault_tsa = one\n[one]\nserial = serial\ndefault_policy = 1.2.3.4.1\nsigner_digest = sha256\n"
            "digests = sha256\naccuracy = secs:1\ness_cert_id_alg = sha256\ncrypto_device = builtin\n")
        (self.folder / "serial").write_text("01\n")
        authority = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                query = self.rfile.read(int(self.headers["Content-Length"]))
                status, body = authority.answer(query, self.headers["Content-Type"])
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/tsa"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _make_certificates(self):
        now = datetime.datetime.now(datetime.timezone.utc)

        def issue(name, issuer, issuer_key, key, stamping):
            made = (x509.CertificateBuilder().subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
                    .issuer_name(issuer).public_key(key.public_key()).serial_number(x509.random_serial_number())
                    .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=30))
                    .add_extension(x509.BasicConstraints(not stamping, None), True))
            if stamping:
                made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
            return made.sign(issuer_key, hashes.SHA256())

        root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST TSA ROOT")])
        root = issue("TEST TSA ROOT", name, root_key, root_key, False)
        signer = issue("TEST TSA", name, root_key, key, True)
        pem = serialization.Encoding.PEM
        self.anchors = self.folder / "root.pem"
        self.anchors.write_bytes(root.public_bytes(pem))
        (self.folder / "tsa.crt").write_bytes(signer.public_bytes(pem))
        (self.folder / "tsa.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8,
                                                                serialization.NoEncryption()))

    def answer(self, query, content_type):
        if self.fault == "down":
            return 503, b""
        if self.fault == "html":
            return 200, b"<html>maintenance</html>"
        if content_type != "application/timestamp-query":
            return 415, b""
        (self.folder / "query.tsq").write_bytes(query)
        subprocess.run(["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-signer", "tsa.crt",
                        "-inkey", "tsa.key", "-out", "reply.tsr"], cwd=self.folder, check=True, capture_output=True)
        return 200, (self.folder / "reply.tsr").read_bytes()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.holder.cleanup()


class Proof(unittest.TestCase):
    def site(self, *changes, **how):
        site = Site(**how)
        self.addCleanup(site.close)
        return site.start(("[log]", QUICK[0]), *changes)

    def folder(self):
        holder = tempfile.TemporaryDirectory(prefix="shep-gateway-proof-")
        self.addCleanup(holder.cleanup)
        return Path(holder.name)

    def covered(self, site):
        """Every row stands below a checkpoint."""
        def all_signed():
            seen = site.json("journal", "verify")
            return seen["covered"] == seen["rows"] and seen
        return wait_for(all_signed, "a checkpoint over everything")

    def export(self, site, message_id):
        where = self.folder() / "evidence"
        done = site.cli("journal", "export", message_id, "--out", where, "--json")
        self.assertEqual(done.code, 0, done.text + done.errors)
        return where, done.json

    def verify(self, where, *more):
        """On "another machine": without configuration, store, or network."""
        done = cli("message", "verify", "--evidence", where, "--json", *more)
        return done.code, done.json


class Exports(Proof):
    def test_every_kind_of_verdict(self):
        site = self.site()
        portal = site.portal
        answers = {
            "accepted": site.post(portal.message()),
            "wrong applicant": site.post(portal.message(portal.document(signers=["applicants/employer-head"]))),
            "changed form": site.post(portal.message(portal.document().replace("Мехмет", "Ахмет"))),
            "unknown sender": site.post(portal.message(sender="nobody")),
            "no envelope": site.post("<a/>"),
        }
        self.assertTrue(answers["accepted"].accepted)
        self.covered(site)
        gateway = harness.certs() / "gateway/sign-p256.crt"
        for name, answer in answers.items():
            with self.subTest(name):
                where, made = self.export(site, answer.message_id)
                code, seen = self.verify(where, "--gateway-certificate", gateway, "--anchors", site.certs / "anchors")
                self.assertTrue(seen["intact"], seen["findings"])
                self.assertEqual(seen["differences"], [])
                self.assertTrue(seen["checkpoint"]["signer_trusted"])
                explained = site.json("message", "explain", answer.message_id)
                self.assertEqual(seen["indication"], explained["indication"])
                self.assertEqual(seen["refused_with"], explained["code"])
                if name == "no envelope":  # of a stranger no evidence is kept
                    self.assertIsNone(seen["reproduced"])
                    self.assertEqual(code, 5)
                    continue
                self.assertTrue(seen["reproduced"])
                self.assertEqual(made["lacking"], [])
                expected = {"TOTAL-PASSED": 0, "TOTAL-FAILED": 1, "INDETERMINATE": 5}[seen["indication"]]
                self.assertEqual(code, expected)
                for tool in (["sha256sum", "-c", "MANIFEST.sha256", "MANIFEST"],):
                    subprocess.run(tool, cwd=where, check=True, capture_output=True)
        text = cli("message", "verify", "--evidence", where)
        self.assertIn("intact", text.text)

    def test_a_changed_octet_is_found_and_named(self):
        site = self.site()
        answer = site.post(site.portal.message())
        self.covered(site)
        where, _ = self.export(site, answer.message_id)
        files = sorted(one for one in where.rglob("*") if one.is_file())
        self.assertGreater(len(files), 15)
        for path in files:
            name = str(path.relative_to(where))
            good = path.read_bytes()
            bad = bytearray(good)
            bad[len(bad) // 2] ^= 0x01
            path.write_bytes(bad)
            done = cli("message", "verify", "--evidence", where, "--json")
            self.assertEqual(done.code, 1, name)
            named = json.dumps(done.json) if "error" in done.json else {one["file"] for one in done.json["findings"]}
            self.assertIn(name, named)
            path.write_bytes(good)
        self.assertEqual(self.verify(where)[0], 0)

    def test_the_statement_is_checked_with_openssl_alone(self):
        site = self.site()
        answer = site.post(site.portal.message())
        self.covered(site)
        where, _ = self.export(site, answer.message_id)
        subprocess.run(["openssl", "x509", "-inform", "DER", "-in", where / "checkpoint/signer.cer", "-pubkey", "-noout", "-out",
                        where.parent / "key.pem"], check=True, capture_output=True)
        subprocess.run(["openssl", "dgst", "-sha256", "-verify", where.parent / "key.pem", "-signature",
                        where / "checkpoint/signature.bin", where / "checkpoint/statement.json"], check=True,
                       capture_output=True)

    def test_usage(self):
        site = self.site()
        self.assertEqual(site.cli("journal", "export", "no-such-id").code, 1)
        self.assertEqual(cli("message", "verify").code, 2)
        self.assertEqual(cli("message", "verify", "--evidence", site.folder / "nowhere").code, 4)
        self.assertEqual(cli("message", "verify", "--evidence", site.folder, "--certs", site.folder).code, 2)


class Journals(Proof):
    def test_a_journal_that_was_cut_off(self):
        site = self.site()
        for _ in range(3):
            self.assertTrue(site.post(site.portal.message()).accepted)
        seen = self.covered(site)
        self.assertIn("шлюз", seen["signer"].lower())
        head = self.folder() / "head.json"
        self.assertEqual(site.cli("journal", "head", "--out", head).code, 0)
        on_paper = f"{seen['rows']}:{seen['head']}"
        self.assertTrue(site.post(site.portal.message()).accepted)
        for noted in (head, on_paper):
            done = site.cli("journal", "verify", "--head", noted, "--json")
            self.assertEqual((done.code, done.json["intact"], done.json["against_head"]), (0, True, True), done.text)
        self.assertEqual(site.gateway.stop(), 0)
        site.gateway = None
        with sqlite3.connect(site.folder / "gateway.db") as db:  # by one who knows the store well
            for table in ("checkpoint WHERE last_seq > 1", "content WHERE seq > 1", "message_evidence WHERE seq > 1",
                          "outbox WHERE seq > 1", "case_event WHERE seq > 1", "svc_case WHERE seq > 1", "claim WHERE seq > 1",
                          "journal WHERE seq > 1"):
                db.execute(f"DELETE FROM {table}")
            db.execute("UPDATE journal_head SET seq = 1, hash = (SELECT hash FROM journal WHERE seq = 1)")
        db.close()
        self.assertEqual(site.cli("journal", "verify").code, 0, "inside nothing is wrong")
        for noted in (head, on_paper):
            done = site.cli("journal", "verify", "--head", noted, "--json")
            self.assertEqual(done.code, 1)
            self.assertIn("cut off", done.json["why"])

    def test_the_last_rows_are_signed_when_it_stops(self):
        site = self.site(('checkpoint_every = "1s"', 'checkpoint_every = "1h"'))
        self.assertTrue(site.post(site.portal.message()).accepted)
        self.assertEqual(site.json("journal", "verify")["checkpoints"], 0)
        self.assertEqual(site.gateway.stop(), 0)
        site.gateway = None
        seen = site.json("journal", "verify")
        self.assertEqual((seen["checkpoints"], seen["covered"]), (1, seen["rows"]))

    def test_a_store_of_version_1_is_upgraded(self):
        site = self.site()
        answer = site.post(site.portal.message())
        self.assertEqual(site.gateway.stop(), 0)
        site.gateway = None
        with sqlite3.connect(site.folder / "gateway.db") as db:
            for table in ("checkpoint", "time_stamp", "parked", "attachment_evidence", "attachment", "api_request", "webhook"):
                db.execute(f"DROP TABLE {table}")
            for index in ("svc_case_by_provider", "svc_case_alarm"):
                db.execute(f"DROP INDEX {index}")
            for column in ("state", "step", "officer", "applicant", "next_alarm"):
                db.execute(f"ALTER TABLE svc_case DROP COLUMN {column}")
            db.execute("PRAGMA user_version = 1")
        db.close()
        site.start_gateway()
        self.assertTrue(site.post(site.portal.message()).accepted)
        self.assertEqual(self.covered(site)["rows"], 2)
        where, _ = self.export(site, answer.message_id)
        self.assertEqual(self.verify(where)[0], 0)


class TimeStamps(Proof):
    def stamped_site(self):
        authority = Authority()
        self.addCleanup(authority.close)
        section = f'[time_stamps]\nurl = "{authority.url}"\nanchors = "{authority.anchors}"\nevery = "1s"\n[journal]'
        return authority, self.site(("[journal]", section))

    def test_a_message_is_stamped_and_proven(self):
        authority, site = self.stamped_site()
        first = site.post(site.portal.message())
        wait_for(lambda: site.json("journal", "verify")["stamped"] == 1, "the first row is stamped")
        authority.fault = "down"
        second = site.post(site.portal.message())
        wait_for(lambda: any(one["event"] == "time_stamp_failed" for one in site.log_lines()), "the outage is in the log")
        authority.fault = "html"
        wait_for(lambda: any("no TimeStampResp" in one.get("error", "") for one in site.log_lines()), "nonsense is refused")
        authority.fault = None
        wait_for(lambda: site.json("journal", "verify")["stamped"] == 2, "the second row is stamped")
        self.covered(site)
        for answer in (first, second):
            where, made = self.export(site, answer.message_id)
            self.assertIsNotNone(made["time_stamp"])
            code, seen = self.verify(where, "--tsa-anchors", authority.anchors)
            self.assertEqual((code, seen["intact"]), (0, True), seen)
            self.assertIn("TEST TSA", seen["time_stamp"]["authority"])
            code, seen = self.verify(where, "--tsa-anchors", site.root_certificate)
            self.assertEqual((code, {one["file"] for one in seen["findings"]}), (1, {"time-stamp/token.der"}))

    def test_openssl_agrees(self):
        authority, site = self.stamped_site()
        answer = site.post(site.portal.message())
        wait_for(lambda: site.json("journal", "verify")["stamped"] == 1, "stamped")
        where, _ = self.export(site, answer.message_id)
        row = json.loads((where / "journal/row.json").read_text())
        path = json.loads((where / "time-stamp/path.json").read_text())
        self.assertEqual((path["first"], path["last"], path["path"]), (1, 1, []))
        root = messages.sha256(b"\0" + bytes.fromhex(row["hash"])).hex()  # RFC 9162 section 2.1.1, one leaf
        done = subprocess.run(["openssl", "ts", "-verify", "-digest", root, "-in", where / "time-stamp/token.der", "-token_in",
                               "-CAfile", authority.anchors], capture_output=True, text=True, check=False)
        self.assertIn("Verification: OK", done.stdout + done.stderr)


class WhatIf(Proof):
    def test_other_lists_and_rules(self):
        certificates = harness.private_certs(self.folder() / "certs")
        site = self.site(hierarchy=certificates)
        accepted = site.post(site.portal.message())
        site.post(site.portal.message(sender="nobody"))
        site.post("<a/>")
        crls = self.folder() / "crls"
        shutil.copytree(certificates / "crls", crls)
        subprocess.run([harness.ROOT / "certs-example/make.sh", "revoke", "applicants/head", certificates], check=True,
                       capture_output=True)
        before = site.json("journal", "verify")

        seen = site.json("revalidate", "--since", "1h")
        self.assertEqual((seen["messages"], seen["same"], seen["changed"], seen["skipped"]), (3, 2, 0, 1))
        policy = self.folder() / "policy.toml"
        policy.write_text('max_crl_age = "1s"\n')
        done = site.cli("revalidate", "--verification-policy", policy, "--json")
        self.assertEqual(done.code, 0)
        self.assertEqual({one["now"]["sub_indication"] for one in done.json["changes"]}, {"TRY_LATER"})
        done = site.cli("revalidate", "--verification-policy", policy)
        self.assertIn("TOTAL-PASSED -> INDETERMINATE/TRY_LATER", done.text)

        # The new list revokes from now on; asked as of tomorrow, the applicant's certificate is revoked.
        tomorrow = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        changed = site.json("revalidate", "--crls", certificates / "crls", "--at", tomorrow)["changes"]
        self.assertEqual([(one["id"], one["now"]["sub_indication"]) for one in changed], [(accepted.message_id, "REVOKED")])
        self.assertEqual(site.json("revalidate", "--crls", crls, "--at", tomorrow)["changes"], [])

        policy.write_text("no_such_rule = 1\n")
        self.assertEqual(site.cli("revalidate", "--verification-policy", policy).code, 3)
        self.assertEqual(site.cli("revalidate", "--since", "yesterday").code, 2)
        self.assertEqual(site.json("journal", "verify")["head"], before["head"], "nothing was changed")


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
