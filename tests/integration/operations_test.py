"""What an operator relies on: readiness, revocation lists that change under way, restarts, outages of the office, a full disk,
files that are taken over, and logs that give nobody away."""

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import unittest
import uuid
import warnings

import requests
from cryptography import x509

import harness
import messages
from harness import Running, Site, cli, wait_for


class Case(unittest.TestCase):
    """A site for one test, ended by it."""

    def site(self, *changes, **how):
        site = Site(**how)
        self.addCleanup(site.close)
        return site.start(*changes)

    def prepared_crls(self):
        holder = harness.tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        folder = harness.Path(holder.name) / "crls"
        shutil.copytree(harness.certs() / "crls", folder)
        return folder

    def expect_pending_then_delivered(self, site, numbers):
        wait_for(lambda: {one["state"] for one in site.deliveries()} == {"delivered"}, "all delivered", 90)
        self.assertEqual(site.taken(), {one: 1 for one in numbers})


def unready_parts(site):
    answer = site.admin("/readyz")
    return answer.status_code, {one["part"]: one["name"] for one in answer.json()["parts"] if not one["ok"]}


def replace(path, content):
    """As an operator's script does: nobody ever sees half of it."""
    beside = path.with_name("." + path.name + ".tmp")
    beside.write_bytes(content)
    os.replace(beside, path)


class Healthy(Running):
    def test_health_and_readiness(self):
        self.assertEqual(self.site.admin("/healthz").status_code, 200)
        self.assertEqual(unready_parts(self.site), (200, {}))

    def test_metrics(self):
        self.expect_accepted(self.site.post(self.site.portal.message()))
        self.expect(self.site.post("<a/>"), "soap_not_an_envelope")
        answer = self.site.admin("/metrics")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("text/plain", answer.headers["Content-Type"])
        values = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
        counted = {key: float(value) for key, value in values.items() if key.startswith("shep_gateway_messages_total")}
        self.assertTrue(any('"accepted"' in key and '"egov"' in key and value >= 1 for key, value in counted.items()), counted)
        self.assertTrue(any('"soap_not_an_envelope"' in key for key in counted), counted)
        for name in ("shep_gateway_message_seconds_count", "shep_gateway_http_requests_total", "shep_gateway_crl_usable",
                     "shep_gateway_delivery_queue", "shep_gateway_ready", "process_resident_memory_bytes"):
            self.assertTrue(any(key.startswith(name) for key in values), name)

    def test_tls_versions(self):
        for version, welcome in ((ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True), (ssl.TLSVersion.TLSv1_1, False)):
            context = ssl.create_default_context(cafile=self.site.root_certificate)
            context.set_ciphers("DEFAULT@SECLEVEL=0")  # else the client itself would refuse TLS 1.1
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that TLS 1.1 is out of date is the point
                context.minimum_version = context.maximum_version = version
            with self.subTest(version.name), socket.create_connection(("127.0.0.1", self.site.port), 30) as plain:
                if welcome:
                    with context.wrap_socket(plain, server_hostname="localhost") as secured:
                        self.assertEqual(secured.version(), version.name.replace("_", "."))
                else:
                    with self.assertRaises((ssl.SSLError, ConnectionError)):
                        context.wrap_socket(plain, server_hostname="localhost")

    def test_unicode_is_kept(self):
        form = messages.replaced(self.site.portal.form(), "Мехмет", "Әбілқайыр Üsküdar 𐍈")
        answer = self.expect_accepted(self.site.post(self.site.portal.message(self.site.portal.document(form))))
        shown = self.site.json("case", "show", answer.case_number, "--unmasked")
        self.assertIn("Әбілқайыр Üsküdar 𐍈", json.dumps(shown, ensure_ascii=False))


