"""Attacks on what is signed and how it is read, over the wire: families 1 to 10 of facts/attacks.md."""

import re
import unittest
import uuid

from lxml import etree

import messages
from attacks import DIGEST_OF_NOTHING, Attacks, at, with_header
from messages import (DS, ENVELOPED, EXCLUSIVE, SOAP, WSSE, WSU, b64, envelope, key_identifier, part, reference, replaced, sha256,
                      sign_envelope, timestamp, without_prolog)

SIGNATURE = ("<ds:Signature ", "</ds:Signature>")
DIGEST = ("<ds:DigestValue>", "</ds:DigestValue>")
XSLT = "http://www.w3.org/TR/1999/REC-xslt-19991116"


def changed(text):
    """The value that the attacker wants."""
    return replaced(text, "&lt;Category&gt;1", "&lt;Category&gt;2")


class Structure(Attacks):
    # 1

    def wrapped(self, message, before, opened, closed, forged_id):
        """The signed Body moved to another place, a forged one where it was."""
        body = part(message, "<S:Body", "</S:Body>")
        own_id = re.search(r' wsu:Id="[^"]+"', body)[0]
        forged = changed(body).replace(own_id, own_id if forged_id == "same" else forged_id, 1)
        return replaced(replaced(message, body, forged), before, opened + body + closed + before)

    def test_01_wrapping_of_body(self):
        self.accept("unchanged", self.full())
        for place, before, opened, closed in (
            ("Header/Wrapper", "</S:Header>", '<w:W xmlns:w="urn:w">', "</w:W>"),
            ("a header that may be ignored", "</S:Header>", '<w:W xmlns:w="urn:w" S:mustUnderstand="0">', "</w:W>"),
            ("Security/Wrapper", "</wsse:Security>", '<w:W xmlns:w="urn:w">', "</w:W>"),
            ("Security", "</wsse:Security>", "", ""), ("Header", "</S:Header>", "", ""),
            ("child of the forged Body", "</ns2:SendMessage>", "", ""),
        ):
            for how, forged_id, code in (("no id", "", "reference_not_body"), ("new id", ' wsu:Id="new"', "reference_not_body"),
                                         ("same id", "same", "id_duplicate")):
                message = self.full()
                if place == "child of the forged Body":
                    body = part(message, "<S:Body", "</S:Body>")
                    own_id = re.search(r' wsu:Id="[^"]+"', body)[0]
                    forged = changed(body).replace(own_id, own_id if forged_id == "same" else forged_id, 1)
                    attack = replaced(message, body, replaced(forged, before, body + before))
                else:
                    attack = self.wrapped(message, before, opened, closed, forged_id)
                self.refuse(f"{place}, {how}", code, attack)
        for how, forged_id, code in (("no id", "", "signature_structure_invalid"), ("same id", "same", "id_duplicate")):
            self.refuse(f"Object, {how}", code,
                        self.wrapped(self.full(), "</ds:Signature>", "<ds:Object>", "</ds:Object>", forged_id))
            message = self.full()
            body = part(message, "<S:Body", "</S:Body>")
            own_id = re.search(r' wsu:Id="[^"]+"', body)[0]
            forged = changed(body).replace(own_id, own_id if forged_id == "same" else "", 1)
            for order, bodies in (("before", forged + body), ("behind", body + forged)):
                self.refuse(f"sibling {order}, {how}", "id_duplicate" if forged_id else "soap_structure_invalid",
                            replaced(message, body, bodies))

    def test_01_wrapping_of_headers(self):
        action = f'<a:To xmlns:a="http://www.w3.org/2005/08/addressing" xmlns:wsu="{WSU}" wsu:Id="to">egov</a:To>'
        self.accept("a signed addressing header", self.message(headers=action, ids=["to"]))
        self.accept("a signed Timestamp", self.full())
        moved = self.message(headers=action, ids=["to"])
        self.refuse("To under a wrapper", "reference_forbidden",
                    replaced(moved, action, f'<w:W xmlns:w="urn:w">{action}</w:W>' + action.replace(' wsu:Id="to"', "")))
        self.refuse("To with the same id", "id_duplicate", replaced(moved, action, action + action))
        stamp = timestamp(at(-600), at(-590))
        fresh = timestamp(at(), at(5))
        old = self.full(blocks=stamp)
        self.refuse("the old Timestamp as it is", "timestamp_expired", old)
        unnamed = fresh.replace(' wsu:Id="TS-1"', "")
        for place, before in (("Header", "</S:Header>"), ("Security/Wrapper", "</wsse:Security>")):
            attack = replaced(old, stamp, unnamed)
            inside = f'<w:W xmlns:w="urn:w" xmlns:wsu="{WSU}">{stamp}</w:W>'
            self.refuse(f"Timestamp moved to {place}", "reference_forbidden", replaced(attack, before, inside + before))
        self.refuse("Timestamp twice", "id_duplicate", replaced(old, stamp, fresh + stamp))
        message = self.full()
        token = part(message, "<wsse:BinarySecurityToken", "</wsse:BinarySecurityToken>")
        moved = replaced(message, token, "")
        self.refuse("token outside Security", "key_info_unusable",
                    with_header(moved, f'<w:W xmlns:w="urn:w" xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}">{token}</w:W>'))
        self.refuse("token twice", "id_duplicate", replaced(message, token, token + token))

    def test_01_wrapping_of_the_document(self):
        """The enveloped variant: a forged root, the signed original inside or beside the applicant's signature."""
        plain = without_prolog(self.site.portal.form())
        signed = without_prolog(self.document)
        own = part(signed, *SIGNATURE)
        forged = replaced(plain, "<Category>1", "<Category>2")
        end = "</ForeignLabourPermitRequest>"
        self.accept("unchanged", self.message(signed))
        hidden = replaced(own, "</ds:KeyInfo>", f"</ds:KeyInfo><ds:Object>{plain}</ds:Object>")
        self.refuse("original in Object", "signature_structure_invalid", self.message(replaced(forged, end, hidden + end)))
        self.refuse("original as child", "signature_not_unique", self.message(replaced(forged, end, signed + end)))
        self.refuse("signature of another document", "digest_mismatch", self.message(replaced(forged, end, own + end)))
        self.refuse("an element behind the signature", "signature_structure_invalid",
                    self.message(replaced(signed, end, "<Category>2</Category>" + end)))
        by_id = f'<Old Id="original">{plain}</Old>' + replaced(own, 'URI=""', 'URI="#original"')
        self.refuse("reference to a part", "reference_forbidden", self.message(replaced(forged, end, by_id + end)))

    # 2

    def test_02_duplicate_ids(self):
        message = self.full()
        body_id = re.search(r'<S:Body[^>]*wsu:Id="([^"]+)"', message)[1]
        self.accept("another id beside", with_header(self.full(), '<w:W xmlns:w="urn:w" Id="other"/>'))
        for attribute in (f'xmlns:wsu="{WSU}" wsu:Id', "Id", "ID", "id", "xml:id"):
            block = f'<w:W xmlns:w="urn:w" {attribute}="{body_id}"/>'
            self.refuse(f"{attribute[-6:]} before Body", "id_duplicate", with_header(message, block))
            self.refuse(f"{attribute[-6:]} in Body", "id_duplicate", replaced(message, "<requestData>", "<requestData>" + block))
        self.refuse("two that nobody refers to", "id_duplicate",
                    with_header(message, '<w:W xmlns:w="urn:w"><w:a ID="q"/><w:b xml:id="q"/></w:W>'))

    # 3, 4, 7

    def test_03_two_signatures(self):
        message = self.message()
        info = part(message, "<ds:SignedInfo ", "</ds:SignedInfo>")
        own = part(message, *SIGNATURE)
        alone = replaced(own, "<ds:Signature ", f'<ds:Signature xmlns:wsse="{WSSE}" ')  # may stand anywhere
        forged = replaced(info, part(info, *DIGEST), DIGEST_OF_NOTHING)
        self.accept("one", self.message())
        for name, code, attack in (
            ("SignedInfo twice", "signature_structure_invalid", replaced(message, info, info + info)),
            ("forged SignedInfo first", "signature_structure_invalid", replaced(message, info, forged + info)),
            ("forged SignedInfo last", "signature_structure_invalid",
             replaced(message, "</ds:SignatureValue>", "</ds:SignatureValue>" + forged)),
            ("SignedInfo deeper", "signature_structure_invalid", replaced(message, info, f"<ds:X>{info}</ds:X>")),
            ("SignedInfo in Object", "signature_structure_invalid",
             replaced(message, "</ds:Signature>", f"<ds:Object>{info}</ds:Object></ds:Signature>")),
            ("two in Security", "signature_not_unique", replaced(message, own, own + own)),
            ("two Security", "signature_not_unique", with_header(message, f'<w:Security xmlns:w="{WSSE}"/>')),
            ("beside Security", "signature_not_unique", with_header(replaced(message, own, ""), alone)),
            ("deeper in Security", "signature_not_unique", replaced(message, own, f'<w:W xmlns:w="urn:w">{own}</w:W>')),
            ("in Body", "signature_missing", replaced(replaced(message, own, ""), "<requestData>",
                                                      "<requestData>" + alone)),
            ("none", "signature_missing", replaced(message, own, "")),
            ("no Security", "signature_missing", self.plain()),
        ):
            self.refuse(name, code, attack)

    def test_04_markup_in_the_signature(self):
        self.accept("white space as Java signers write it",
                    replaced(self.message(), "<ds:SignatureValue>", "<ds:SignatureValue>\n "))
        for element in ("DigestValue", "SignatureValue", "SignedInfo", "KeyInfo"):
            for name, markup in (("comment", "<!-- x -->"), ("PI", "<?x y?>"), ("CDATA", "<![CDATA[]]>"), ("text", "x")):
                if name == "text" and element in ("DigestValue", "SignatureValue"):
                    continue
                self.refuse(f"{name} in {element}", "signature_structure_invalid",
                            re.sub(f"(<ds:{element}[^>]*>)", lambda found: found[1] + markup, self.message(), count=1))
        self.refuse("comment in KeyIdentifier", "signature_structure_invalid",
                    re.sub("(<wsse:KeyIdentifier[^>]*>MII)", r"\1<!-- x -->", self.message(), count=1))
        self.refuse("comment in the token", "certificate_malformed",
                    re.sub("(<wsse:BinarySecurityToken[^>]*>MII)", r"\1<!-- x -->", self.full(), count=1))
        self.refuse("comment in the applicant's certificate", "markup_inside_value",
                    self.message(replaced(self.document, "<ds:X509Certificate>MII", "<ds:X509Certificate>MII<!-- x -->")))

    def test_07_a_digest_from_elsewhere(self):
        message = self.message()
        good = part(message, *DIGEST)
        forged = changed(message)
        octets = etree.tostring(etree.fromstring(forged.encode()).find(f"{{{SOAP}}}Body"), method="c14n", exclusive=True)
        wanted = f"<ds:DigestValue>{b64(sha256(octets))}</ds:DigestValue>"
        block = f'<w:W xmlns:w="urn:w" xmlns:ds="{DS}">{wanted}</w:W>'
        self.accept("a foreign DigestValue in a header", with_header(self.message(), block))
        self.refuse("in a header before the signature", "digest_mismatch", with_header(forged, block))
        self.refuse("in Body", "digest_mismatch", replaced(forged, "<requestData>", f'<requestData xmlns:ds="{DS}">{wanted}'))
        self.refuse("in Object", "signature_structure_invalid",
                    replaced(forged, "</ds:KeyInfo>", f"</ds:KeyInfo><ds:Object>{wanted}</ds:Object>"))
        self.refuse("first of two", "signature_structure_invalid", replaced(forged, good, wanted + good))
        self.refuse("second of two", "signature_structure_invalid", replaced(forged, good, good + wanted))
        self.refuse("in its place", "signature_value_wrong", replaced(forged, good, wanted))

    # 5, 6

    def test_05_comments_inside_values(self):
        """C14N drops comments and turns CDATA into text, so the signature still holds: what is read must be what was signed."""
        for name, markup in (("comment", "<!-- -->"), ("PI", "<?x y?>")):
            for value in ("FOREIGN_", "<senderId>eg", "egov-pass"):
                self.refuse(f"{name} in {value}", "markup_inside_value", replaced(self.message(), value, value + markup))
            document = replaced(self.document, "<Category>1", f"<Category>1{markup}")
            self.refuse(f"{name} in the document", "markup_inside_value", self.message(document))
            raw = sign_envelope(envelope(replaced(self.body(), part(self.body(), "<data>", "</data>"),
                                                  f"<data>{without_prolog(document)}</data>")), self.egov)
            self.refuse(f"{name} in a document that is no text", "markup_inside_value", raw)
        for name, old, new in (("whole", "FOREIGN_LABOUR_PERMIT", "<![CDATA[FOREIGN_LABOUR_PERMIT]]>"),
                               ("part", "FOREIGN_LABOUR_PERMIT", "FOREIGN<![CDATA[_LABOUR_]]>PERMIT"),
                               ("two", "FOREIGN_LABOUR_PERMIT", "<![CDATA[FOREIGN]]><![CDATA[_LABOUR_PERMIT]]>")):
            self.accept(f"CDATA, {name}", replaced(self.message(), f"<serviceId>{old}", f"<serviceId>{new}"))
        self.accept("a comment between elements", replaced(self.message(), "<requestInfo>", "<!-- x --><requestInfo>"))
        name = f"a-{uuid.uuid4()}"
        split = f">{name[:4]}<![CDATA[{name[4:9]}]]>"
        answer = self.post(replaced(sign_envelope(self.plain(message_id=name), self.egov), f">{name[:9]}", split))
        self.expect_accepted(answer)
        self.assertEqual(self.site.json("message", "explain", answer.message_id)["source_message_id"], name)

    def test_06_two_parsers(self):
        message = self.message()
        self.accept("byte order mark", "\ufeff" + self.message())
        self.accept("encoding UTF8", replaced(self.message(), '"UTF-8"', '"UTF8"'))
        self.accept("PI before the root", replaced(self.message(), "<S:Envelope", "<?x y?><S:Envelope"))
        self.accept("line separators inside a value",
                    sign_envelope(self.plain(message_id=f"\u2028{uuid.uuid4()}\u0085"), self.egov))
        self.accept("CR LF between elements",
                    self.signed(replaced(self.body(), "<requestInfo>", "\r\n<requestInfo>\r\n")))
        self.accept("another prefix", self.signed(self.body().replace("ns2:", "soap:").replace(":ns2", ":soap")))
        for name, code, attack in (
            ("DTD", "xml_dtd_forbidden", replaced(message, "<S:Envelope", "<!DOCTYPE S:Envelope><S:Envelope")),
            ("default attribute", "xml_dtd_forbidden",
             replaced(message, "<S:Envelope", '<!DOCTYPE x [<!ATTLIST serviceId a CDATA "b">]><S:Envelope')),
            ("entity", "xml_dtd_forbidden", replaced(message, "<S:Envelope", '<!DOCTYPE x [<!ENTITY e "v">]><S:Envelope')),
            ("undeclared entity", "xml_not_well_formed", replaced(message, "FOREIGN_", "&foreign;")),
            ("attribute twice", "xml_not_well_formed", replaced(message, "<requestData>", '<requestData a="1" a="2">')),
            ("attribute twice by namespace", "xml_name_invalid",
             replaced(message, "<requestData>", '<requestData xmlns:p="urn:a" xmlns:q="urn:a" p:a="1" q:a="2">')),
            ("undefined prefix", "xml_name_invalid", replaced(message, "<requestData>", '<requestData q:a="1">')),
            ("prefix rebound on Body", "soap_structure_invalid", replaced(message, "<S:Body ", '<S:Body xmlns:S="urn:other" ')),
            ("prefix rebound inside", "soap_operation_unknown",
             self.signed(self.body().replace("http://bip.bee.kz/SyncChannel/v10/Types", "urn:other"))),
            ("right prefix, wrong namespace", "soap_version_mismatch",
             message.replace(SOAP, "http://www.w3.org/2003/05/soap-envelope")),
            ("UTF-16", "xml_encoding_unsupported", message.replace("UTF-8", "UTF-16").encode("utf-16")),
            ("label of another encoding", "xml_encoding_unsupported", replaced(message, '"UTF-8"', '"ISO-8859-1"')),
            ("UTF-7", "xml_encoding_unsupported", replaced(message, '"UTF-8"', '"UTF-7"')),
            ("NUL", "xml_not_well_formed", replaced(message, "FOREIGN_", "FOREIGN\0")),
            ("invalid UTF-8", "xml_not_well_formed", message.encode().replace(b"FOREIGN_", b"FOREIGN\xff\xfe", 1)),
            ("overlong UTF-8", "xml_not_well_formed", message.encode().replace(b"FOREIGN_", b"FOREIGN\xc0\xaf", 1)),
            ("]]> in text", "xml_not_well_formed", replaced(message, "FOREIGN_", "FOREIGN]]>")),
            ("CDATA in CDATA", "xml_not_well_formed", replaced(message, "FOREIGN_", "<![CDATA[<![CDATA[x]]>]]>")),
            ("second root", "xml_not_well_formed", message + "<x/>"),
            ("text behind the root", "xml_not_well_formed", message + "x"),
            ("NUL behind the root", "xml_not_well_formed", message + "\0<x/>"),
            ("a value twice", "soap_field_invalid",
             self.signed(replaced(self.body(), "<serviceId>", "<serviceId>OTHER</serviceId><serviceId>"))),
            ("a value in two namespaces", "soap_field_invalid",
             self.signed(replaced(self.body(), "<serviceId>", '<x:serviceId xmlns:x="urn:x">O</x:serviceId><serviceId>'))),
            ("carriage return in a value", "soap_field_invalid", sign_envelope(self.plain(message_id="a&#13;b"), self.egov)),
            ("element in a value", "markup_inside_value", sign_envelope(self.plain(message_id="a<b/>"), self.egov)),
        ):
            self.refuse(name, code, attack)

    # 8, 9, 10

    def test_08_nothing_to_digest(self):
        message = self.message()
        self.refuse("relative namespace", "xml_name_invalid", replaced(message, "<requestData>", '<requestData xmlns:a="1">'))
        self.refuse("relative namespace in the header", "xml_name_invalid", with_header(message, '<w:W xmlns:w="w"/>'))
        digest = part(message, *DIGEST)
        self.refuse("digest of nothing", "digest_mismatch", replaced(message, digest, DIGEST_OF_NOTHING))
        # A portal that really signed the digest of nothing: the value holds, the reference does not.
        body_id = re.search(r'wsu:Id="([^"]+)"', message)[1]
        own = messages.signature(reference("#" + body_id, sha256(b""), [EXCLUSIVE]), self.egov, key_identifier(self.egov))
        self.refuse("digest of nothing, signed", "digest_mismatch", replaced(message, part(message, *SIGNATURE), own))
        document = replaced(self.document, part(self.document, *DIGEST), DIGEST_OF_NOTHING)
        self.refuse("in the document", "digest_mismatch", self.message(document))
        self.refuse("relative namespace in the document", "xml_name_invalid",
                    self.message(replaced(self.document, "<SystemInfo>", '<SystemInfo xmlns:a="1">')))
        self.accept("absolute namespace", self.signed(replaced(self.body(), "<requestData>", '<requestData xmlns:a="urn:1">')))

    def test_09_transforms(self):
        transform = part(self.message(), "<ds:Transform ", "</ds:Transform>")
        one = lambda uri, inside="": f'<ds:Transform Algorithm="{uri}">{inside}</ds:Transform>'
        style = ('<x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform" version="1.0"><x:template match="/"><x:copy-of '
                 f"select=\"document('{self.lure}')\"/></x:template></x:stylesheet>")
        self.accept("the one", self.message())
        for name, transforms in (
            ("XSLT", one(XSLT, style) + transform),
            ("XPath", one("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>false()</ds:XPath>") + transform),
            ("XPath Filter 2", one("http://www.w3.org/2002/06/xmldsig-filter2") + transform),
            ("base64", one(DS + "base64") + transform), ("decrypt", one("http://www.w3.org/2002/07/decrypt#XML") + transform),
            ("unknown", one("urn:x") + transform), ("enveloped", one(ENVELOPED) + transform), ("1000", transform * 1000),
            ("none", ""), ("with comments", one("http://www.w3.org/2001/10/xml-exc-c14n#WithComments")),
            ("inclusive", one("http://www.w3.org/TR/2001/REC-xml-c14n-20010315")),
            ("huge PrefixList", one(EXCLUSIVE, f'<i:InclusiveNamespaces xmlns:i="{EXCLUSIVE}" PrefixList="{"a " * 50000}"/>')),
            ("parameters", one(EXCLUSIVE, "<ds:x></ds:x>")),
        ):
            self.refuse(name, "transform_forbidden", replaced(self.message(), transform, transforms))
        self.refuse("C14N of SignedInfo with comments", "canonicalization_forbidden",
                    replaced(self.message(), f'Method Algorithm="{EXCLUSIVE}"', f'Method Algorithm="{EXCLUSIVE}WithComments"'))
        self.refuse("XSLT as C14N", "canonicalization_forbidden",
                    replaced(self.message(), f'Method Algorithm="{EXCLUSIVE}"', f'Method Algorithm="{XSLT}"'))
        self.refuse("XSLT in the document", "transform_forbidden",
                    self.message(replaced(self.document, "<ds:Transforms>", "<ds:Transforms>" + one(XSLT, style))))

    def test_10_references(self):
        message = self.message()
        whole = part(message, "<ds:Reference ", "</ds:Reference>")
        uri = re.search(r'<ds:Reference (URI="[^"]+")', message)[1]
        self.accept("Body and Timestamp", self.full())
        for name, attack in (
            ("http", f'URI="{self.lure}"'), ("https", f'URI="https://127.0.0.1:{self.trap_port}/"'),
            ("ftp", f'URI="ftp://127.0.0.1:{self.trap_port}/"'), ("file", 'URI="file:///etc/passwd"'),
            ("cid", 'URI="cid:attachment"'), ("absent", ""), ("whole document", 'URI=""'),
            ("xpointer root", 'URI="#xpointer(/)"'), ("xpointer id", "URI=\"#xpointer(id('a'))\""),
            ("XPath injection", "URI=\"#a' or '1'='1\""), ("relative file", 'URI="gateway.toml"'), ("empty fragment", 'URI="#"'),
            ("Manifest", f'Type="{DS}Manifest" {uri}'),
        ):
            self.refuse(name, "reference_forbidden", replaced(message, f"<ds:Reference {uri}", f"<ds:Reference {attack}"))
        self.refuse("unresolved", "reference_unresolved",
                    replaced(message, f"<ds:Reference {uri}", '<ds:Reference URI="#nothing"'))
        self.refuse("none", "reference_count_exceeded", replaced(message, whole, ""))
        for count in (1000, 20000):
            self.refuse(str(count), "reference_count_exceeded", replaced(message, whole, whole * count))
        # These are really signed by the portal; only what they cover is wrong.
        self.refuse("Timestamp alone", "reference_not_body", self.full(only=["TS-1"]))
        inside = replaced(self.plain(), "<requestInfo>", f'<requestInfo xmlns:wsu="{WSU}" wsu:Id="part">')
        self.refuse("a child of Body alone", "reference_not_body", sign_envelope(inside, self.egov, only=["part"]))
        self.refuse("Body and a child of it", "reference_forbidden", sign_envelope(inside, self.egov, ids=["part"]))
        other = f'<w:W xmlns:w="urn:w"><S:Envelope><S:Body xmlns:wsu="{WSU}" wsu:Id="other">x</S:Body></S:Envelope></w:W>'
        self.refuse("Body of another envelope", "reference_not_body", self.message(headers=other, only=["other"]))
        for name, change in (("http", f'URI="{self.lure}"'), ("file", 'URI="file:///etc/passwd"'), ("absent", 'Id="x"')):
            self.refuse(f"{name} in the document", "reference_forbidden", self.message(replaced(self.document, 'URI=""', change)))


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
