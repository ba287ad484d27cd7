"""A real gateway and a real pretend back office in a temporary folder, for the end-to-end tests.

The folder with the programs is given by the environment variable GW_BIN; the test hierarchy of certificates is made once
beside it. Nothing here sleeps for luck: `wait_for` looks again until a deadline."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import requests

import messages

ROOT = Path(__file__).resolve().parents[2]
SHARED = (ROOT / "../shared/data").resolve()
FORMS = ROOT / "schemas/portals/examples"
BIN = Path(os.environ.get("GW_BIN", ROOT / "build/dev/bin")).resolve()
GATEWAY = BIN / "shep-gateway"
SANDBOX = BIN / "shep-sandbox"
PATIENCE = 60  # seconds; generous, because it is used up only when something is wrong


def wait_for(condition, what, seconds=PATIENCE):
    """The first true value of `condition`; a failure that names `what` when the time is up."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


_certs = None


def certs():
    """The test hierarchy of this build, made when it is not there yet. Tests must not change it: `private_certs` may be."""
    global _certs
    if _certs is None:
        folder = BIN.parent / "test-certs"
        subprocess.run([ROOT / "certs-example/make.sh", folder], check=True, capture_output=True)
        _certs = folder
    return _certs


def private_certs(folder):
    """A copy of the hierarchy in which certificates may be revoked."""
    shutil.copytree(certs(), folder, symlinks=True)
    return Path(folder)


class Answer:
    """What a portal sees of the gateway's reply."""

    def __init__(self, response):
        self.http_status = response.status_code
        self.headers = response.headers
        self.body = response.content
        text = response.text
        one = lambda name: (re.search(rf"<(?:\w+:)?{name}(?: [^>]*)?>([^<]*)</", text) or [None, ""])[1]
        self.status = one("code") or one("errorCode")
        self.case_number = one("CaseNumber")
        self.retry = ""
        if ":Fault>" in text:
            self.kind = "fault"
            found = re.match(r"(\d+) (\w+)", one("errorData"))
            self.code, self.name = (int(found[1]), found[2]) if found else (0, "")
            self.message_id = (re.search(r"message ([0-9a-f-]+)", one("errorData")) or [None, ""])[1]
            self.retry = (re.search(r"retry (\w+)", one("errorData")) or [None, ""])[1]
        else:
            self.code, self.name, self.message_id = int(one("Code") or -1), one("Name"), one("MessageId")
            self.kind = "accepted" if self.status == "SCSS001" and self.http_status == 200 else "refused"
        self.text = text

    @property
    def accepted(self):
        return self.kind == "accepted" and bool(self.case_number)

    def __repr__(self):
        return f"HTTP {self.http_status} {self.kind} {self.status} {self.code} {self.name}\n{self.text[:1500]}"


