"""certs-example/make.sh makes what its index.json promises: OpenSSL passes the good certificates, refuses each bad one
for its own reason, and every subject, key usage and role is the one that НУЦ РК would write (facts/kz-pki.md section 3)."""

import json
import os
import re
import shutil
import stat
import subprocess
import tempfile
import unittest
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key, pkcs12
from cryptography.x509.oid import ExtensionOID, NameOID

PROJECT = Path(__file__).resolve().parents[2]
MAKE = PROJECT / "certs-example" / "make.sh"
ROLE_OIDS = {
    "individual": "1.2.398.3.3.4.1.1",
    "legal_entity": "1.2.398.3.3.4.1.2",
    "first_head": "1.2.398.3.3.4.1.2.1",
    "right_to_sign": "1.2.398.3.3.4.1.2.2",
    "employee": "1.2.398.3.3.4.1.2.5",
    "information_system": "1.2.398.3.3.4.1.2.6",
}
# How OpenSSL says it: error number and depth (X509_V_ERR_*, openssl-verification-options(1)). Level 2 asks for 112 bits.
OPENSSL_SAYS = {
    "certificate_expired": (10, 0),
    "certificate_not_yet_valid": (9, 0),
    "certificate_revoked": (23, 0),
    "ca_revoked": (23, 1),
    "certificate_chain_not_found": (20, 0),
    "key_too_weak": (66, 0),
    "certificate_algorithm_forbidden": (68, 0),
    "revocation_stale": (12, 0),
    "crl_signature_wrong": (8, 0),
}


def gost_environment():
    """The environment in which openssl knows GOST; None when no build of the module loads."""
    modules = [os.environ.get("KZ_GOST_MODULE"), os.environ.get("GW_BIN", "") + "/kz-gost.so",
               *(str(PROJECT / f"build/{preset}/bin/kz-gost.so") for preset in ("release", "dev"))]
    for module in filter(None, modules):
        if not Path(module).is_file():
            continue
        file = tempfile.NamedTemporaryFile("w", suffix=".cnf")
        file.write("openssl_conf = init\n[init]\nproviders = p\n[p]\ndefault = d\nkz-gost = g\n[d]\nactivate = 1\n"
                   f"[g]\nmodule = {Path(module).resolve()}\nactivate = 1\n")
        file.flush()
        unittest.addModuleCleanup(file.close)
        environment = {**os.environ, "OPENSSL_CONF": file.name}
        tried = subprocess.run(["openssl", "genpkey", "-algorithm", "1.2.398.3.10.1.1.1.1"], env=environment, capture_output=True,
                               check=False)
        if tried.returncode == 0:
            return environment
    return None


