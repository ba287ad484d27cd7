"""A client that we did not write: zeep reads the WSDL, signs with its own WS-Security code, sends, and verifies the answer."""

import datetime
import unittest
import uuid

import requests
import xmlsec
import zeep
import zeep.exceptions
from lxml import etree
from zeep.wsse import signature
from zeep.wsse.utils import WSU, get_security_header

import harness
import messages
from harness import Running

UTC = datetime.timezone.utc


class Signing:
    """zeep's signer for the request and zeep's verifier for the answer: by default it would verify with its own certificate."""

    def __init__(self, signer, answer_certificate, stamp=None):
        self.signer, self.answer_certificate, self.stamp = signer, answer_certificate, stamp
        self.answer = None

    def apply(self, envelope, headers):
        if self.stamp:
            get_security_header(envelope).append(self.stamp())
        envelope, headers = self.signer.apply(envelope, headers)
        self.sent = etree.tostring(envelope)
        return envelope, headers

    def verify(self, envelope):
        # A fault for a stranger is not signed; whoever needs a signed answer looks at `answer`.
        if envelope.find(".//{http://www.w3.org/2000/09/xmldsig#}Signature") is not None:
            signature.verify_envelope(envelope, str(self.answer_certificate))
            self.answer = envelope
        return envelope


def timestamp(created, seconds):
    text = lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return lambda: WSU.Timestamp(WSU.Created(text(created)), WSU.Expires(text(created + datetime.timedelta(seconds=seconds))))


class Zeep(Running):
    answer_key = "gateway/sign-p256"

    def client(self, form=signature.BinarySignature, who="portals/egov/sign", stamp=None, answered_by=None, path="egov"):
        pki = self.site.certs
        signer = form(str(pki / f"{who}.key"), str(pki / f"{who}.crt"), signature_method=xmlsec.Transform.RSA_SHA256,
                      digest_method=xmlsec.Transform.SHA256)
        self.wsse = Signing(signer, pki / f"{answered_by or self.answer_key}.crt", stamp)
        session = requests.Session()
        session.trust_env = False  # else REQUESTS_CA_BUNDLE of the environment would go before
        session.verify = self.site.root_certificate
        self.addCleanup(session.close)
        transport = zeep.Transport(session=session)
        return zeep.Client(f"{self.site.url('portals')}/shep/{path}?wsdl", wsse=self.wsse, transport=transport)

    def signed_form(self):
        """The applicant signs with the gateway's own command line, as a back office of a portal would."""
        plain = self.site.folder / "form.xml"
        plain.write_text(self.site.portal.form())
        head = self.site.certs / "applicants/head"
        done = harness.cli("message", "sign", plain, "--profile", "enveloped", "--key", f"{head}.key", "--cert", f"{head}.crt")
        self.assertEqual(done.code, 0, done.errors)
        return done.text

    def request(self, data=None, **fields):
        info = {"messageId": str(uuid.uuid4()), "serviceId": "FOREIGN_LABOUR_PERMIT", "messageDate": datetime.datetime.now(UTC),
                "sender": {"senderId": "egov", "password": "egov-password"}}
        text = zeep.xsd.AnyObject(zeep.xsd.String(), data or self.signed_form())
        return {"requestInfo": info | fields, "requestData": {"data": text}}

    def check_accepted(self, response):
        self.assertEqual(response.responseInfo.status.code, "SCSS001")
        self.assertIsNotNone(self.wsse.answer, "the signature of the answer was not verified")
        answer = self.wsse.answer.find(".//{urn:shep-gateway:answer:1}Answer")
        number = answer.findtext("{urn:shep-gateway:answer:1}CaseNumber")
        self.assertTrue(number)
        self.assertIn(number, {one["number"] for one in self.site.cases()})

    def test_binary_security_token(self):
        self.check_accepted(self.client().service.SendMessage(request=self.request()))
        self.assertIn(b"BinarySecurityToken", self.wsse.sent)

    def test_x509_data(self):
        self.check_accepted(self.client(signature.Signature).service.SendMessage(request=self.request()))

    def test_signed_timestamp(self):
        client = self.client(stamp=timestamp(datetime.datetime.now(UTC), 300))
        self.check_accepted(client.service.SendMessage(request=self.request()))
        self.assertIn(b"Timestamp", self.wsse.sent)
        self.assertEqual(self.wsse.sent.count(b"DigestValue>"), 4, "Body and Timestamp are signed")

    def test_an_old_timestamp_is_refused(self):
        long_ago = datetime.datetime.now(UTC) - datetime.timedelta(hours=2)
        client = self.client(stamp=timestamp(long_ago, 300))
        with self.assertRaises(zeep.exceptions.Fault) as refused:
            client.service.SendMessage(request=self.request())
        self.assertIn("2021 timestamp_expired", etree.tostring(refused.exception.detail).decode())

    def test_sha1_is_refused(self):
        client = self.client()
        self.wsse.signer.signature_method = self.wsse.signer.digest_method = None  # zeep then signs with SHA-1
        with self.assertRaises(zeep.exceptions.Fault) as refused:
            client.service.SendMessage(request=self.request())
        self.assertIn("2008 signature_algorithm_forbidden", etree.tostring(refused.exception.detail).decode())

    def test_a_refusal_is_a_signed_answer(self):
        form = messages.replaced(self.site.portal.form(), "<Procedure>issue<", "<Procedure>nonsense<")
        document = self.site.portal.document(form)
        response = self.client().service.SendMessage(request=self.request(document))
        self.assertEqual(response.responseInfo.status.code, "SCSE002")
        self.assertLessEqual(len(response.responseInfo.status.message), 250)
        self.assertIsNotNone(self.wsse.answer)

    def test_a_fault_is_read_by_its_schema(self):
        request = self.request()
        request["requestInfo"]["sender"]["password"] = "wrong"
        client = self.client()
        with self.assertRaises(zeep.exceptions.Fault) as refused:
            client.service.SendMessage(request=request)
        self.assertEqual(refused.exception.code, "SCE001")
        detail = client.wsdl.types.deserialize(refused.exception.detail[0])
        self.assertEqual(detail.errorCode, "SCE001")
        self.assertTrue(detail.errorData.startswith("6002 password_wrong"))

    def test_another_certificate_does_not_verify_the_answer(self):
        client = self.client(answered_by="back-office/tls")
        with self.assertRaises(zeep.exceptions.SignatureVerificationFailed):
            client.service.SendMessage(request=self.request())


class ZeepAndRsa(Zeep):
    """The same with a gateway that signs with RSA."""

    answer_key = "gateway/sign-rsa"
    changes = [("gateway/sign-p256", "gateway/sign-rsa")]


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
