"""Attacks on keys, algorithms, parsers, time and certificates, over the wire: families 11 to 15 of facts/attacks.md (16 is
http_test.py)."""

import datetime
import gzip
import socket
import subprocess
import tempfile
import time
import unittest
import uuid
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from attacks import Attacks, at, with_header
from harness import certs
from messages import (DS, SHA256, Party, b64, binary_token, escape, key_identifier, replaced, sha256, sign_document,
                      sign_envelope, timestamp, token_reference, x509_data)


DS11 = "http://www.w3.org/2009/xmldsig11#"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"


class Trust(Attacks):
    # 11, 12

    def made(self, issuer=None):
        """A certificate of the attacker's own, with egov's subject."""
        key = rsa.generate_private_key(65537, 2048)
        now = datetime.datetime.now(datetime.timezone.utc)
        day = datetime.timedelta(days=1)
        own = self.egov.certificate
        builder = x509.CertificateBuilder(issuer or own.issuer, own.subject, key.public_key(), x509.random_serial_number(),
                                          now - day, now + day)
        for extension in self.egov.certificate.extensions:
            if extension.oid not in (x509.SubjectKeyIdentifier.oid,):
                builder = builder.add_extension(extension.value, extension.critical)
        return Party(key, builder.sign(key, hashes.SHA256()))

    def test_11_key_info(self):
        other = self.site.portal.get("portals/elicense/sign")
        numbers = self.egov.key.public_key().public_numbers()
        key_value = (f"<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{b64(numbers.n.to_bytes(256, 'big'))}</ds:Modulus>"
                     "<ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>")
        own = x509_data(self.egov)
        serial = lambda who: ("<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>"
                              f"{escape(who.certificate.issuer.rfc4514_string())}</ds:X509IssuerName><ds:X509SerialNumber>"
                              f"{who.certificate.serial_number}</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>")
        forms = {"KeyIdentifier": None, "BinarySecurityToken": "binary_security_token", "X509Data": own,
                 "X509IssuerSerial": serial(self.egov)}
        for name, form in forms.items():
            self.accept(name, self.message(key_info=form))
        attacker = self.made()
        retrieval = f'<ds:RetrievalMethod URI="{self.lure}" Type="{DS}X509Data"/>'
        deep = "<ds:x>" * 10000 + "</ds:x>" * 10000
        for name, code, key_info in (
            ("KeyValue beside the certificate", "key_info_ambiguous", own + key_value),
            ("KeyValue alone", "key_info_ambiguous", key_value),
            ("two certificates", "key_info_ambiguous", own + x509_data(other)),
            ("two certificates in one", "key_info_ambiguous",
             own.replace("</ds:X509Data>", f"<ds:X509Certificate>{b64(other.der)}</ds:X509Certificate></ds:X509Data>")),
            ("certificate and the serial of another", "key_info_ambiguous", own + serial(other)),
            ("the certificate of another", "signature_value_wrong", x509_data(other)),
            ("the serial of another", "signature_value_wrong", serial(other)),
            ("RetrievalMethod", "key_info_unusable", retrieval),
            ("KeyInfoReference", "key_info_unusable", f'<k:KeyInfoReference xmlns:k="{DS11}" URI="{self.lure}"/>'),
            ("DEREncodedKeyValue", "key_info_unusable",
             f'<k:DEREncodedKeyValue xmlns:k="{DS11}">AAAA</k:DEREncodedKeyValue>'),
            ("EncryptedKey", "key_info_unusable", '<e:EncryptedKey xmlns:e="http://www.w3.org/2001/04/xmlenc#"/>'),
            ("MgmtData", "key_info_unusable", "<ds:MgmtData>x</ds:MgmtData>"),
            ("empty", "key_info_unusable", " "),
            ("10000 deep", "xml_too_deep", deep),
            ("PKIPath", "key_info_unusable", key_identifier(self.egov).replace("#X509v3", "#X509PKIPathv1")),
            ("PKCS7", "key_info_unusable", key_identifier(self.egov).replace("#X509v3", "#PKCS7")),
            ("hexadecimal", "key_info_unusable", key_identifier(self.egov).replace("#Base64Binary", "#HexBinary")),
            ("Reference to http", "key_info_unusable", token_reference("x").replace("#x", self.lure)),
            ("no certificate", "certificate_malformed", own.replace(b64(self.egov.der), "AAAA")),
        ):
            self.refuse(name, code, self.message(key_info=key_info))
        self.refuse("self-signed with egov's name", "certificate_chain_not_found", self.message(
            who=self.made(issuer=self.egov.certificate.subject)))
        self.refuse("signed by the attacker, issuer as egov's", "certificate_signature_wrong", self.message(who=attacker))
        token = binary_token(other, "second")
        pointed = self.message(key_info=token_reference("second"), blocks=token)
        self.refuse("Reference to a second token", "signature_value_wrong", pointed)

    def test_11_certificates_that_may_not_sign(self):
        folder = self.site.certs
        ca = Party(serialization.load_pem_private_key((folder / "ca/certs-issuing/ca.key").read_bytes(), None),
                   x509.load_pem_x509_certificate((folder / "certs/issuing.pem").read_bytes()))
        self.refuse("an authority", "key_usage_wrong", self.message(who=ca))
        self.refuse("usage without signature", "key_usage_wrong", self.by("portals/egov/tls"))
        self.refuse("another portal's", "transport_certificate_unknown", self.by("portals/elicense/sign"))
        self.refuse("a good stranger", "transport_certificate_unknown", self.by("portals-bad/stranger/sign"))
        self.refuse("an applicant's", "transport_certificate_unknown", self.by("applicants/head"))

    def test_12_algorithms(self):
        message = self.message()
        method = f'SignatureMethod Algorithm="{self.egov.method}"'
        for uri in (DS + "rsa-sha1", DS + "dsa-sha1", DS + "hmac-sha1", MORE + "rsa-md5",
                    "http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1", "urn:x", "none"):
            self.refuse(uri, "signature_algorithm_forbidden", replaced(message, method, f'SignatureMethod Algorithm="{uri}"'))
        for uri in ("urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512",
                    MORE + "gost34310-gost34311"):
            self.refuse(uri, "gost_hash_pairing_wrong", replaced(message, method, f'SignatureMethod Algorithm="{uri}"'))
        attack = replaced(message, method, f'SignatureMethod Algorithm="{MORE}gostr34102001-gostr3411"')
        answer = self.expect(self.post(attack), "signature_algorithm_unsupported")
        self.assertIn("GOST", answer.text, "a message of another country's GOST says so by name")
        # The public key as the secret of a MAC: the value is right, the method is not.
        secret = self.egov.certificate.public_key().public_bytes(serialization.Encoding.DER,
                                                                 serialization.PublicFormat.SubjectPublicKeyInfo)

        def mac(octets):
            made = hmac.HMAC(secret, hashes.SHA256())
            made.update(octets)
            return made.finalize()

        self.refuse("HMAC with the public key", "signature_algorithm_forbidden",
                    self.message(method=MORE + "hmac-sha256", sign=mac))
        for length in (0, 1, 8):
            self.refuse(f"HMACOutputLength {length}", "signature_structure_invalid", replaced(
                message, f"<ds:{method}></ds:SignatureMethod>",
                f"<ds:{method}><ds:HMACOutputLength>{length}</ds:HMACOutputLength></ds:SignatureMethod>"))
        for uri in (DS + "sha1", MORE + "md5", "urn:x"):
            self.refuse(f"digest {uri}", "digest_algorithm_forbidden",
                        replaced(message, f'DigestMethod Algorithm="{SHA256}"', f'DigestMethod Algorithm="{uri}"'))
        sha1 = lambda octets: self.egov.key.sign(octets, padding.PKCS1v15(), hashes.SHA1())
        self.refuse("really SHA-1", "signature_algorithm_forbidden", self.message(method=DS + "rsa-sha1", sign=sha1))
        self.refuse("SHA-1 under the name of SHA-256", "signature_value_wrong", self.message(sign=sha1))
        pss = lambda octets: self.egov.key.sign(octets, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
        self.refuse("PSS under the name of PKCS#1", "signature_value_wrong", self.message(sign=pss))
        self.refuse("weak RSA", "key_too_weak", self.applied_by("applicants/weak-key"))
        self.refuse("certificate signed with SHA-1", "certificate_algorithm_forbidden", self.applied_by("applicants/sha1"))
        self.refuse("PKCS#1 with room for forgery", "signature_value_wrong",
                    self.message(sign=lambda octets: b"\0\1\xff\xff\0" + sha256(octets) + bytes(219)))
        self.refuse("no value", "signature_structure_invalid", self.message(sign=lambda octets: b""))
        self.refuse("short value", "signature_value_wrong", self.message(sign=lambda octets: self.egov.sign(octets)[1:]))

    def issued(self, public_key):
        """A certificate of the hierarchy's own authority with egov's subject, for a key that it should never have certified."""
        folder = certs() / "ca/certs-issuing"
        issuer = Party(serialization.load_pem_private_key((folder / "ca.key").read_bytes(), None),
                       x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes()))
        own, now, day = self.egov.certificate, datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)
        builder = x509.CertificateBuilder(issuer.certificate.subject, own.subject, public_key, x509.random_serial_number(),
                                          now - day, now + day)
        for extension in own.extensions:
            if extension.oid != x509.SubjectKeyIdentifier.oid:
                builder = builder.add_extension(extension.value, extension.critical)
        return builder.sign(issuer.key, hashes.SHA256())

    def test_12_rsa_with_a_small_exponent(self):
        key = rsa.generate_private_key(3, 2048)
        who = Party(key, self.issued(key.public_key()))
        self.refuse("e is 3", "key_too_weak", self.message(who=who))
        # Bleichenbacher 2006: a value whose cube only begins like PKCS#1 padding; no private key is needed.
        prefix = bytes.fromhex("3031300d060960864801650304020105000420")

        def forged(octets):
            wanted = b"\0\1" + b"\xff" * 8 + b"\0" + prefix + bytes.fromhex(sha256(octets).hex())
            target = int.from_bytes(wanted.ljust(256, b"\xff"), "big")
            low, high = 0, 1 << 690
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if middle ** 3 <= target else (low, middle)
            self.assertEqual((low ** 3).to_bytes(256, "big")[:len(wanted)], wanted, "the forgery begins as it should")
            return low.to_bytes(256, "big")

        self.refuse("forged for e = 3", "signature_value_wrong", self.message(who=who, sign=forged))

    def test_12_elliptic_curve_with_explicit_parameters(self):
        """CVE-2020-0601: a curve of the sender's own choice."""
        with tempfile.TemporaryDirectory() as folder:
            run = lambda *words, data=None: subprocess.run(("openssl", *words), cwd=folder, input=data, check=True,
                                                           capture_output=True).stdout
            run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit",
                "-out", "key")
            usage = "keyUsage=critical,digitalSignature,nonRepudiation\nextendedKeyUsage=emailProtection\n"
            Path(folder, "ext").write_text("authorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n" + usage)
            run("req", "-new", "-key", "key", "-subj", "/CN=EXPLICIT/serialNumber=IIN850101300123", "-out", "request")
            ca = certs() / "ca/certs-issuing"
            run("x509", "-req", "-in", "request", "-CA", ca / "ca.crt", "-CAkey", ca / "ca.key", "-set_serial", "0x7fffffff01",
                "-days", "2", "-extfile", "ext", "-out", "crt")
            certificate = x509.load_pem_x509_certificate(Path(folder, "crt").read_bytes())

            def sign(octets):
                r, s = decode_dss_signature(run("dgst", "-sha256", "-sign", "key", data=octets))
                return r.to_bytes(32, "big") + s.to_bytes(32, "big")

            named = ec.generate_private_key(ec.SECP256R1())  # for the name of the algorithm alone
            self.refuse("explicit curve", "certificate_algorithm_forbidden",
                        self.message(who=Party(named, certificate), sign=sign))

    def test_12_ecdsa(self):
        signers = ["applicants/iin-check-digit", "applicants/employer-person"]
        form = replaced(self.site.portal.form("migration-labour-immigrant-issue"), "870511300117", "820417300118")
        first = self.site.portal.get(signers[0])

        def message(sign=None):
            document = sign_document(form, first, **({"sign": sign} if sign else {}))
            document = sign_document(document, self.site.portal.get(signers[1]))
            return self.site.portal.message(document, "portals/migration/sign", service="LABOUR_IMMIGRANT_PERMIT",
                                            sender="migration")

        order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
        raw = lambda octets: first.sign(octets)
        halves = lambda octets: (raw(octets)[:32], raw(octets)[32:])
        self.expect_accepted(self.site.post(message(), "migration"))
        for name, sign in (
            ("DER", lambda octets: first.key.sign(octets, ec.ECDSA(hashes.SHA256()))),
            ("zeros", lambda octets: bytes(64)), ("r is 0", lambda octets: bytes(32) + raw(octets)[32:]),
            ("s is 0", lambda octets: raw(octets)[:32] + bytes(32)),
            ("r is n", lambda octets: order.to_bytes(32, "big") + raw(octets)[32:]),
            ("padded to 66", lambda octets: (lambda value: b"\0" + value[:32] + b"\0" + value[32:])(raw(octets))),
            ("s and r", lambda octets: (lambda value: value[32:] + value[:32])(raw(octets))),
        ):
            with self.subTest(name):
                self.expect(self.site.post(message(sign), "migration"), "signature_value_wrong")

    # 13

    def test_13_parsers(self):
        message = self.message()
        laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
        doctype = lambda text: replaced(message, "<S:Envelope", f"<!DOCTYPE x {text}><S:Envelope")
        for name, code, attack in (
            ("billion laughs", "xml_dtd_forbidden", doctype(f'[<!ENTITY l0 "ha">{laughs}]').replace("FOREIGN_", "&l9;", 1)),
            ("quadratic", "xml_dtd_forbidden", doctype(f'[<!ENTITY q "{"x" * 100000}">]').replace("FOREIGN_", "&q;" * 10000, 1)),
            ("recursive", "xml_dtd_forbidden", doctype('[<!ENTITY a "&b;"><!ENTITY b "&a;">]').replace("FOREIGN_", "&a;", 1)),
            ("external DTD", "xml_dtd_forbidden", doctype(f'SYSTEM "{self.lure}x.dtd"')),
            ("public DTD", "xml_dtd_forbidden", doctype(f'PUBLIC "x" "{self.lure}x.dtd"')),
            ("external entity", "xml_dtd_forbidden", doctype(f'[<!ENTITY e SYSTEM "{self.lure}">]').replace("FOREIGN_", "&e;", 1)),
            ("file entity", "xml_dtd_forbidden",
             doctype('[<!ENTITY e SYSTEM "file:///etc/passwd">]').replace("FOREIGN_", "&e;", 1)),
            ("parameter entity", "xml_dtd_forbidden", doctype(f'[<!ENTITY % p SYSTEM "{self.lure}">%p;]')),
            ("million nested", "xml_too_deep", replaced(message, "<requestData>", "<requestData>" + "<d>" * 1_000_000)),
            ("million attributes", "xml_too_many_attributes",
             replaced(message, "<requestData>", "<requestData" + "".join(f' a{i}="1"' for i in range(1_000_000)) + ">")),
            ("million namespaces", "xml_too_many_attributes",
             replaced(message, "<requestData>", "<requestData" + "".join(f' xmlns:a{i}="urn:{i}"' for i in range(10**6)) + ">")),
            ("long name", "xml_too_large", replaced(message, "<requestData>", f"<requestData><{'n' * 1_000_000}/>")),
            ("million elements", "xml_too_large", replaced(message, "<requestData>", "<requestData>" + "<a/>" * 1_000_001)),
            ("30 MB of text", "digest_mismatch", replaced(message, "<requestData>", "<requestData>" + "x" * 30_000_000)),
        ):
            self.refuse(name, code, attack)
        self.refuse("DTD in the document", "xml_dtd_forbidden",
                    self.message(replaced(self.document, "<ForeignLabour", f'<!DOCTYPE x SYSTEM "{self.lure}"><ForeignLabour')))
        self.refuse("laughs in the document", "xml_dtd_forbidden",
                    self.message(replaced(self.document, "<Foreign", f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><Foreign')))
        with self.subTest("gzip"):
            bomb = gzip.compress(b" " * 50_000_000)
            answer = self.site.post(bomb, headers={"Content-Encoding": "gzip"})
            self.assertIn(answer.name, ("xml_not_well_formed", "xml_encoding_unsupported"))

    def test_13_what_names_an_address_is_not_fetched(self):
        lure = self.lure
        include = f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{lure}"/>'
        on_envelope = lambda attribute: sign_envelope(replaced(self.plain(), "<S:Envelope", f"<S:Envelope {attribute}"), self.egov)
        for name, message in (
            ("stylesheet", replaced(self.message(), "<S:Envelope", f'<?xml-stylesheet type="text/xsl" href="{lure}"?><S:Envelope')),
            ("XInclude", with_header(self.message(), include)),
            ("XInclude in Body", self.signed(replaced(self.body(), "</requestInfo>", include + "</requestInfo>"))),
            ("schemaLocation", on_envelope(f'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="urn:a {lure}"')),
            ("xml:base", on_envelope(f'xml:base="{lure}"')),
            ("namespace", with_header(self.message(), f'<w:W xmlns:w="{lure}"/>')),
            ("array", with_header(self.message(), '<w:W xmlns:w="urn:w" xmlns:e="http://schemas.xmlsoap.org/soap/encoding/" '
                                  'e:arrayType="w:int[1000000000]"/>')),
            ("reply address", with_header(self.message(), '<a:ReplyTo xmlns:a="http://www.w3.org/2005/08/addressing">'
                                          f"<a:Address>{lure}</a:Address></a:ReplyTo>")),
        ):
            self.accept(name, message)

    # 14

    def test_14_timestamps(self):
        stamped = lambda blocks, ids=("TS-1",): self.message(blocks=blocks, ids=ids)
        second = timestamp(at(), at(5)).replace("TS-1", "TS-2")
        expiring = f'<wsu:Timestamp wsu:Id="TS-1"><wsu:Expires>{at(5)}</wsu:Expires></wsu:Timestamp>'
        self.accept("none", self.message())
        self.accept("current", stamped(timestamp(at(), at(5))))
        self.accept("without Expires", stamped(timestamp(at())))
        self.accept("fraction", stamped(timestamp(at().replace("Z", ".123456789Z"), at(5))))
        for name, code, message in (
            ("unsigned", "timestamp_invalid", stamped(timestamp(at(), at(5)), ())),
            ("two", "timestamp_invalid", stamped(timestamp(at(), at(5)) + second, ("TS-1", "TS-2"))),
            ("Expires before Created", "timestamp_invalid", stamped(timestamp(at(2), at(1)))),
            ("no zone", "timestamp_invalid", stamped(timestamp(at().rstrip("Z"), at(5)))),
            ("no time", "timestamp_invalid", stamped(timestamp("2026-13-45T25:61:61Z"))),
            ("no Created", "timestamp_invalid", stamped(expiring)),
            ("Created twice", "timestamp_invalid", stamped(timestamp(f"{at()}</wsu:Created><wsu:Created>{at()}", at(5)))),
            ("expired", "timestamp_expired", stamped(timestamp(at(-60), at(-55)))),
            ("old without Expires", "timestamp_expired", stamped(timestamp(at(-60)))),
            ("far future", "timestamp_expired", stamped(timestamp(at(600), at(605)))),
        ):
            self.refuse(name, code, message)
        self.accept("a token of somebody else is not ours to read", self.message(
            blocks="<wsse:UsernameToken><wsse:Username>x</wsse:Username><wsse:Nonce>AAAA</wsse:Nonce></wsse:UsernameToken>"))

    def test_14_replay(self):
        name = str(uuid.uuid4())
        first = self.expect_accepted(self.post(self.message_named(name)))
        self.assertEqual(self.post(self.message_named(name)).case_number, first.case_number, "the stored answer again")
        form = replaced(self.site.portal.form(), "<Category>1", "<Category>2")
        self.refuse("other content under the same id", "duplicate_conflict",
                    self.message_named(name, self.site.portal.document(form)))
        old = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=30)
        late = (old + datetime.timedelta(days=60)).isoformat(timespec="seconds")
        old = old.isoformat(timespec="seconds")
        self.refuse("a message of last month", "message_date_stale", sign_envelope(self.plain(date=old), self.egov))
        self.refuse("a message of next month", "message_date_stale", sign_envelope(self.plain(date=late), self.egov))
        again = sign_envelope(self.plain(message_id=name, date=old), self.egov)
        self.assertEqual(self.post(again).case_number, first.case_number, "a known message may be old")

    def message_named(self, name, document=None):
        return sign_envelope(self.plain(document, message_id=name), self.egov)

    # 15

    def test_15_certificates(self):
        transport = lambda who: self.by(f"portals-bad/{who}/sign")
        business = lambda who: self.applied_by(who)
        self.accept("the good one", self.message())
        for who, code in (("revoked", "certificate_revoked"), ("expired", "certificate_expired"),
                          ("not-yet-valid", "certificate_not_yet_valid"), ("foreign", "certificate_chain_not_found")):
            self.refuse(f"portal {who}", code, transport(who))
        for who, code in (("applicants/revoked", "certificate_revoked"), ("applicants/expired", "certificate_expired"),
                          ("applicants/not-yet-valid", "certificate_not_yet_valid"),
                          ("foreign/individual", "certificate_chain_not_found"),
                          ("applicants/ca-revoked", "ca_revoked"), ("applicants/auth-only", "key_usage_wrong")):
            answer = self.post(business(who))
            with self.subTest(who):
                self.expect(answer, code)
                self.assertEqual(answer.status, "SCE015", "the applicant's certificate is at fault, not the portal's")
        for name, code, signers in (("no right to sign", "signer_role_forbidden", ["applicants/employee"]),
                                    ("another organisation", "signer_bin_mismatch", ["applicants/employer-head"])):
            self.refuse(name, code, self.message(self.site.portal.document(signers=signers)))

    def test_15_addresses_in_certificates_are_not_called(self):
        """AIA and CRL distribution points of a signer's certificate are the sender's word; nobody calls there."""
        key = rsa.generate_private_key(65537, 2048)
        folder = self.site.certs
        authority = serialization.load_pem_private_key((folder / "ca/certs-issuing/ca.key").read_bytes(), None)
        issuer = x509.load_pem_x509_certificate((folder / "certs/issuing.pem").read_bytes())
        now = datetime.datetime.now(datetime.timezone.utc)
        place = x509.UniformResourceIdentifier(self.lure)
        day = datetime.timedelta(days=1)
        builder = x509.CertificateBuilder(issuer.subject, self.egov.certificate.subject, key.public_key(),
                                          x509.random_serial_number(), now - day, now + day)
        own = (x509.CRLDistributionPoints, x509.AuthorityInformationAccess, x509.SubjectKeyIdentifier)
        for extension in self.egov.certificate.extensions:
            if not isinstance(extension.value, own):
                builder = builder.add_extension(extension.value, extension.critical)
        builder = builder.add_extension(x509.CRLDistributionPoints([x509.DistributionPoint([place], None, None, None)]), False)
        builder = builder.add_extension(x509.AuthorityInformationAccess(
            [x509.AccessDescription(x509.oid.AuthorityInformationAccessOID.OCSP, place),
             x509.AccessDescription(x509.oid.AuthorityInformationAccessOID.CA_ISSUERS, place)]), False)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        stranger = Party(key, builder.sign(authority, hashes.SHA256()))
        self.refuse("a certificate with lures", "transport_certificate_unknown", self.message(who=stranger))

    def test_the_trap_works(self):
        """Without this a broken trap would let everything pass."""
        with socket.create_connection(("127.0.0.1", self.trap_port)):
            deadline = time.monotonic() + 10
            while True:
                try:
                    self.trap.accept()[0].close()
                    return
                except BlockingIOError:
                    self.assertLess(time.monotonic(), deadline)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