def make(*arguments, expect=0):
    done = subprocess.run([MAKE, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == expect, f"make.sh {arguments} ended with {done.returncode}: {done.stderr}"
    return done.stderr


def check_digit_is_right(number):
    digits = [int(c) for c in number]
    control = sum(d * (i + 1) for i, d in enumerate(digits[:11])) % 11
    if control == 10:
        control = sum(d * w for d, w in zip(digits, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))) % 11
    return control == digits[11]


def setUpModule():
    """One hierarchy for all: making RSA keys is what takes the time."""
    global made, with_gost
    with_gost = gost_environment()
    folder = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(folder.cleanup)
    made = Path(folder.name) / "out"
    make(made)


class CertsExample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.out = made
        cls.index = json.loads((cls.out / "index.json").read_text())
        cls.rows = {row["name"]: row for row in cls.index["certificates"]}
        cls.gost = [row for row in cls.rows.values() if row["algorithm"].startswith("gost")]

    def certificate(self, row):
        return x509.load_pem_x509_certificate((self.out / row["file"]).read_bytes())

    def end_entities(self):
        return [row for row in self.rows.values() if row["purpose"] != "authority"]

    def openssl_verify(self, row, issuing_crl="crls/issuing.crl"):
        """None, or the first (error, depth) by which OpenSSL refuses the certificate."""
        crls = [issuing_crl, *(f"crls/{p.name}" for p in (self.out / "crls").iterdir() if p.name != "issuing.crl")]
        with tempfile.NamedTemporaryFile(suffix=".pem") as all_crls:
            for crl in crls:
                der = x509.load_der_x509_crl((self.out / crl).read_bytes())
                all_crls.write(der.public_bytes(Encoding.PEM))
            all_crls.flush()
            command = ["openssl", "verify", "-CRLfile", all_crls.name, "-crl_check_all", "-auth_level", "2"]
            for option, place in (("-trusted", "anchors"), ("-untrusted", "certs")):
                for file in sorted((self.out / place).glob("*.pem")):
                    command += [option, file]
            done = subprocess.run([*command, row["file"]], cwd=self.out, capture_output=True, text=True, env=with_gost)
        if done.returncode == 0:
            return None
        error, depth = re.search(r"error (\d+) at (\d+) depth", done.stdout + done.stderr).groups()
        return int(error), int(depth)

    def test_openssl_agrees_with_every_expectation(self):
        for row in self.end_entities():
            with self.subTest(row["name"]):
                expected = row["expected"]  # key_usage_wrong is a rule of the profile: OpenSSL passes such a certificate
                self.assertEqual(self.openssl_verify(row), OPENSSL_SAYS.get(expected),
                                 f"{row['name']} is expected to be {expected}")

    def test_every_kind_of_refusal_is_there(self):
        expected = {row["expected"] for row in self.end_entities()} | {crl["expected"] for crl in self.index["bad_crls"]}
        self.assertEqual(expected, set(OPENSSL_SAYS) | {"passed", "key_usage_wrong", "crl_truncated", "crl_empty"})

    def test_expectations_are_codes_of_the_error_table(self):
        table = (PROJECT / "gateway/base/errors.def").read_text()
        codes = {"passed", *re.findall(r"^GW_ERROR\(\d+, (\w+)", table, re.MULTILINE)}
        for row in [*self.rows.values(), *self.index["bad_crls"]]:
            self.assertIn(row["expected"], codes)
            self.assertIn(row.get("expected_as_applicant", "passed"), codes)

    def test_bad_crls_fail_for_their_reason(self):
        good = self.rows["applicants/individual"]
        self.assertIsNone(self.openssl_verify(good))
        for crl in self.index["bad_crls"]:
            with self.subTest(crl["file"]):
                if crl["expected"] in ("crl_truncated", "crl_empty"):
                    with self.assertRaises(ValueError):
                        x509.load_der_x509_crl((self.out / crl["file"]).read_bytes())
                else:
                    self.assertEqual(self.openssl_verify(good, crl["file"]), OPENSSL_SAYS[crl["expected"]])

    def test_gost_is_there_when_it_can_be(self):
        if with_gost is None:
            print("not there: kz-gost.so that loads into openssl")
            self.assertEqual(self.gost, [])
            return
        self.assertEqual({row["algorithm"] for row in self.gost}, {"gost2004", "gost2015"})
        for row in self.gost:
            with self.subTest(row["name"]):
                self.assertEqual(f"{self.certificate(row).serial_number:x}", row["serial"])
                own = subprocess.run(["openssl", "x509", "-in", row["file"], "-noout", "-pubkey"], cwd=self.out,
                                     env=with_gost, capture_output=True, check=True).stdout
                key = subprocess.run(["openssl", "pkey", "-in", row["key"], "-pubout"], cwd=self.out, env=with_gost,
                                     capture_output=True, check=True).stdout
                self.assertEqual(own, key)
                if row["p12"]:
                    subprocess.run(["openssl", "pkcs12", "-in", row["p12"], "-noout", "-passin",
                                    f"file:{self.index['p12_password_file']}"], cwd=self.out, env=with_gost, check=True,
                                   capture_output=True)

    def test_index_describes_the_files(self):
        for row in self.rows.values():
            if row in self.gost:
                continue  # Python's cryptography does not know such keys
            with self.subTest(row["name"]):
                certificate = self.certificate(row)
                public_key = certificate.public_key()
                self.assertEqual(f"{certificate.serial_number:x}", row["serial"])
                key = load_pem_private_key((self.out / row["key"]).read_bytes(), None)
                self.assertEqual(key.public_key().public_numbers(), public_key.public_numbers())
                if row["algorithm"] == "p256":
                    self.assertIsInstance(public_key, ec.EllipticCurvePublicKey)
                    self.assertEqual(public_key.curve.name, "secp256r1")
                else:
                    self.assertIsInstance(public_key, rsa.RSAPublicKey)
                    self.assertEqual(f"rsa:{public_key.key_size}", row["algorithm"])

    def test_subjects_carry_the_numbers_of_their_owner(self):
        for row in self.end_entities():
            with self.subTest(row["name"]):
                subject = self.certificate(row).subject
                serial = [a.value for a in subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)]
                unit = [a.value for a in subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)]
                self.assertEqual(serial, [f"IIN{row['iin']}"] if row["iin"] else [])
                self.assertEqual(unit, [f"BIN{row['bin']}"] if row["bin"] else [])
                for number in filter(None, (row["iin"], row["bin"])):
                    self.assertEqual(check_digit_is_right(number), row["name"] != "applicants/iin-check-digit", number)

    def test_a_person_is_named_in_the_order_of_the_national_authority(self):
        subject = self.certificate(self.rows["applicants/head"]).subject
        order = [NameOID.COMMON_NAME, NameOID.SURNAME, NameOID.SERIAL_NUMBER, NameOID.COUNTRY_NAME,
                 NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.GIVEN_NAME]
        self.assertEqual([attribute.oid for attribute in subject], order)
        common_name, surname = (next(iter(subject.get_attributes_for_oid(o))).value for o in order[:2])
        self.assertTrue(common_name.startswith(surname + " "))

    def test_usages_and_roles(self):
        for row in self.end_entities():
            with self.subTest(row["name"]):
                extensions = self.certificate(row).extensions
                usage = extensions.get_extension_for_oid(ExtensionOID.KEY_USAGE)
                self.assertTrue(usage.critical)
                self.assertTrue(usage.value.digital_signature)
                self.assertEqual(usage.value.content_commitment, row["purpose"] == "signing")
                oids = {oid.dotted_string for oid in extensions.get_extension_for_oid(ExtensionOID.EXTENDED_KEY_USAGE).value}
                self.assertEqual({oid for oid in oids if oid.startswith("1.2.398.")}, {ROLE_OIDS[r] for r in row["roles"]})
                email_protection = row["purpose"] == "signing" and "information_system" not in row["roles"]
                self.assertEqual("1.3.6.1.5.5.7.3.4" in oids, email_protection)
                self.assertEqual("1.3.6.1.5.5.7.3.2" in oids, row["purpose"] in ("tls-client", "authentication"))
                self.assertEqual("1.3.6.1.5.5.7.3.1" in oids, row["purpose"] == "tls-server")
                if row["purpose"] != "tls-server":
                    policies = extensions.get_extension_for_oid(ExtensionOID.CERTIFICATE_POLICIES).value
                    self.assertEqual([p.policy_identifier.dotted_string for p in policies], ["1.2.398.3.3.2"])

    def test_key_identifiers_chain_and_addresses_are_local(self):
        for row in self.end_entities():
            with self.subTest(row["name"]):
                extensions = self.certificate(row).extensions
                issuer = self.certificate(self.rows[row["issuer"]]).extensions
                authority = extensions.get_extension_for_oid(ExtensionOID.AUTHORITY_KEY_IDENTIFIER).value
                own = issuer.get_extension_for_oid(ExtensionOID.SUBJECT_KEY_IDENTIFIER).value
                self.assertEqual(authority.key_identifier, own.digest)
                points = extensions.get_extension_for_oid(ExtensionOID.CRL_DISTRIBUTION_POINTS).value
                for point in points:
                    self.assertTrue(point.full_name[0].value.startswith("http://127.0.0.1/"))

    def test_tls_files_hold_the_chain_and_others_the_leaf(self):
        for row in self.end_entities():
            with self.subTest(row["name"]):
                blocks = (self.out / row["file"]).read_text().count("BEGIN CERTIFICATE")
                self.assertEqual(blocks, 2 if row["purpose"].startswith("tls-") else 1)

    def test_tls_names(self):
        for name in ("gateway/tls", "gateway/tls-rsa", "back-office/tls"):
            for host in (["-verify_hostname", "localhost"], ["-verify_ip", "127.0.0.1"], ["-verify_ip", "::1"]):
                command = ["openssl", "verify", "-purpose", "sslserver", *host, "-CAfile", "anchors/root.pem", "-untrusted",
                           "certs/issuing.pem", self.rows[name]["file"]]
                subprocess.run(command, cwd=self.out, check=True, capture_output=True)

    def test_p12_opens_with_the_password_file(self):
        password = (self.out / self.index["p12_password_file"]).read_bytes().strip()
        packed = [row for row in self.rows.values() if row["p12"]]
        self.assertEqual({row["name"].split("/")[0] for row in packed}, {"applicants"})
        for row in packed:
            if row in self.gost:
                continue
            key, certificate, chain = pkcs12.load_key_and_certificates((self.out / row["p12"]).read_bytes(), password)
            self.assertEqual(f"{certificate.serial_number:x}", row["serial"])
            self.assertEqual(len(chain), 1)
            spki = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            self.assertEqual(key.public_key().public_bytes(*spki), certificate.public_key().public_bytes(*spki))

    def test_secrets_are_for_their_owner_only(self):
        secrets = [p for p in self.out.rglob("*") if p.suffix in (".key", ".p12") or p.name == "password.txt"]
        self.assertGreater(len(secrets), 40)
        for path in secrets:
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600, path)

    def test_everything_says_that_it_is_a_test(self):
        for row in self.rows.values():
            certificate = self.certificate(row)
            names = certificate.subject.rfc4514_string() + certificate.issuer.rfc4514_string()
            self.assertIn("TEST", names)
            self.assertIn("ТЕСТ", names)
            self.assertIn("NOT FOR PRODUCTION", names)

    def test_refuses_a_folder_that_is_not_its_own(self):
        with tempfile.TemporaryDirectory() as folder:
            precious = Path(folder) / "precious"
            precious.write_text("work")
            self.assertIn("not a test hierarchy", make("--force", folder, expect=1))
            self.assertEqual(precious.read_text(), "work")


