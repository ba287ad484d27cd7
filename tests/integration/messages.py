"""Messages as portals make them, signed by Python's own means (lxml canonicalises, cryptography signs) and by nothing of the
gateway's: if both sides shared an error, the tests would not see it."""

import base64
import datetime
import hashlib
import re
import uuid
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
FORMS = ROOT / "schemas/portals/examples"
EXAMPLE_DAY = datetime.date(2026, 11, 20)  # when the examples were filed
ZONE = datetime.timezone(datetime.timedelta(hours=5))

DS = "http://www.w3.org/2000/09/xmldsig#"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = DS + "enveloped-signature"
WITH_COMMENTS = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
BASE64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
X509V3 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"


def b64(octets):
    return base64.b64encode(octets).decode()


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def replaced(text, old, new, count=1):
    """Fails when there is nothing to replace: a mutation that changes nothing proves nothing."""
    assert old in text, f"the message has no {old[:200]}"
    return text.replace(old, new, count)


def part(text, begin, end):
    """From the first `begin` to the end of the next `end`."""
    start = text.index(begin)
    return text[start:text.index(end, start) + len(end)]


def without_prolog(text):
    return re.sub(r"^\s*<\?xml.*?\?>\s*", "", text, flags=re.S)


class Party:
    """A key pair of the hierarchy, or one made for a test."""

    def __init__(self, key, certificate):
        self.key, self.certificate = key, certificate
        self.der = certificate.public_bytes(serialization.Encoding.DER)

    @classmethod
    def read(cls, folder, name):
        key = serialization.load_pem_private_key((folder / f"{name}.key").read_bytes(), None)
        return cls(key, x509.load_pem_x509_certificate((folder / f"{name}.crt").read_bytes()))

    @property
    def method(self):
        return ECDSA_SHA256 if isinstance(self.key, ec.EllipticCurvePrivateKey) else RSA_SHA256

    def sign(self, octets):
        if not isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(octets, padding.PKCS1v15(), hashes.SHA256())
        r, s = utils.decode_dss_signature(self.key.sign(octets, ec.ECDSA(hashes.SHA256())))
        size = (self.key.curve.key_size + 7) // 8  # XML Signature 1.1 section 6.4.3: r and s side by side
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def reference(uri, digest, transforms, extra=""):
    listed = "".join(f'<ds:Transform Algorithm="{one}"></ds:Transform>' for one in transforms)
    return (f'<ds:Reference URI="{uri}"{extra}><ds:Transforms>{listed}</ds:Transforms>'
            f'<ds:DigestMethod Algorithm="{SHA256}"></ds:DigestMethod>'
            f"<ds:DigestValue>{b64(digest)}</ds:DigestValue></ds:Reference>")


def signature(references, who, key_info, method=None, sign=None):
    """`references` in canonical form; SignedInfo is written canonical, so its octets are signed as they stand."""
    info = (f'<ds:SignedInfo xmlns:ds="{DS}"><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"></ds:CanonicalizationMethod>'
            f'<ds:SignatureMethod Algorithm="{method or who.method}"></ds:SignatureMethod>{references}</ds:SignedInfo>')
    value = (sign or who.sign)(info.encode())
    return (f'<ds:Signature xmlns:ds="{DS}">{info}<ds:SignatureValue>{b64(value)}</ds:SignatureValue>'
            f"<ds:KeyInfo>{key_info}</ds:KeyInfo></ds:Signature>")


def x509_data(who):
    return f"<ds:X509Data><ds:X509Certificate>{b64(who.der)}</ds:X509Certificate></ds:X509Data>"


def key_identifier(who):
    return (f'<wsse:SecurityTokenReference><wsse:KeyIdentifier EncodingType="{BASE64}" ValueType="{X509V3}">'
            f"{b64(who.der)}</wsse:KeyIdentifier></wsse:SecurityTokenReference>")


def binary_token(who, token_id):
    return (f'<wsse:BinarySecurityToken EncodingType="{BASE64}" ValueType="{X509V3}" wsu:Id="{token_id}">{b64(who.der)}'
            "</wsse:BinarySecurityToken>")


def token_reference(token_id):
    return (f'<wsse:SecurityTokenReference><wsse:Reference URI="#{token_id}" ValueType="{X509V3}"></wsse:Reference>'
            "</wsse:SecurityTokenReference>")


def canonical(element, **how):
    return etree.tostring(element, method="c14n", **how)


def sha256(octets):
    return hashlib.sha256(octets).digest()