class Logs(Running):
    """Every line is JSON, a message is found by its id, and nothing in the log belongs to the applicant or is secret."""

    def test_lines(self):
        numbers = ["790921400115", "870511300117", "680130300116", "151140090010"]
        secret = "s3cret-" + uuid.uuid4().hex
        answers = [self.site.post(self.site.portal.message()), self.site.post(self.site.portal.immigrant(), "migration"),
                   self.site.post(self.site.portal.message(password=secret)),
                   self.site.post(self.site.portal.message(self.site.portal.document(signers=["applicants/employer-head"]))),
                   self.site.post(self.site.portal.message(message_id="790921400115")),
                   self.site.post(self.site.portal.message(sender="790921400115", password=secret)),
                   self.site.post(self.site.portal.message(service="line\u0085break &quot;\t790921400115"))]
        self.assertEqual([one.name for one in answers], ["accepted", "accepted", "password_wrong", "signer_bin_mismatch",
                                                         "accepted", "sender_unknown", "soap_field_invalid"])
        known = {one.message_id for one in answers}
        wait_for(lambda: known <= {one.get("message_id") for one in self.site.log_lines()}, "a line for every message")
        text = (self.site.folder / "gateway.log").read_text()
        for line in text.splitlines():
            entry = json.loads(line)
            self.assertLessEqual({"ts", "level", "event"}, set(entry))
        for entry in self.site.log_lines():
            if entry["event"].startswith("message_"):
                self.assertTrue(entry["message_id"], entry)
                self.assertIn("portal", entry)
        for number in numbers:
            self.assertNotIn(number, text)
        for word in (secret, "egov-password", "migration-password", "Йылмаз", "U12345678", "office.secret"):
            self.assertNotIn(word, text)
        refused = [one for one in self.site.log_lines() if one["event"] == "message_refused"]
        self.assertEqual({one["code"] for one in refused} & {6002, 3021}, {6002, 3021})

    def test_nothing_secret_on_the_command_line_output(self):
        answer = self.site.post(self.site.portal.message())
        text = self.site.cli("message", "explain", answer.message_id, "--json").text
        text += self.site.cli("case", "show", answer.case_number).text
        for word in ("egov-password", "790921400115", "151140090010"):
            self.assertNotIn(word, text)


class RulesOfAPortal(Case):
    """What a portal's configuration says of certificates counts for its applicants, and can be tried on stored messages."""

    def test_roles(self):
        site = self.site(('[[portal]]\nname = "egov"', '[[portal]]\nroles = ["right_to_sign"]\nname = "egov"'))
        accepted = site.post(site.portal.message(site.portal.document(signers=["applicants/right-to-sign"])))
        self.assertTrue(accepted.accepted, accepted)
        refused = site.post(site.portal.message())
        self.assertEqual((refused.kind, refused.name), ("fault", "signer_role_forbidden"), refused)
        signatures = site.json("message", "explain", refused.message_id)["verdict"]["signatures"]
        self.assertEqual([one["code"] for one in signatures if one["scope"] == "transport"], [0])
        policy = site.folder / "policy.toml"
        policy.write_text('roles = ["first_head"]\nrules_off = ["rsa_below_3072"]\n')
        changes = site.json("revalidate", "--verification-policy", policy)["changes"]
        self.assertEqual({one["id"]: one["now"]["code"] == 0 for one in changes},
                         {accepted.message_id: False, refused.message_id: True})
        policy.write_text('rules_off = ["no_such_rule"]\n')
        self.assertEqual(site.cli("revalidate", "--verification-policy", policy).code, 3)

    def test_a_policy_that_no_certificate_has(self):
        site = self.site(('[[portal]]\nname = "egov"',
                          '[[portal]]\ncertificate_policies = ["1.2.3.4"]\nrequire_explicit_policy = true\nname = "egov"'))
        refused = site.post(site.portal.message())
        self.assertEqual((refused.kind, refused.name), ("fault", "certificate_policy_unacceptable"), refused)
        self.assertTrue(site.post(site.portal.immigrant(), "migration").accepted, "another portal has its own rules")