class Changes(unittest.TestCase):
    """What alters a hierarchy, each test on a copy of its own: the folder may be moved."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = Path(folder.name) / "out"
        shutil.copytree(made, self.out)

    def snapshot(self):
        return {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in self.out.rglob("*") if p.is_file()}

    def issuing_crl(self):
        return x509.load_der_x509_crl((self.out / "crls/issuing.crl").read_bytes())

    def row(self, name):
        rows = json.loads((self.out / "index.json").read_text())["certificates"]
        return next(row for row in rows if row["name"] == name)

    def test_a_second_run_changes_nothing(self):
        before = self.snapshot()
        self.assertEqual(make(self.out), "")
        self.assertEqual(self.snapshot(), before)

    def test_refresh_numbers_the_lists_upwards(self):
        def number():
            return self.issuing_crl().extensions.get_extension_for_oid(ExtensionOID.CRL_NUMBER).value.crl_number

        before = number()
        make("refresh-crls", self.out)
        self.assertGreater(number(), before)

    def test_an_aged_list_is_issued_again(self):
        (self.out / "crls/issuing.crl").write_bytes((self.out / "crls-bad/stale.crl").read_bytes())
        self.assertIn("about to age", make(self.out))
        self.assertGreater(self.issuing_crl().next_update, self.issuing_crl().last_update + timedelta(days=29))

    def test_force_makes_new_keys_in_the_same_place(self):
        before = self.row("applicants/individual")["sha256"]
        make("--force", self.out)
        self.assertNotEqual(self.row("applicants/individual")["sha256"], before)
        self.assertEqual([p.name for p in self.out.parent.iterdir()], ["out"])

    def test_revoke(self):
        row = self.row("applicants/right-to-sign")
        serial = int(row["serial"], 16)
        self.assertEqual(row["expected"], "passed")
        self.assertIsNone(self.issuing_crl().get_revoked_certificate_by_serial_number(serial))
        make("revoke", "applicants/right-to-sign", "--reason", "superseded", self.out)
        entry = self.issuing_crl().get_revoked_certificate_by_serial_number(serial)
        reason = entry.extensions.get_extension_for_oid(x509.oid.CRLEntryExtensionOID.CRL_REASON).value.reason
        self.assertEqual(reason, x509.ReasonFlags.superseded)
        self.assertEqual(self.row("applicants/right-to-sign")["expected"], "certificate_revoked")
        self.assertIn("Already revoked", make("revoke", "right-to-sign", self.out, expect=1))

    def test_revoke_wants_one_certificate(self):
        for name, complaint in (("nobody", "names 0"), ("sign", "give one whole name"), ("certs/issuing", "is an authority")):
            self.assertIn(complaint, make("revoke", name, self.out, expect=1))

    def test_padding_goes_up_and_down(self):
        plain = len(self.issuing_crl())
        make("--crl-entries", "500", self.out)
        self.assertEqual(len(self.issuing_crl()), plain + 500)
        make(self.out)  # keeps it
        self.assertEqual(len(self.issuing_crl()), plain + 500)
        make("--crl-entries", "0", self.out)
        self.assertEqual(len(self.issuing_crl()), plain)


if __name__ == "__main__":
    unittest.main()
