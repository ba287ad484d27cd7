"""The gateway between portals and a pretend authority that fails on demand: lists and OCSP over HTTP, while messages keep
coming. Whatever the authority does there is no wrong verdict and no lost message, and the reason stands in the log, in the
metrics, in the weather and in the verdict."""

import re
import shutil
import threading
import unittest
import uuid

import requests

import harness
from harness import PATIENCE, Program, SANDBOX, Site, cli, wait_for

AUTHORITIES = {"root": "anchors/root.pem", "issuing": "certs/issuing.pem", "issuing-revoked": "certs/issuing-revoked.pem"}
RETRY = {"revocation_unavailable", "revocation_stale", "ocsp_try_later", "ocsp_unreachable", "ocsp_stale",
         "ocsp_signature_wrong", "ocsp_malformed", "ocsp_refused", "ocsp_not_yet_valid"}


def subject_of(file):
    return cli("cert", "show", file, "--json").json["certificates"][0]["subject"]


class Authority:
    """The pretend authority and its administration."""

    def __init__(self, site):
        self.program = Program([SANDBOX, "ca", "--certs", site.certs], site.folder, "ca")
        self.program.wait_until_listening("ca")
        self.url = self.program.urls["ca"]

    def post(self, path, **body):
        answer = requests.post(self.url + path, json=body, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, endpoint, fault="none", delay_ms=0):
        return self.post("/faults", endpoint=endpoint, fault=fault, delay_ms=delay_ms)

    def state(self):
        return requests.get(self.url + "/state", timeout=PATIENCE).json()

    def asked(self, endpoint):
        return self.state()["asked"].get(endpoint, 0)

    def asked_again(self, endpoint, times=2):
        """Returns when the gateway has called at least `times` more."""
        before = self.asked(endpoint)
        wait_for(lambda: self.asked(endpoint) >= before + times, f"{endpoint} is asked again")


def settings(authority, site, lists=True, responder=True, deltas=False):
    text = ('[revocation]\nfetch = true\nprivate_addresses = true\nfolder = "fetched"\nperiod = "1s"\nretry = "1s"\n'
            'ahead = "1s"\nocsp_retry = "1s"\nocsp_deadline = "2s"\ndeadline = "5s"\n')
    for name, file in AUTHORITIES.items():
        text += f'[[revocation.issuer]]\nsubject = "{subject_of(site.certs / file)}"\n'
        if lists:
            text += f'crl = ["{authority.url}/crl/{name}.crl"]\n'
        if deltas:
            text += f'delta = ["{authority.url}/crl/{name}-delta.crl"]\n'
        if responder:
            text += f'ocsp = "{authority.url}/ocsp"\n'
    return text


class Case(unittest.TestCase):
    def start(self, lists=True, responder=True, deltas=False, route=""):
        given = harness.tempfile.TemporaryDirectory()
        self.addCleanup(given.cleanup)
        for file in (harness.certs() / "crls").glob("*-gost*.crl"):  # of authorities that have no part in this
            shutil.copy(file, given.name)
        self.site = Site(crls=given.name)
        self.addCleanup(self.site.close)
        self.authority = Authority(self.site)
        self.addCleanup(self.authority.program.stop)
        self.site.start_office()
        self.site.configure(("[catalogue]", settings(self.authority, self.site, lists, responder, deltas) + "\n[catalogue]"),
                            *([('[[portal]]\nname = "egov"', f'[[portal]]\n{route}\nname = "egov"')] if route else []))
        self.site.start_gateway()

    def wait_until_lists_are_there(self):
        wait_for(lambda: self.site.admin("/readyz").status_code == 200, "the lists are fetched")

    def post(self, **how):
        return self.site.post(self.site.portal.message(**how))

    def expect_accepted(self, answer):
        self.assertTrue(answer.accepted, answer)

    def expect_later(self, answer, *names):
        self.assertEqual((answer.kind, answer.retry), ("fault", "later"), answer)
        self.assertIn(answer.name, names or RETRY, answer)

    def weather(self, kind):
        rows = self.site.admin("/admin/v1/weather").json()["sources"]
        return [row for row in rows if row["kind"] == kind]

    def problems(self, kind):
        return {re.split(r":", row["problem"]["message"])[0] for row in self.weather(kind) if row["problem"]}

    def serial(self, name="applicants/head"):
        return f"{self.site.portal.get(name).certificate.serial_number:x}"

    def verdict(self, answer):
        return self.site.json("message", "explain", answer.message_id)

    def metric(self, name, label=""):
        text = self.site.admin("/metrics").text
        return [float(value) for value in re.findall(rf"^{name}{{[^}}]*{label}[^}}]*}} (\S+)$", text, re.M)]

    def events(self, event):
        return [line for line in self.site.log_lines() if line["event"] == event]

    def expect_reason(self, kind, name, answer):
        """What is wrong with a source of this kind stands in the log, in the metrics, in the weather and in the verdict."""
        self.assertIn(name, self.problems(kind))
        self.assertTrue([line for line in self.events("revocation_source_failed")
                         if line["kind"] == kind and line["error"].startswith(name)], name)
        self.assertTrue(self.metric("shep_gateway_revocation_source_problem", f'error="{name}"'), name)
        sources = self.verdict(answer)["verdict"]["sources"]
        self.assertTrue([one for one in sources if one["kind"] == kind and one["problem"].startswith(name)], sources)


