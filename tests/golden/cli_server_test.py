"""The commands that look into a store or talk to a running gateway, over one that took real messages.
`cli_server_test.py PROGRAM`."""

import datetime
import os
import signal
import sqlite3
import subprocess
import uuid

import support
from support import ROOT, Scratch, envelope, run

CONFIG = """
[server]
address = "127.0.0.1"
port = 0
tls_certificate = "pki/gateway/tls.crt"
tls_key = "pki/gateway/tls.key"
[admin]
address = "127.0.0.1"
port = {admin_port}
[signing]
key = "pki/gateway/sign-p256.key"
certificate = "pki/gateway/sign-p256.crt"
[trust]
anchors = ["pki/anchors"]
certificates = ["pki/certs"]
crls = ["pki/crls"]
[catalogue]
path = "{catalogue}"
[store]
path = "gateway.db"
[log]
file = "gateway.log"
[[portal]]
name = "egov"
path = "/shep/egov"
certificates = ["pki/portals/egov/sign.crt"]
[[portal.sender]]
id = "egov"
password_hash = "{password_hash}"
[[portal.service]]
id = "ForeignLabourPermit"
public_service = "foreign-labour-permit"
[[target]]
name = "akimat-north-kazakhstan"
url = "https://127.0.0.1:1/cases"
hmac_secret_file = "hmac.key"
[[target]]
name = "akimat-mangystau"
url = "https://127.0.0.1:1/cases"
hmac_secret_file = "hmac.key"
[[target]]
name = "akimat-kostanay"
url = "https://127.0.0.1:1/cases"
hmac_secret_file = "hmac.key"
[[target]]
name = "akimat-kyzylorda"
url = "https://127.0.0.1:1/cases"
hmac_secret_file = "hmac.key"
"""