class RevocationLists(Case):
    """The folder of lists changes while the gateway runs."""

    def test_without_lists_nothing_passes(self):
        crls = self.prepared_crls()
        kept = {one.name: one.read_bytes() for one in crls.iterdir()}
        for one in crls.iterdir():
            one.unlink()
        site = self.site(crls=crls)
        status, parts = unready_parts(site)
        self.assertEqual((status, parts), (503, {"crl": "revocation_unavailable"}))
        self.assertEqual(site.admin("/healthz").status_code, 200)
        answer = site.post(site.portal.message())
        self.assertEqual((answer.http_status, answer.code, answer.retry), (500, 3008, "later"), answer)
        explained = site.json("message", "explain", answer.message_id)
        self.assertEqual(explained["indication"], "INDETERMINATE")
        self.assertEqual(site.cases(), [])
        for name, content in kept.items():
            replace(crls / name, content)
        wait_for(lambda: unready_parts(site) == (200, {}), "ready when the lists are there")
        self.assertTrue(site.post(site.portal.message()).accepted)

    def test_a_stale_list_is_no_list(self):
        crls = self.prepared_crls()
        good = (crls / "issuing.crl").read_bytes()
        (crls / "issuing.crl").write_bytes((harness.certs() / "crls-bad/stale.crl").read_bytes())
        site = self.site(crls=crls)
        self.assertEqual(unready_parts(site), (503, {"crl": "revocation_stale"}))
        answer = site.post(site.portal.message())
        self.assertEqual((answer.http_status, answer.code, answer.retry), (500, 3009, "later"), answer)
        self.assertEqual(site.json("message", "explain", answer.message_id)["indication"], "INDETERMINATE")
        replace(crls / "issuing.crl", good)
        wait_for(lambda: site.post(site.portal.message()).accepted, "accepted with the fresh list")
        self.assertEqual(unready_parts(site), (200, {}))

    def test_bad_lists_leave_the_good_one(self):
        crls = self.prepared_crls()
        site = self.site(crls=crls)
        for name, problem in (("wrong-key", "crl_signature_wrong"), ("truncated", "crl_truncated"), ("empty", "crl_empty"),
                              ("stale", "crl_rolled_back")):
            with self.subTest(name):
                replace(crls / "issuing.crl", (harness.certs() / f"crls-bad/{name}.crl").read_bytes())
                rows = lambda: site.admin("/admin/v1/status").json()["revocation"]
                wait_for(lambda: problem in {one["problem"] for one in rows()}, f"{problem} is shown")
                self.assertTrue(all(one["usable"] for one in rows()))
                self.assertTrue(site.post(site.portal.message()).accepted)

    def test_revoked_while_running(self):
        holder = harness.tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        hierarchy = harness.private_certs(harness.Path(holder.name) / "certs")
        site = self.site(hierarchy=hierarchy)
        document = site.portal.document()
        self.assertTrue(site.post(site.portal.message(document)).accepted)
        self.assertTrue(site.post(site.portal.message(site.portal.document(signers=["applicants/right-to-sign"]))).accepted)
        subprocess.run([harness.ROOT / "certs-example/make.sh", "revoke", "applicants/head", hierarchy], check=True,
                       capture_output=True)
        answer = wait_for(lambda: (lambda one: None if one.accepted else one)(site.post(site.portal.message(document))),
                          "the revocation is taken over", 20)
        self.assertEqual((answer.code, answer.status, answer.retry), (3004, "SCE015", "after_fix"), answer)
        self.assertTrue(site.post(site.portal.message(site.portal.document(signers=["applicants/right-to-sign"]))).accepted)
        subprocess.run([harness.ROOT / "certs-example/make.sh", "revoke", "portals/egov/sign", hierarchy], check=True,
                       capture_output=True)
        document = site.portal.document(signers=["applicants/right-to-sign"])
        answer = wait_for(lambda: (lambda one: None if one.accepted else one)(site.post(site.portal.message(document))),
                          "the revocation of the portal is taken over", 20)
        self.assertEqual((answer.code, answer.status), (3004, "SCE005"), answer)
        self.assertTrue(site.post(site.portal.immigrant(), "migration").accepted)


