"""What the tests of attacks share: every attack is made from our own valid message and refused for its own code, beside it
stands a message as odd as the attack that is accepted, and nothing connects outwards."""

import datetime
import socket
import time

from harness import Running
from messages import envelope, replaced, sign_envelope, timestamp

MOST_SECONDS = 20  # for any answer at all
DIGEST_OF_NOTHING = "<ds:DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</ds:DigestValue>"


def at(minutes=0):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def with_header(message, block):
    """An unsigned header block in front of Security."""
    return replaced(message, "<S:Header>", "<S:Header>" + block)


class Attacks(Running):
    """The gateway, a trap for whoever connects outwards, and messages to spoil."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trap = socket.create_server(("127.0.0.1", 0))
        cls.trap.setblocking(False)
        cls.trap_port = cls.trap.getsockname()[1]
        cls.lure = f"http://127.0.0.1:{cls.trap_port}/"
        cls.egov = cls.site.portal.get("portals/egov/sign")
        cls.document = cls.site.portal.document()

    @classmethod
    def tearDownClass(cls):
        cls.trap.close()
        super().tearDownClass()

    def tearDown(self):
        with self.assertRaises(BlockingIOError, msg="something connected outwards"):
            self.trap.accept()
        self.assertIsNone(self.site.gateway.process.poll(), "the gateway is gone")

    def post(self, message):
        began = time.monotonic()
        answer = self.site.post(message)
        self.assertLess(time.monotonic() - began, MOST_SECONDS)
        return answer

    def refuse(self, what, name, message):
        with self.subTest(what):
            self.expect(self.post(message), name)

    def accept(self, what, message):
        with self.subTest(what, control=True):
            self.expect_accepted(self.post(message))

    def body(self, document=None, **more):
        return self.site.portal.body(document or self.document, **more)

    def plain(self, document=None, **more):
        return envelope(self.body(document, **more))

    def message(self, document=None, who=None, **how):
        return sign_envelope(self.plain(document), who or self.egov, **how)

    def signed(self, body):
        """This content of Body, really signed by the portal."""
        return sign_envelope(envelope(body), self.egov)

    def by(self, portal):
        """Signed by the holder of another certificate."""
        return self.message(who=self.site.portal.get(portal))

    def applied_by(self, *signers):
        return self.message(self.site.portal.document(signers=signers))

    def full(self, **how):
        """Body and Timestamp are signed, the certificate comes as BinarySecurityToken."""
        how = {"blocks": timestamp(at(), at(5)), "ids": ["TS-1"], "key_info": "binary_security_token"} | how
        return self.message(**how)