class Running(Scratch):
    """A gateway that has accepted one message."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "hmac.key").write_text("0123456789abcdef0123456789abcdef")
        cls.config = cls.folder / "gateway.toml"
        password_hash = run("config", "hash-password", stdin=b"secret").text.strip()
        cls.config.write_text(CONFIG.format(catalogue=ROOT / "catalogue", password_hash=password_hash, admin_port=0))
        cls.server = subprocess.Popen([support.BINARY, "serve", "--config", cls.config], stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True)
        cls.urls = {}
        while len(cls.urls) < 2:
            line = cls.server.stdout.readline()
            if not line:
                raise RuntimeError("the gateway did not start: " + cls.server.stderr.read())
            _, name, url = line.split()
            cls.urls[name] = url
        cls.accepted = cls().send(cls.form(cls))

    @classmethod
    def tearDownClass(cls):
        cls.server.send_signal(signal.SIGTERM)
        code = cls.server.wait(timeout=60)
        cls.server.stdout.close()
        cls.server.stderr.close()
        super().tearDownClass()
        assert code == 0, code

    def form(self):
        return (ROOT / "schemas/portals/examples/egov-foreign-labour-issue.xml").read_text()

    def message(self, form, who="applicants/head", portal="portals/egov/sign", **fields):
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        document = self.sign("form.xml", form, "enveloped", who).read_text()
        values = {"id": str(uuid.uuid4()), "service": "ForeignLabourPermit", "date": now}
        return self.sign("message.xml", envelope(document, **(values | fields)), "wsse", portal)

    def post(self, file, *more):
        return run("message", "send", file, "--url", self.urls["portals"] + "/shep/egov", "--ca", self.pki / "anchors/root.pem",
                   "--json", *more)

    def send(self, form, **fields):
        return self.post(self.message(form, **fields))

    def store(self, *arguments):
        return (*arguments, "--config", self.config)


class Gateway(Running):
    # Answers of `message send`

    def test_accepted(self):
        answer = self.accepted
        self.assertEqual(answer.code, 0, answer.out)
        said = answer.json
        self.assertLessEqual({"http_status", "accepted", "status_code", "case_number", "due_at", "message_id", "answer"}, set(said))
        self.assertEqual((said["http_status"], said["accepted"], said["status_code"]), (200, True, "SCSS001"))
        self.assertTrue(said["case_number"].startswith("SKO-"))

    def test_the_answer_is_signed(self):
        kept = self.folder / "answer.xml"
        self.assertEqual(self.post(self.message(self.form()), "--out", kept).code, 0)
        self.expect(0, "message", "verify", kept, *support.trust(self.pki, "--require", "transport"))

    def test_refused(self):
        answer = self.send(self.form().replace("<Procedure>issue<", "<Procedure>nonsense<"))
        self.assertEqual(answer.code, 1, answer.out)
        self.assertEqual((answer.json["status_code"], answer.json["code"] // 1000), ("SCSE002", 4))

    def test_faults(self):
        for name, fields, code, shep in (
            ("password", {"password": "wrong"}, 6002, "SCE001"), ("service", {"service": "unknown"}, 1021, "SCE004"),
            ("role", {"who": "applicants/employee"}, 3022, "SCE015"), ("applicant", {"who": "applicants/revoked"}, 3004, "SCE015"),
            ("portal", {"portal": "portals-bad/stranger/sign"}, 6004, "SCE006"),
        ):
            with self.subTest(name):
                answer = self.send(self.form(), **fields)
                self.assertEqual(answer.code, 1, answer.out)
                said = answer.json
                self.assertEqual((said["code"], said["fault_code"], said["http_status"]), (code, shep, 500))
                self.assertFalse(said["accepted"])

    def test_nobody_listens(self):
        file = self.write("any.xml", "<a/>")
        answer = self.expect(5, "message", "send", file, "--url", "http://127.0.0.1:1/", "--timeout", "5s", "--json").json
        self.assertEqual(answer["error"]["code"] // 1000, 5)

    def test_unknown_issuer_of_the_server(self):
        file = self.write("any.xml", "<a/>")
        self.expect(5, "message", "send", file, "--url", self.urls["portals"] + "/shep/egov", "--ca",
                    self.pki / "foreign/root.pem")

    # What the store shows

    def test_explain_accepted(self):
        said = self.expect(0, *self.store("message", "explain", self.accepted.json["message_id"], "--json")).json
        self.assertEqual(set(said), {
            "id", "received_at", "portal", "peer", "sender_id", "service_id", "source_message_id", "stranger", "size", "sha256",
            "indication", "http_status", "accepted", "code", "case", "deliveries", "evidence", "verdict"})
        self.assertTrue(said["accepted"])
        self.assertEqual(said["case"]["number"], self.accepted.json["case_number"])
        self.assertEqual(said["indication"], "TOTAL-PASSED")
        self.assertEqual([one["scope"] for one in said["verdict"]["signatures"]], ["transport", "business"])
        self.assertEqual({one["kind"] for one in said["evidence"]}, {"certificate", "crl", "policy", "trust"})

    def test_explain_refused(self):
        refused = self.send(self.form(), who="applicants/revoked").json
        said = self.expect(0, *self.store("message", "explain", refused["message_id"], "--json")).json
        self.assertEqual((said["code"], said["name"], said["accepted"]), (3004, "certificate_revoked", False))
        self.assertEqual(set(said["texts"]), {"kk", "ru", "en"})
        text = self.expect(0, *self.store("message", "explain", refused["message_id"])).text
        self.assertIn("certificate_revoked", text)
        self.assertIn("REVOKED", text)

    def test_personal_numbers_are_masked(self):
        number, message = self.accepted.json["case_number"], self.accepted.json["message_id"]
        for command in (("case", "show", number), ("message", "explain", message)):
            for more in ((), ("--json",)):
                with self.subTest(command=command, more=more):
                    text = self.expect(0, *self.store(*command, *more)).text
                    self.assertNotIn("790921400115", text)
                    self.assertIn("790921******", text)
                    self.assertIn("790921400115", self.expect(0, *self.store(*command, "--unmasked", *more)).text)

    def test_cases(self):
        number = self.accepted.json["case_number"]
        listed = self.expect(0, *self.store("case", "list", "--json")).json["cases"]
        one = next(each for each in listed if each["number"] == number)
        self.assertEqual(set(one), {"id", "number", "status", "public_service", "procedure", "portal", "provider", "target",
                                    "registered_at", "due_at", "acknowledged", "sequence"})
        self.assertEqual(self.expect(0, *self.store("case", "list", "--provider", "zhitikara", "--json")).json["cases"], [])
        self.assertIn(number, self.expect(0, *self.store("case", "list")).text)
        shown = self.expect(0, *self.store("case", "show", one["id"], "--json")).json
        self.assertEqual(shown["case"]["number"], number)
        self.assertGreaterEqual(len(shown["events"]), 1)
        self.assertEqual(set(shown["events"][0]), {"at", "kind", "actor", "text"})

    def test_what_is_not_there(self):
        for command in (("case", "show", "SKO-0"), ("message", "explain", str(uuid.uuid4()))):
            with self.subTest(command):
                answer = self.expect(1, *self.store(*command, "--json")).json
                self.assertEqual(answer["error"]["name"], "api_not_found")

    def test_status_and_journal(self):
        status = self.expect(0, *self.store("store", "status", "--json")).json
        self.assertEqual(set(status), {"backend", "path", "schema_version", "messages", "refused", "cases", "pending_deliveries",
                                       "failed_deliveries", "journal_rows", "octets_on_disk", "parked", "checkpoints", "time_stamps"})
        self.assertGreaterEqual(status["cases"], 1)
        journal = self.expect(0, *self.store("journal", "verify", "--json")).json
        self.assertEqual((journal["intact"], journal["broken"]), (True, None))
        self.assertGreaterEqual(journal["rows"], 1)

    def test_deliveries(self):
        listed = self.expect(0, *self.store("delivery", "list", "--json")).json["deliveries"]
        number = self.accepted.json["case_number"]
        one = next(each for each in listed if each["case_number"] == number)
        self.assertEqual(set(one), {"id", "case_id", "case_number", "target", "state", "attempts", "next_attempt_at", "last_error",
                                    "target_reference"})
        self.assertIn(one["state"], ("pending", "in_flight"))
        self.assertEqual(self.expect(0, *self.store("delivery", "list", "--state", "delivered", "--json")).json["deliveries"], [])
        admin = ("--admin-url", self.urls["admin"])
        self.assertEqual(self.expect(0, *self.store("delivery", "retry", *admin, "--json")).json, {"requeued": 0})
        answer = self.expect(1, *self.store("delivery", "retry", one["id"], *admin, "--json")).json
        self.assertEqual(answer["error"]["name"], "api_not_found")
        self.expect(5, *self.store("delivery", "retry", "--admin-url", "http://127.0.0.1:1"))
        self.expect(3, *self.store("delivery", "retry"))  # port 0 in the configuration: nobody can know

    def test_configuration_and_its_files(self):
        self.assertEqual(self.expect(0, "config", "check", self.config, "--json").json, {"valid": True, "problems": []})
        copy = self.folder / "copy.toml"
        copy.write_text(self.config.read_text().replace("pki/gateway/sign-p256.key", "pki/applicants/head.key"))
        answer = self.expect(3, "config", "check", copy, "--json").json
        self.assertEqual((answer["valid"], answer["error"]["name"]), (False, "config_invalid"))
        self.expect(3, "serve", "--config", copy)


class Stores(Scratch):
    def configured(self, name):
        folder = self.folder / name
        folder.mkdir()
        os.symlink(self.pki, folder / "pki")
        (folder / "hmac.key").write_text("0123456789abcdef0123456789abcdef")
        config = folder / "gateway.toml"
        config.write_text(CONFIG.format(catalogue=ROOT / "catalogue", password_hash="$scrypt$x", admin_port=1))
        return config

    def test_no_store_yet(self):
        config = self.configured("none")
        for command in (("case", "list"), ("journal", "verify"), ("store", "status"), ("delivery", "list")):
            with self.subTest(command):
                answer = self.expect(5, *command, "--config", config, "--json").json
                self.assertEqual(answer["error"]["code"] // 1000, 8)
        self.assertFalse((config.parent / "gateway.db").exists())

    def test_migrate(self):
        config = self.configured("fresh")
        self.expect(0, "store", "migrate", "--config", config)
        self.assertEqual((config.parent / "gateway.db").stat().st_mode & 0o077, 0)
        status = self.expect(0, "store", "status", "--config", config, "--json").json
        self.assertEqual(status["messages"], 0)
        self.assertGreaterEqual(status["schema_version"], 1)
        self.assertEqual(self.expect(0, "case", "list", "--config", config, "--json").json, {"cases": []})

    def test_no_server(self):
        config = self.configured("stopped")
        answer = self.expect(5, "delivery", "retry", "--config", config, "--json").json
        self.assertEqual(answer["error"]["name"], "target_unreachable")


class Tampering(Running):
    """The journal is changed behind the gateway's back."""

    def test_a_changed_row(self):
        with sqlite3.connect(self.folder / "gateway.db") as database:
            database.execute("UPDATE journal SET code = code + 1")
        database.close()
        answer = self.expect(1, *self.store("journal", "verify", "--json")).json
        self.assertFalse(answer["intact"])
        self.assertIsInstance(answer["broken"], int)
        self.assertIn("BROKEN", self.expect(1, *self.store("journal", "verify")).text)


if __name__ == "__main__":
    support.main(__name__, floor=33)