class Restarts(Case):
    def test_a_restart_loses_nothing(self):
        site = self.site()
        message = site.portal.message()
        first = site.post(message)
        numbers = {first.case_number, *(site.post(site.portal.message()).case_number for _ in range(3))}
        before = site.cases()
        self.assertEqual({one["number"] for one in before}, numbers)
        wait_for(lambda: {one["state"] for one in site.deliveries()} == {"delivered"}, "delivered")
        journal = site.json("journal", "verify")
        self.assertEqual(site.gateway.stop(), 0)
        self.assertEqual(site.cases(), before)
        site.start_gateway()
        self.assertEqual(site.cases(), before)
        self.assertGreaterEqual(site.json("journal", "verify")["rows"], journal["rows"])
        again = site.post(message)
        self.assertEqual(again.case_number, first.case_number)
        self.assertEqual(again.body, first.body, "the stored answer, octet for octet")
        self.assertEqual(len(site.cases()), len(before))
        self.assertEqual(site.taken(), {one: 1 for one in numbers})

    def test_draining_answers_what_it_has_taken(self):
        site = self.site()
        with requests.Session() as session:
            self.assertTrue(site.post(site.portal.message(), session=session).accepted)
            context = ssl.create_default_context(cafile=site.root_certificate)
            body = site.portal.message().encode()
            head = ("POST /shep/egov HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nExpect: 100-continue\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n")
            with socket.create_connection(("127.0.0.1", site.port), 30) as plain, \
                    context.wrap_socket(plain, server_hostname="localhost") as half:
                half.sendall(head.encode())
                self.assertTrue(half.recv(1000).startswith(b"HTTP/1.1 100"))  # the gateway has begun with this message
                half.sendall(body[:1000])
                site.gateway.process.terminate()
                wait_for(lambda: any(one["event"] == "draining" for one in site.log_lines()), "draining")
                half.sendall(body[1000:])
                answer = b""
                while octets := half.recv(65536):
                    answer += octets
            self.assertTrue(answer.startswith(b"HTTP/1.1 200"), answer[:300])
            self.assertIn(b"SCSS001", answer)
        self.assertEqual(site.gateway.stop(), 0)
        self.assertEqual(len(site.cases()), 2)

    def test_being_told_again_and_again_to_stop_does_not_kill(self):
        site = self.site()
        self.assertTrue(site.post(site.portal.message()).accepted)
        process = site.gateway.process
        while process.poll() is None:
            process.send_signal(signal.SIGTERM)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(len(site.cases()), 1)

    def test_the_office_is_down(self):
        site = self.site()
        self.assertEqual(site.office.stop(), 0)
        numbers = [site.post(site.portal.message()).case_number for _ in range(3)]
        wait_for(lambda: any(one["attempts"] > 0 and one["last_error"] for one in site.deliveries()), "an attempt that failed")
        self.assertEqual({one["case_number"] for one in site.deliveries()}, set(numbers))
        self.assertLessEqual({one["state"] for one in site.deliveries()}, {"pending", "in_flight"})
        self.assertEqual(unready_parts(site), (200, {}), "the office's trouble is not ours")
        self.assertEqual(site.gateway.stop(), 0)  # and a restart meanwhile
        site.start_office()
        site.start_gateway()
        self.expect_pending_then_delivered(site, numbers)

    def test_the_office_fails_for_a_while(self):
        site = self.site()
        site.office_fails(503, 2)
        number = site.post(site.portal.message()).case_number
        self.expect_pending_then_delivered(site, [number])
        self.assertEqual(site.deliveries()[0]["attempts"], 3)

    def test_the_office_refuses_and_an_operator_retries(self):
        site = self.site()
        site.office_fails(422, 1)
        number = site.post(site.portal.message()).case_number
        wait_for(lambda: [one["state"] for one in site.deliveries()] == ["failed"], "given up")
        self.assertEqual(site.json("store", "status")["failed_deliveries"], 1)
        done = site.json("delivery", "retry", "--admin-url", site.gateway.urls["admin"])
        self.assertEqual(done, {"requeued": 1})
        self.expect_pending_then_delivered(site, [number])
        self.assertTrue(site.json("journal", "verify")["intact"])