def sign_document(document, who, **how):
    """An enveloped signature as the last child of the root, over all that stands before it."""
    root = etree.fromstring(document.encode())
    octets = canonical(root, exclusive=False, with_comments=True)
    made = signature(reference("", sha256(octets), [ENVELOPED, WITH_COMMENTS]), who, x509_data(who), **how)
    end = document.rindex("</")
    return document[:end] + made + document[end:]


def envelope(body, header=""):
    return (f'<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="{SOAP}">{header}<S:Body>{body}</S:Body>'
            "</S:Envelope>")


def timestamp(created, expires=None):
    last = f"<wsu:Expires>{expires}</wsu:Expires>" if expires else ""
    return f'<wsu:Timestamp wsu:Id="TS-1"><wsu:Created>{created}</wsu:Created>{last}</wsu:Timestamp>'


def sign_envelope(soap, who, key_info=None, blocks="", headers="", ids=None, only=None, **how):
    """WS-Security over Body. `blocks` stand in Security before the signature, `headers` after Security; `ids` are signed
    beside Body, `only` instead of it."""
    body_id = "id-" + uuid.uuid4().hex
    token_id = "X509-" + uuid.uuid4().hex
    tokens = ""
    if key_info == "binary_security_token":
        tokens, key_info = binary_token(who, token_id), token_reference(token_id)
    opened = (f'<S:Header><wsse:Security xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}" S:mustUnderstand="1">{tokens}{blocks}')
    closed = f"</wsse:Security>{headers}</S:Header>"
    soap = replaced(soap, "<S:Body>", f'<S:Body xmlns:wsu="{WSU}" wsu:Id="{body_id}">')
    root = etree.fromstring(replaced(soap, "<S:Body ", opened + closed + "<S:Body ").encode())
    by_id = {one.get(f"{{{WSU}}}Id"): one for one in root.iter(etree.Element) if one.get(f"{{{WSU}}}Id")}
    listed = only or [body_id, *(ids or ())]
    references = "".join(reference("#" + one, sha256(canonical(by_id[one], exclusive=True)), [EXCLUSIVE]) for one in listed)
    made = signature(references, who, key_info or key_identifier(who), **how)
    return replaced(soap, "<S:Body ", opened + made + closed + "<S:Body ")


def send_message(data, message_id, service, sender="egov", password=None, date=None, info=""):
    """The content of Body; `data` is the whole data element."""
    date = date or datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
    password = f"{sender}-password" if password is None else password
    return (f'<ns2:SendMessage xmlns:ns2="http://bip.bee.kz/SyncChannel/v10/Types"><request><requestInfo>'
            f"<messageId>{message_id}</messageId><serviceId>{service}</serviceId><messageDate>{date}</messageDate>"
            f"<sender><senderId>{sender}</senderId><password>{password}</password></sender>{info}</requestInfo>"
            f"<requestData>{data}</requestData></request></ns2:SendMessage>")


class Parties:
    """Whole messages by the parties of a hierarchy."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.known = {}

    def get(self, name):
        if name not in self.known:
            self.known[name] = Party.read(self.folder, name)
        return self.known[name]

    @staticmethod
    def form(name="egov-foreign-labour-issue"):
        """A published example with its dates moved: as good today as it was on the day that it was written for."""
        moved = datetime.datetime.now(ZONE).date() - EXAMPLE_DAY
        return re.sub(r">(\d{4}-\d{2}-\d{2})<", lambda found: f">{datetime.date.fromisoformat(found[1]) + moved}<",
                      (FORMS / f"{name}.xml").read_text())

    def document(self, form=None, signers=("applicants/head",)):
        document = form or self.form()
        for name in signers:
            document = sign_document(document, self.get(name))
        return document

    def body(self, document=None, message_id=None, service="FOREIGN_LABOUR_PERMIT", **more):
        document = document or self.document()
        return send_message(f"<data>{escape(document)}</data>", message_id or str(uuid.uuid4()), service, **more)

    def message(self, document=None, who="portals/egov/sign", **more):
        """A message of egov that the gateway accepts, unless it is told otherwise."""
        return sign_envelope(envelope(self.body(document, **more)), self.get(who))

    def immigrant(self, portal="migration", signers=("applicants/foreign-worker", "applicants/employer-person"), **more):
        document = self.document(self.form(f"{portal}-labour-immigrant-issue"), signers)
        return self.message(document, f"portals/{portal}/sign", service="LABOUR_IMMIGRANT_PERMIT", sender=portal, **more)