class Program:
    """A process that says `listening NAME URL` when it is ready; its output is read all the time."""

    def __init__(self, arguments, folder, name):
        self.errors = open(Path(folder) / f"{name}.err", "ab")
        self.process = subprocess.Popen([str(one) for one in arguments], stdout=subprocess.PIPE, stderr=self.errors, cwd=folder,
                                        text=True)
        self.urls = {}
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            words = line.split()
            if len(words) == 3 and words[0] == "listening":
                self.urls[words[1]] = words[2]

    def wait_until_listening(self, *names):
        def ready():
            if self.process.poll() is not None:
                said = Path(self.errors.name).read_text(errors="replace")
                raise AssertionError(f"ended with {self.process.returncode} before it listened: {said[-2000:]}")
            return all(name in self.urls for name in names)

        wait_for(ready, f"listening {names}")

    def _end(self):
        self.reader.join(PATIENCE)
        self.process.stdout.close()
        self.errors.close()

    def stop(self):
        """SIGTERM; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        self._end()
        return code

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)
        self._end()


class Cli:
    """What a command printed and how it ended."""

    def __init__(self, done):
        self.code, self.text, self.errors = done.returncode, done.stdout, done.stderr

    @property
    def json(self):
        return json.loads(self.text)


def cli(*arguments, stdin="", timeout=PATIENCE):
    done = subprocess.run([str(GATEWAY), *(str(one) for one in arguments)], input=stdin, capture_output=True, text=True,
                          timeout=timeout, check=False)
    return Cli(done)


class Site:
    """The gateway, the back office and everything they keep."""

    def __init__(self, hierarchy=None, crls=None):
        self.certs = Path(hierarchy or certs())
        self.crls = crls
        self.holder = tempfile.TemporaryDirectory(prefix="shep-gateway-test-")
        self.folder = Path(self.holder.name)
        self.root_certificate = str(self.certs / "anchors/root.pem")
        self.gateway = self.office = None
        self.office_port = 0
        self.portal = messages.Parties(self.certs)

    # Processes

    def start_office(self):
        secret = self.folder / "office.secret"
        if not secret.exists():
            secret.write_text(os.urandom(32).hex() + "\n")
            secret.chmod(0o600)
        self.office = Program(
            [SANDBOX, "back-office", "--port", self.office_port, "--tls-certificate", self.certs / "back-office/tls.crt",
             "--tls-key", self.certs / "back-office/tls.key", "--hmac-secret-file", secret, "--ledger",
             self.folder / "office.ledger"], self.folder, "office")
        self.office.wait_until_listening("back-office")
        self.office_port = int(self.office.urls["back-office"].rsplit(":", 1)[1])

    @property
    def office_url(self):
        return f"https://localhost:{self.office_port}"

    def configure(self, *changes):
        """Writes gateway.toml; each change is a pair (text, replacement) that must fit, or text to append."""
        environment = dict(os.environ, GATEWAY_PASSWORD_HASHES=str(BIN.parent / "test-password-hashes"))
        if self.crls:
            environment["GATEWAY_CRLS"] = str(self.crls)
        subprocess.run([ROOT / "sandbox/make-config.sh", self.folder, self.certs, GATEWAY, self.office_url], check=True,
                       capture_output=True, env=environment)
        text = self.config.read_text()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        self.config.write_text(text)

    @property
    def config(self):
        return self.folder / "gateway.toml"

    def start_gateway(self):
        self.gateway = Program([GATEWAY, "serve", "--config", self.config], self.folder, "gateway")
        self.gateway.wait_until_listening("portals", "admin", "backoffice")

    def start(self, *changes):
        self.start_office()
        self.configure(*changes)
        self.start_gateway()
        return self

    def close(self):
        """Ends what runs; the gateway must drain and exit with 0."""
        try:
            code = self.gateway.stop() if self.gateway else 0
            if self.office:
                self.office.stop()
            assert code == 0, f"the gateway ended with {code}: {(self.folder / 'gateway.err').read_text()[-2000:]}"
        finally:
            for program in (self.gateway, self.office):
                if program and program.process.poll() is None:
                    program.kill()
            self.holder.cleanup()

    # Addresses

    def url(self, listener):
        return self.gateway.urls[listener].replace("127.0.0.1", "localhost")

    @property
    def port(self):
        return int(self.gateway.urls["portals"].rsplit(":", 1)[1])

    # What a portal, an operator and an office do

    def post(self, message, portal="egov", session=requests, timeout=PATIENCE, headers=None):
        if isinstance(message, str):
            message = message.encode()
        fields = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""', **(headers or {})}
        return Answer(session.post(f"{self.url('portals')}/shep/{portal}", data=message, headers=fields,
                                   verify=self.root_certificate, timeout=timeout))

    def admin(self, path):
        return requests.get(self.url("admin") + path, timeout=PATIENCE)

    def cli(self, *arguments, **more):
        return cli(*arguments, "--config", self.config, **more)

    def json(self, *arguments):
        done = self.cli(*arguments, "--json")
        assert done.code == 0, (arguments, done.code, done.text, done.errors)
        return done.json

    def cases(self):
        return self.json("case", "list", "--limit", "100000")["cases"]

    def deliveries(self):
        return self.json("delivery", "list", "--limit", "100000")["deliveries"]

    def taken(self):
        """What the back office took: case number -> how often it was delivered; a number under two keys is an error."""
        rows = requests.get(self.office_url + "/cases", verify=self.root_certificate, timeout=PATIENCE).json()
        numbers = [row["case_number"] for row in rows]
        assert len(numbers) == len(set(numbers)), "a case was delivered under two keys"
        return {row["case_number"]: row["deliveries"] for row in rows}

    def office_fails(self, status, count):
        answer = requests.post(self.office_url + "/faults", json={"status": status, "count": count},
                               verify=self.root_certificate, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text

    def log_lines(self):
        """Whole lines of the gateway's log as objects."""
        path = self.folder / "gateway.log"
        text = path.read_text() if path.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


class Running(unittest.TestCase):
    """One gateway for all tests of the class; `changes` adapts its configuration."""

    changes = ()

    @classmethod
    def setUpClass(cls):
        cls.site = Site()
        try:
            cls.site.start(*cls.changes)
        except BaseException:
            cls.site.close()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.site.close()

    def expect(self, answer, name, kind="fault"):
        self.assertEqual((answer.kind, answer.name), (kind, name), answer)
        return answer

    def expect_accepted(self, answer):
        self.assertTrue(answer.accepted, answer)
        return answer


def is_there(path):
    """Says by name which suite is not covered, so that a green run never looks larger than it was."""
    if path.exists():
        return True
    print(f"not there, its cases did not run: {path.name}", file=sys.stderr)
    return False