class FullDisk(Case):
    def test_nothing_is_acknowledged_that_is_not_stored(self):
        site = self.site(('path = "gateway.db"', 'path = "gateway.db"\nlimit = "1MiB"'),
                         ('hmac_secret_file = "office.secret"', 'hmac_secret_file = "office.secret"\ndeadline = "2s"'))
        document = site.portal.document()
        big = f"<properties><key>note</key><value>{'x' * 1900}</value></properties>" * 20
        accepted = []

        def fill():
            answer = site.post(site.portal.message(document, info=big))
            if answer.accepted:
                accepted.append(answer.case_number)
                return None
            return answer

        answer = wait_for(fill, "the disk is full")
        self.assertEqual((answer.http_status, answer.code, answer.status, answer.retry), (500, 8005, "SCE909", "later"), answer)
        self.assertGreater(len(accepted), 2)
        self.assertEqual(site.post(site.portal.message(document, info=big)).code, 8005)
        self.assertIsNone(site.gateway.process.poll(), "the gateway lives on")
        self.assertEqual(site.admin("/healthz").status_code, 200)
        self.assertEqual({one["number"] for one in site.cases()}, set(accepted))
        self.assertTrue(site.json("journal", "verify")["intact"])
        self.assertEqual(site.gateway.stop(), 0)
        # With room again everything goes on where it was.
        site.config.write_text(site.config.read_text().replace('limit = "1MiB"', 'limit = "64MiB"'))
        site.start_gateway()
        accepted.append(site.post(site.portal.message(document, info=big)).case_number)
        self.assertEqual({one["number"] for one in site.cases()}, set(accepted))
        wait_for(lambda: {one["state"] for one in site.deliveries()} == {"delivered"}, "all delivered", 90)
        # What could not be noted for want of room was sent again under its key.
        self.assertEqual(set(site.taken()), set(accepted))