class Faults(Case):
    def test_lists_fail_in_every_way_while_messages_come(self):
        self.start(responder=False)
        self.wait_until_lists_are_there()
        answers, stop = [], threading.Event()

        def portal():
            while not stop.is_set():
                answers.append(self.post())

        load = threading.Thread(target=portal)
        load.start()
        try:
            for fault, name in (("empty", "crl_empty"), ("html", "crl_not_a_list"), ("truncated", "crl_truncated"),
                                ("wrong_signed", "crl_signature_wrong"), ("rolled_back", "crl_rolled_back"),
                                ("error", "crl_unreachable")):
                with self.subTest(fault):
                    self.authority.fault("crl", fault)
                    wait_for(lambda: self.problems("crl") == {name}, f"{fault} is noticed")
                    answer = self.post()
                    self.expect_accepted(answer)
                    self.expect_reason("crl", name, answer)
            self.assertEqual(set(self.metric("shep_gateway_revocation_source_up")), {0.0})
            self.assertTrue(all(value > 0 for value in self.metric("shep_gateway_revocation_source_failures_total")))
            self.authority.fault("crl")
            wait_for(lambda: not self.problems("crl"), "all is well again")
        finally:
            stop.set()
            load.join()
        self.assertGreater(len(answers), 5)
        for answer in answers:
            self.expect_accepted(answer)
        numbers = {answer.case_number for answer in answers}
        wait_for(lambda: numbers <= set(self.site.taken()), "every accepted message is delivered", 90)
        self.assertNotIn("sources", self.verdict(self.post())["verdict"])
        # Lines of this level are on disk within a second.
        wait_for(lambda: {line["url"] for line in self.events("revocation_source_recovered")} ==
                 {row["url"] for row in self.weather("crl")}, "each recovery is logged")

    def test_a_revocation_is_in_force_within_a_period_and_a_rollback_does_not_undo_it(self):
        self.start(responder=False)
        self.wait_until_lists_are_there()
        self.expect_accepted(self.post())
        self.authority.post("/revoke", authority="issuing", serial=self.serial(), reason=6)
        refused = wait_for(lambda: (lambda one: None if one.accepted else one)(self.post()), "the revocation counts", 20)
        self.assertEqual((refused.kind, refused.name), ("fault", "certificate_revoked"), refused)
        self.authority.fault("crl", "rolled_back")
        self.authority.asked_again("crl", 6)
        self.assertEqual(self.post().name, "certificate_revoked")
        self.assertEqual(self.problems("crl"), {"crl_rolled_back"})
        self.authority.fault("crl")
        self.authority.post("/restore", authority="issuing", serial=self.serial())
        wait_for(lambda: self.post().accepted, "an un-held certificate passes again", 20)

    def test_deltas(self):
        self.start(responder=False, deltas=True)
        self.wait_until_lists_are_there()
        self.expect_accepted(self.post())
        self.authority.post("/revoke", authority="issuing", serial=self.serial(), reason=6, publish="delta")
        refused = wait_for(lambda: (lambda one: None if one.accepted else one)(self.post()), "the delta counts", 20)
        self.assertEqual(refused.name, "certificate_revoked", refused)
        self.authority.post("/restore", authority="issuing", serial=self.serial(), publish="delta")
        wait_for(lambda: self.post().accepted, "the delta takes it back", 20)

    def test_a_delta_without_its_base_changes_nothing_and_is_said(self):
        self.start(responder=False, deltas=True)
        self.wait_until_lists_are_there()
        self.authority.fault("delta", "without_base")
        self.authority.post("/revoke", authority="issuing", serial="0f" * 8, publish="delta")
        wait_for(lambda: self.problems("delta") == {"crl_base_missing"}, "it is noticed")
        self.authority.asked_again("delta", 6)  # also when the server has nothing newer
        answer = self.post()
        self.expect_accepted(answer)
        self.expect_reason("delta", "crl_base_missing", answer)
        rows = self.site.admin("/admin/v1/weather").json()["lists"]
        broken = {row["issuer"] for row in rows if not row["usable"]}
        self.assertTrue(broken and all(one.endswith("(delta)") for one in broken), rows)
        self.assertTrue(self.metric("shep_gateway_crl_problem", 'error="crl_base_missing"'))
        self.assertEqual(self.site.admin("/readyz").status_code, 200, "the full lists still count")
        self.authority.fault("delta")
        self.authority.post("/revoke", authority="issuing", serial=self.serial(), reason=6, publish="delta")
        refused = wait_for(lambda: (lambda one: None if one.accepted else one)(self.post()), "the next delta counts", 20)
        self.assertEqual(refused.name, "certificate_revoked", refused)
        wait_for(lambda: not self.problems("delta"), "all is well again")

    def test_ocsp_down_for_the_whole_run_with_valid_lists(self):
        self.start(route='revocation_order = "ocsp_first"\nrevocation_wait = "1s"')
        self.authority.fault("ocsp", "error")
        self.wait_until_lists_are_there()
        for _ in range(5):
            answer = self.post()
            self.expect_accepted(answer)
        self.assertEqual(self.problems("ocsp"), {"ocsp_unreachable"})
        self.expect_reason("ocsp", "ocsp_unreachable", answer)
        rows = [row for one in self.verdict(answer)["verdict"]["signatures"] for row in one["revocation"]]
        self.assertTrue([row for row in rows if row["source"] == "crl" and row["rule"] == "ocsp_first"], rows)
        self.assertTrue([row for row in rows if "ocsp_unreachable" in row.get("problem", "")], rows)

    def test_ocsp_alone(self):
        self.start(lists=False, route='revocation_order = "ocsp_first"\nrevocation_wait = "5s"')
        self.expect_accepted(self.post())
        self.assertIn("'source': 'ocsp'", str(self.verdict(self.post())))
        asked = self.authority.asked("ocsp")
        self.expect_accepted(self.post())
        self.assertEqual(self.authority.asked("ocsp"), asked, "answers are kept")

    def test_what_a_responder_gets_wrong_is_never_a_verdict(self):
        self.start(lists=False, route='revocation_wait = "5s"')
        for fault, name in (("try_later", "ocsp_try_later"), ("wrong_signed", "ocsp_signature_wrong"),
                            ("stale", "ocsp_stale"), ("unauthorized", "ocsp_refused"), ("error", "ocsp_unreachable"),
                            ("html", "revocation_unavailable"), ("empty", "revocation_unavailable"),
                            ("truncated", "revocation_unavailable")):
            with self.subTest(fault):
                self.site.gateway.stop()  # with the answers that it keeps
                self.authority.fault("ocsp", fault)
                self.site.start_gateway()
                message = self.site.portal.message()
                refused = self.site.post(message)
                self.expect_later(refused, name, "revocation_unavailable")
                self.authority.fault("ocsp")
                again = wait_for(lambda: (lambda one: one if one.accepted else None)(self.site.post(message)),
                                 "the same message passes later", 20)
                self.expect_accepted(again)

    def test_ocsp_knows_revocations(self):
        self.start(lists=False, route='revocation_wait = "5s"')
        self.authority.post("/revoke", authority="issuing", serial=self.serial(), reason=1)
        self.assertEqual(self.post().name, "certificate_revoked")

    def test_nothing_waits_longer_than_the_route_allows(self):
        self.start(lists=False, route='revocation_wait = "1s"')
        self.authority.fault("ocsp", delay_ms=30_000)
        began = harness.time.monotonic()
        self.expect_later(self.post())
        self.assertLess(harness.time.monotonic() - began, 15)

    def test_a_clock_that_is_ten_minutes_off(self):
        self.start(route='revocation_order = "ocsp_first"\nrevocation_wait = "5s"')
        self.wait_until_lists_are_there()
        for offset in (600, -600):
            with self.subTest(offset):
                self.authority.post("/clock", offset_s=offset)
                self.authority.asked_again("crl", 6)
                answer = self.post()
                self.assertTrue(answer.accepted or answer.retry == "later", answer)
                skews = {row["clock_skew_s"] for row in self.weather("crl")}
                self.assertTrue(all(abs(one - offset) < 60 for one in skews), skews)
                metric = self.metric("shep_gateway_revocation_source_clock_skew_seconds", "/crl/")
                self.assertTrue(metric and all(abs(one - offset) < 60 for one in metric), metric)
                said = [one["problem"] for one in self.verdict(answer)["verdict"]["sources"]]
                self.assertTrue([one for one in said if one.startswith(("clock_differs", "crl_rolled_back"))], said)
        self.assertEqual({abs(line["seconds"]) // 60 for line in self.events("clock_differs")} - {9, 10}, set())

    def test_the_authority_is_gone_and_the_gateway_restarts(self):
        self.start(responder=False)
        self.wait_until_lists_are_there()
        self.authority.program.stop()
        self.site.gateway.stop()
        self.site.start_gateway()
        self.expect_accepted(self.post())


class Commands(Case):
    def test_fetch_once(self):
        self.start(responder=False)
        done = self.site.cli("crl", "fetch", "--once", "--json")
        self.assertEqual(done.code, 0, done.text + done.errors)
        self.assertEqual({row["code"] for row in done.json["sources"]}, {0})
        self.authority.fault("crl", "error")
        done = self.site.cli("crl", "fetch", "--once")
        self.assertEqual(done.code, 5, done.text)
        self.assertIn("crl_unreachable", done.text)

    def test_authorities_of_gost(self):
        self.start(responder=False)
        if not (self.site.certs / "anchors/root-gost2015.pem").exists():
            print("not there, its cases did not run: the hierarchy of GOST", file=harness.sys.stderr)
            return
        for family in ("gost2015", "gost2004"):
            with self.subTest(family):
                leaf = self.site.certs / f"applicants/head-{family}.crt"
                issuer = self.site.certs / f"certs/issuing-{family}.pem"
                trusted = ["--anchors", self.site.certs / f"anchors/root-{family}.pem", "--certs", issuer]

                def verify(*more):
                    lists = []
                    for name in ("root", "issuing"):
                        file = self.site.folder / f"{name}.crl"
                        file.write_bytes(requests.get(f"{self.authority.url}/crl/{name}-{family}.crl", timeout=PATIENCE).content)
                        lists += ["--crls", file]
                    return cli("cert", "verify", leaf, *trusted, *(more or lists), "--json").json["message"].split(":")[0]

                self.assertEqual(verify(), "passed")
                serial = cli("cert", "show", leaf, "--json").json["certificates"][0]["serial"]
                self.authority.post("/revoke", authority=f"issuing-{family}", serial=serial, reason=6)
                self.assertEqual(verify(), "certificate_revoked")
                self.authority.fault("crl", "wrong_signed")
                self.assertEqual(verify(), "revocation_unavailable")
                self.authority.fault("crl")
                self.authority.post("/restore", authority=f"issuing-{family}", serial=serial)
                self.assertEqual(verify(), "passed")

    def test_time_stamps(self):
        self.start(responder=False)
        query = self.site.folder / "query.tsq"
        data = self.site.folder / "data"
        data.write_text(str(uuid.uuid4()))
        harness.subprocess.run(["openssl", "ts", "-query", "-data", data, "-sha256", "-cert", "-out", query], check=True)
        answer = requests.post(self.authority.url + "/tsa", data=query.read_bytes(), timeout=PATIENCE)
        reply = self.site.folder / "reply.tsr"
        reply.write_bytes(answer.content)
        done = harness.subprocess.run(
            ["openssl", "ts", "-verify", "-queryfile", query, "-in", reply, "-CAfile", self.site.certs / "anchors/root.pem",
             "-untrusted", self.site.certs / "certs/issuing.pem"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
