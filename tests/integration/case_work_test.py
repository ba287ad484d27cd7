"""An office works on its cases over the API of a real gateway: claim, move, attach, decide with a signed document, be told."""

import json
import threading
import time
import unittest
import uuid

import requests
from lxml import etree

import messages
from harness import PATIENCE, ROOT, SANDBOX, Program, Running, wait_for

CASE_XSD = etree.XMLSchema(etree.parse(str(ROOT / "schemas/case/service-case.xsd")))
DECISION_XSD = etree.XMLSchema(etree.parse(str(ROOT / "schemas/backoffice/decision.xsd")))


class CaseWork(Running):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.token = (cls.site.folder / "pull.token").read_text().strip()
        cls.head = messages.Party.read(cls.site.certs, "back-office/head")
        cls.stranger = messages.Party.read(cls.site.certs, "applicants/head")

    def setUp(self):
        answer = self.site.post(self.site.portal.immigrant(), "migration")
        self.assertTrue(answer.accepted, answer)
        self.number = answer.case_number
        # The delivery is an event too: who has read the case before it has read another version.
        wait_for(lambda: any(event["kind"] == "delivered" for event in self.case()["events"]), "the delivery")

    def call(self, method, path, headers=None, **more):
        fields = {"Authorization": f"Bearer {self.token}"} | (headers or {})
        return requests.request(method, f"{self.site.url('backoffice')}/api/v1{path}", headers=fields,
                                verify=self.site.root_certificate, timeout=PATIENCE, **more)

    def case(self):
        answer = self.call("GET", f"/cases/{self.number}")
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()

    def change(self, action, version="*", key=None, status=200, **more):
        headers = {"If-Match": version} | ({"Idempotency-Key": key} if key else {}) | more.pop("headers", {})
        answer = self.call("POST", f"/cases/{self.number}/{action}", headers, **more)
        self.assertEqual(answer.status_code, status, answer.text)
        return answer

    def move(self, state, role, **more):
        return self.change("move", json={"state": state, "role": role}, **more)

    def decision(self, outcome="granted", number=None, by=None):
        text = ('<decision xmlns="urn:shep-gateway:decision:1">'
                f"<case>{number or self.number}</case><outcome>{outcome}</outcome>"
                "<text_kk>Рұқсат берілді</text_kk><text_ru>Разрешение выдано</text_ru></decision>")
        signed = messages.sign_document(text, by or self.head)
        DECISION_XSD.assertValid(etree.fromstring(signed.encode() if isinstance(signed, str) else signed))
        return signed.encode() if isinstance(signed, str) else signed

    def test_a_day_of_an_officer(self):
        self.assertEqual((self.case()["state"], self.case()["step"]), ("registered", 1))
        rows = self.call("GET", f"/cases/{self.number}/transitions").json()["transitions"]
        self.assertIn("waiting_for_another_system", [row["state"] for row in rows])

        version = self.call("GET", f"/cases/{self.number}").headers["ETag"]
        key = str(uuid.uuid4())
        first = self.change("claim", version, key, json={"officer": "Асанова Г."})
        again = self.change("claim", version, key, json={"officer": "Асанова Г."})
        self.assertEqual(first.text, again.text)
        self.change("claim", version, status=412, json={"officer": "Асанова Г."})
        self.change("claim", status=409, json={"officer": "Другой"})

        self.move("waiting_for_another_system", "office")
        self.move("with_officer", "case_officer")
        self.move("with_commission", "case_officer", status=409)
        minutes = "Хаттама".encode()
        attached = self.change("attachments?code=minutes&file_name=a.txt", status=201, data=minutes,
                               headers={"Content-Type": "text/plain"})
        self.assertEqual(self.call("GET", attached.headers["Location"].removeprefix("/api/v1")).content, minutes)

        refused = self.change("attachments?code=decision", status=400, data=minutes)
        self.assertEqual(refused.json()["name"], "api_request_invalid")
        for name, wrong in (("stranger", self.decision(by=self.stranger)), ("other case", self.decision(number="ZHT-1")),
                            ("changed", self.decision().replace(b"granted", b"refused")), ("unsigned", b"<decision/>")):
            with self.subTest(name):
                refused = self.change("decision?role=case_officer", status=422, data=wrong)
                self.assertEqual(refused.json()["name"], "decision_not_accepted")
        self.change("decision?role=case_officer", status=201, data=self.decision())
        case = self.case()
        self.assertEqual((case["state"], case["status"]), ("decided", "granted"))
        proof = self.call("GET", f"/cases/{self.number}/evidence").json()["decisions"][0]
        self.assertEqual(proof["verdict"]["indication"], "TOTAL-PASSED")
        self.assertLessEqual({"certificate", "policy", "trust"}, {item["kind"] for item in proof["evidence"]})
        self.move("result_sent", "case_officer")
        self.move("closed", "office")
        kinds = [event["kind"] for event in self.case()["events"] if event["actor"] == "zhitikara-officer"]
        self.assertEqual(kinds, ["claimed", "moved", "moved", "attached", "decided", "moved", "moved"])
        self.assertTrue(self.site.json("journal", "verify")["intact"])

    def test_the_xml_form_is_valid_and_equal(self):
        answer = self.call("GET", f"/cases/{self.number}", {"Accept": "application/xml"})
        self.assertEqual(answer.status_code, 200, answer.text)
        tree = etree.fromstring(answer.content)
        CASE_XSD.assertValid(tree)
        self.assertEqual(tree.findtext("{*}number"), self.number)
        self.assertEqual(tree.findtext("{*}progress/{*}state"), "registered")

    def test_the_evidence_is_linked(self):
        link = self.case()["case"]["verification"]["evidence"]
        shown = self.call("GET", link.removeprefix("/api/v1")).json()
        self.assertEqual(shown["indication"], "TOTAL-PASSED")
        self.assertTrue(shown["evidence"])
        self.assertNotIn("password", json.dumps(shown).lower())

    def test_search(self):
        find = lambda **query: [one["number"] for one in self.call("GET", "/cases", params=query | {"limit": 500}).json()["cases"]]
        self.assertIn(self.number, find(state="registered"))
        self.assertEqual(find(number=self.number), [self.number])
        self.assertIn(self.number, find(applicant="870511300117"))
        self.assertNotIn(self.number, find(applicant="850315300118"))
        self.assertNotIn(self.number, find(state="closed"))

    def test_a_waiting_office_is_told(self):
        after = "0"
        while True:
            page = self.call("GET", "/events", params={"after": after, "limit": 500}).json()
            after = page["next"]
            if not page["more"]:
                break
        seen = []

        def listen():
            place = after
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until:
                got = self.call("GET", "/events", params={"after": place, "wait": 20}).json()
                place = got["next"]
                seen.extend(event["kind"] for event in got["events"] if event["case_number"] == self.number)
                if "claimed" in seen:
                    return

        listener = threading.Thread(target=listen)
        listener.start()
        self.change("claim", json={"officer": "Асанова Г."})
        listener.join(PATIENCE)
        self.assertIn("claimed", seen)

        def told():
            rows = requests.get(f"{self.site.office_url}/events", verify=self.site.root_certificate, timeout=PATIENCE).json()
            return [row for row in rows if row["case_number"] == self.number and row["kind"] == "claimed"]

        self.assertEqual(wait_for(told, "the webhook")[0]["text"], "Асанова Г.")

    def test_the_officers_desk(self):
        desk = Program([SANDBOX, "officer-desk", "--gateway", self.site.url("backoffice").replace("127.0.0.1", "localhost"),
                        "--certs", self.site.certs, "--token-file", self.site.folder / "pull.token"], self.site.folder, "desk")
        try:
            desk.wait_until_listening("officer-desk")
            url = desk.urls["officer-desk"]
            page = requests.get(url + "/", timeout=PATIENCE)
            self.assertIn("text/html", page.headers["Content-Type"])
            self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
            self.assertNotIn(self.token, page.text)
            case = requests.get(f"{url}/api/cases/{self.number}", timeout=PATIENCE).json()
            self.assertEqual(case["number"], self.number)
            post = lambda path, version, **more: requests.post(url + path, timeout=PATIENCE, headers={"If-Match": f'"{version}"'}, **more)
            for state, role in (("waiting_for_another_system", "office"), ("with_officer", "case_officer")):
                moved = post(f"/api/cases/{self.number}/move", self.case()["version"], json={"state": state, "role": role})
                self.assertEqual(moved.status_code, 200, moved.text)
            attached = requests.post(f"{url}/api/cases/{self.number}/attachments?code=note", timeout=PATIENCE,
                                     data="<script>1</script>", headers={"Content-Type": "text/html"})
            self.assertEqual(attached.status_code, 201, attached.text)
            number = self.case()["case"]["attachments"][-1]["href"].rpartition("/")[2]
            fetched = requests.get(f"{url}/api/cases/{self.number}/attachments/{number}", timeout=PATIENCE)
            self.assertIn("sandbox", fetched.headers["Content-Security-Policy"])
            self.assertEqual(fetched.headers["Content-Disposition"], "attachment")
            decision = {"case": self.number, "outcome": "refused", "role": "case_officer", "version": self.case()["version"],
                        "text_kk": "Квота таусылған", "text_ru": "Квота исчерпана"}
            elsewhere = requests.post(f"{url}/decide", timeout=PATIENCE, json=decision, headers={"Origin": "https://elsewhere.example"})
            self.assertEqual(elsewhere.status_code, 403)
            guessed = requests.post(f"{url}/decide", timeout=PATIENCE, json=decision | {"version": '1", "2'})
            self.assertEqual(guessed.status_code, 400)
            decided = requests.post(f"{url}/decide", timeout=PATIENCE, json=decision, headers={"Origin": url})
            self.assertEqual(decided.status_code, 201, decided.text)
            self.assertEqual(self.case()["state"], "refused")
        finally:
            desk.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