class Files(Case):
    def tls_serial(self, site):
        pem = ssl.get_server_certificate(("127.0.0.1", site.port))
        return x509.load_pem_x509_certificate(pem.encode()).serial_number

    def serial(self, path):
        return x509.load_pem_x509_certificate(path.read_bytes()).serial_number

    def test_keys_and_certificates_are_taken_over(self):
        site = Site()
        self.addCleanup(site.close)
        pki = site.certs
        own = {"tls.crt": "gateway/tls.crt", "tls.key": "gateway/tls.key", "sign.crt": "gateway/sign-p256.crt",
               "sign.key": "gateway/sign-p256.key"}
        for name, source in own.items():
            shutil.copy(pki / source, site.folder / name)
        site.start((f'"{pki}/gateway/tls.crt"', '"tls.crt"'), (f'"{pki}/gateway/tls.key"', '"tls.key"'),
                   (f'"{pki}/gateway/sign-p256.crt"', '"sign.crt"'), (f'"{pki}/gateway/sign-p256.key"', '"sign.key"'))
        self.assertEqual(self.tls_serial(site), self.serial(pki / "gateway/tls.crt"))
        self.assertIn("ecdsa-sha256", site.post(site.portal.message()).text)
        replace(site.folder / "tls.crt", (pki / "gateway/tls-rsa.crt").read_bytes())
        # Certificate and key do not fit together for a moment: the old pair stays in use.
        wait_for(lambda: any(one["event"] == "tls_certificate_not_taken_over" for one in site.log_lines()), "half a change")
        self.assertEqual(self.tls_serial(site), self.serial(pki / "gateway/tls.crt"))
        replace(site.folder / "tls.key", (pki / "gateway/tls-rsa.key").read_bytes())
        wait_for(lambda: self.tls_serial(site) == self.serial(pki / "gateway/tls-rsa.crt"), "the new TLS certificate")
        replace(site.folder / "sign.key", (pki / "gateway/sign-rsa.key").read_bytes())
        replace(site.folder / "sign.crt", (pki / "gateway/sign-rsa.crt").read_bytes())
        wait_for(lambda: "rsa-sha256" in site.post(site.portal.message()).text, "the new signing key")

    def site_with_its_own_catalogue(self):
        site = Site()
        self.addCleanup(site.close)
        catalogue = site.folder / "catalogue"
        shutil.copytree(harness.ROOT / "catalogue", catalogue)
        site.start((f'path = "{harness.ROOT}/catalogue"', 'path = "catalogue"'))
        return site, catalogue

    def test_the_catalogue_is_taken_over(self):
        site, catalogue = self.site_with_its_own_catalogue()
        message = lambda: site.post(site.portal.message())
        self.assertTrue(message().accepted)
        act = catalogue / "example/nk-foreign-labour.toml"
        good = act.read_text()
        replace(act, b"[act\n")
        wait_for(lambda: any(one["event"] == "catalogue_not_taken_over" for one in site.log_lines()), "a broken act is told")
        self.assertTrue(message().accepted, "the last good catalogue stays")
        replace(act, messages.replaced(good, "valid_from = 2018-06-08", "valid_from = 2018-06-08\nvalid_to = 2020-01-01").encode())
        wait_for(lambda: not message().accepted, "the act has ended")
        answer = message()
        self.assertEqual((answer.kind, answer.status, answer.name), ("refused", "SCSE002", "act_not_in_force"), answer)
        replace(act, good.encode())
        wait_for(lambda: message().accepted, "the act is back")

    def test_a_catalogue_whose_cases_nobody_fetches_is_not_taken_over(self):
        site, catalogue = self.site_with_its_own_catalogue()
        replace(catalogue / "providers.toml", messages.replaced((catalogue / "providers.toml").read_text(), "akimat-kyzylorda",
                                                                "akimat-kyzyl-orda").encode())
        told = lambda: [one for one in site.log_lines() if one["event"] == "catalogue_not_taken_over"]
        reason = wait_for(told, "a provider without a target is told")[0]["reason"]
        self.assertIn("nobody would fetch its cases", reason)
        self.assertTrue(site.post(site.portal.message()).accepted, "the last good catalogue stays")
        checked = cli("config", "check", site.config)
        self.assertEqual(checked.code, 3, checked.text)
        self.assertIn('provider "kyzylorda": nobody would fetch its cases', checked.text)
        self.assertIn('add [[target]] name = "akimat-kyzyl-orda"', checked.text)
        started = cli("serve", "--config", site.config)
        self.assertEqual(started.code, 3, started.errors)
        self.assertIn("nobody would fetch its cases", started.errors)

    def test_a_broken_configuration(self):
        site = self.site()
        good = site.config.read_text()
        self.assertEqual(cli("config", "check", site.config).code, 0)
        bad = site.folder / "bad.toml"
        for name, old, new in (
            ("syntax", "[admin]", "[admin"), ("unknown key", "[admin]", "[admin]\nnonsense = 1"),
            ("type", 'reload = "1s"', "reload = 1"), ("missing file", "office.secret", "gone.secret"),
            ("key of another", "sign-p256.key", "tls.key"), ("nothing proves the portal", 'name = "egov"',
             'name = "egov"\ntransport_signature = false\npassword = false'),
        ):
            with self.subTest(name):
                bad.write_text(messages.replaced(good, old, new))
                done = cli("config", "check", bad)
                self.assertEqual(done.code, 3, done.text + done.errors)
                if name in ("syntax", "unknown key", "type"):
                    line = 1 + bad.read_text()[:bad.read_text().index(new)].count("\n") + new.count("\n")
                    self.assertIn(f"{bad}:", done.text + done.errors)
                    self.assertRegex(done.text + done.errors, rf"bad\.toml:({line}|{line + 1}):")
                self.assertEqual(cli("serve", "--config", bad).code, 3)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
