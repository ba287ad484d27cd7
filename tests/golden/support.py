"""What the tests of the command line share: running the program, a test hierarchy of certificates, messages to judge."""

import atexit
import functools
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = (ROOT / "../shared/data").resolve()
BINARY = ""  # set by main()

ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
    '<n:SendMessage xmlns:n="http://bip.bee.kz/SyncChannel/v10/Types"><request><requestInfo>'
    "<messageId>{id}</messageId><serviceId>{service}</serviceId><messageDate>{date}</messageDate>"
    "<sender><senderId>{sender}</senderId><password>{password}</password></sender></requestInfo>"
    "<requestData>{data}</requestData></request></n:SendMessage></S:Body></S:Envelope>"
)


class Answer:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def text(self):
        return self.out.decode()

    @property
    def json(self):
        """The one JSON document on standard output."""
        return json.loads(self.out.decode())


def run(*arguments, stdin=b"", timeout=60):
    command = [BINARY, *(str(one) for one in arguments)]
    return Answer(subprocess.run(command, input=stdin, capture_output=True, timeout=timeout, check=False))


@functools.lru_cache(maxsize=None)
def pki():
    """A fresh hierarchy as certs-example/README.md describes it; one for all tests of the program, which only read it."""
    folder = tempfile.TemporaryDirectory()
    subprocess.run([ROOT / "certs-example/make.sh", "--force", folder.name + "/pki"], check=True, stdout=subprocess.DEVNULL)
    atexit.register(folder.cleanup)
    return Path(folder.name) / "pki"


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def envelope(document="", **fields):
    values = {"id": "m-1", "service": "s-1", "date": "2026-11-20T10:15:30+05:00", "sender": "egov", "password": "secret"}
    data = f"<data>{escape(document)}</data>" if document else "<data></data>"
    return ENVELOPE.format(data=data, **(values | fields))


def trust(where, *more):
    return ("--anchors", where / "anchors", "--certs", where / "certs", "--crls", where / "crls", *more)


def identity(where, name):
    """Arguments of `message sign` that name a key pair of the hierarchy."""
    return ("--key", where / f"{name}.key", "--cert", where / f"{name}.crt")


class Counting(unittest.TextTestResult):
    """Counts sub-tests too: a suite that silently ran fewer cases than it has is a failure."""

    cases = 0

    def startTest(self, test):
        Counting.cases += 1
        super().startTest(test)

    def addSubTest(self, test, subtest, error):
        Counting.cases += 1
        super().addSubTest(test, subtest, error)


def main(module, floor):
    """Runs the tests of the module; the first argument is the program."""
    global BINARY
    BINARY = os.path.abspath(sys.argv[1])
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[module])
    result = unittest.TextTestRunner(resultclass=Counting, verbosity=1).run(suite)
    print(f"{Counting.cases} cases, floor {floor}")
    sys.exit(0 if result.wasSuccessful() and Counting.cases >= floor else 1)


class Scratch(unittest.TestCase):
    """A temporary folder for the whole class; pki/ in it is the hierarchy."""

    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.holder.name)
        cls.pki = pki()
        os.symlink(cls.pki, cls.folder / "pki")

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def expect(self, code, *arguments, **more):
        answer = run(*arguments, **more)
        self.assertEqual(answer.code, code, f"{arguments}\n{answer.out.decode(errors='replace')}\n{answer.err.decode()}")
        return answer

    def sign(self, name, content, profile, who, *more):
        source = self.write(name + ".in", content)
        out = self.folder / name
        self.expect(0, "message", "sign", source, *identity(self.pki, who), "--profile", profile, "--out", out, *more)
        return out
