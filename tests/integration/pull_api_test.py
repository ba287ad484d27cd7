"""The pull API as an office uses it that cannot be reached: list, fetch, acknowledge, report; and its description."""

import unittest
import uuid

import jsonschema
import requests
import yaml

from harness import PATIENCE, Running


class PullApi(Running):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.token = (cls.site.folder / "pull.token").read_text().strip()
        cls.own = [cls.site.post(cls.site.portal.immigrant(), "migration").case_number for _ in range(3)]
        cls.other = cls.site.post(cls.site.portal.message()).case_number  # of another office

    def call(self, method, path, token=None, **more):
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"} if token != "" else {}
        return requests.request(method, f"{self.site.url('backoffice')}/api/v1{path}", headers=headers,
                                verify=self.site.root_certificate, timeout=PATIENCE, **more)

    def get(self, path, **more):
        answer = self.call("GET", path, **more)
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()

    def expect_problem(self, answer, status, name):
        self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (status, "application/problem+json"), answer.text)
        problem = answer.json()
        self.assertEqual((problem["status"], problem["name"]), (status, name))
        for part in ("type", "title", "code", "text_kk", "text_ru"):
            self.assertTrue(problem[part], part)

    def test_only_own_cases_are_listed(self):
        page = self.get("/cases")
        self.assertEqual([one["number"] for one in page["cases"]], self.own)
        self.assertFalse(page["more"])
        self.assertEqual({one["provider"] for one in page["cases"]}, {"zhitikara"})

    def test_paging(self):
        seen, after = [], None
        while True:
            page = self.get("/cases", params={"limit": 1, **({"after": after} if after else {})})
            seen += [one["number"] for one in page["cases"]]
            after = page["next"]
            if not page["more"]:
                break
        self.assertEqual(seen, self.own)
        self.assertEqual(self.get("/cases", params={"after": after})["cases"], [])
        for bad in ({"limit": 0}, {"limit": 501}, {"after": "x"}, {"unacknowledged": "maybe"}, {"what": "1"}):
            with self.subTest(bad):
                self.expect_problem(self.call("GET", "/cases", params=bad), 400, "api_request_invalid")

    def test_a_case_is_fetched_by_number_and_by_id(self):
        case = self.get(f"/cases/{self.own[0]}")
        self.assertEqual(case["case"]["number"], self.own[0])
        self.assertEqual(self.get(f"/cases/{case['id']}"), case)
        self.assertIn("870511300117", str(case["case"]), "the office needs the number in full")

    def test_head(self):
        for path in ("/cases", f"/cases/{self.own[0]}"):
            get, head = self.call("GET", path), self.call("HEAD", path)
            self.assertEqual((head.status_code, head.content), (200, b""))
            for name in ("Content-Type", "Content-Length", "ETag"):
                self.assertEqual(head.headers.get(name), get.headers.get(name), name)

    def test_acknowledge(self):
        number = self.own[1]
        before = [one["number"] for one in self.get("/cases", params={"unacknowledged": "true"})["cases"]]
        self.assertIn(number, before)
        for _ in range(2):  # safe to repeat
            self.assertEqual(self.call("POST", f"/cases/{number}/acknowledge").status_code, 204)
        after = [one["number"] for one in self.get("/cases", params={"unacknowledged": "true"})["cases"]]
        self.assertNotIn(number, after)
        case = self.get(f"/cases/{number}")
        self.assertTrue(case["acknowledged"])
        self.assertEqual([one["actor"] for one in case["events"] if one["kind"] == "acknowledged"], ["zhitikara-officer"])

    def test_status(self):
        number = self.own[2]
        post = lambda body: self.call("POST", f"/cases/{number}/status", json=body)
        event = {"event_id": str(uuid.uuid4()), "status": "in_progress", "text_kk": "Қаралуда", "text_ru": "Рассматривается"}
        self.assertEqual(post(event).status_code, 204)
        self.assertEqual(post(event).status_code, 204, "a repeat changes nothing")
        self.expect_problem(post(event | {"status": "waiting_for_applicant"}), 409, "api_conflict")
        case = self.get(f"/cases/{number}")
        self.assertEqual(case["status"], "in_progress")
        events = [one for one in case["events"] if one["kind"] == "status"]
        self.assertEqual([(one["status"], one["text_kk"]) for one in events], [("in_progress", "Қаралуда")])
        fresh = lambda **more: {"event_id": str(uuid.uuid4()), "status": "granted"} | more
        for name, body in (("no text for a refusal", fresh(status="refused")), ("unknown status", fresh(status="lost")),
                           ("unknown member", fresh(more=1)), ("no id", {"status": "granted"}), ("a list", [])):
            with self.subTest(name):
                self.expect_problem(post(body), 400, "api_request_invalid")
        for word in ("granted", "refused"):
            self.expect_problem(post(fresh(status=word, text_kk="Шешім", text_ru="Решение")), 403, "api_forbidden")
        self.assertEqual(post(fresh(status="withdrawn")).status_code, 204)
        self.expect_problem(post(fresh(status="in_progress")), 409, "api_conflict")
        case = self.get(f"/cases/{number}")
        self.assertEqual((case["status"], case["state"]), ("withdrawn", "withdrawn"))
        self.assertTrue(self.site.json("journal", "verify")["intact"])

    def test_strangers(self):
        for name, token in (("none", ""), ("wrong", "0" * 64), ("cut", self.token[:-1]), ("longer", self.token + "0")):
            own = f"/cases/{self.own[0]}"
            for method, path in (("GET", "/cases"), ("GET", own), ("POST", own + "/acknowledge")):
                with self.subTest(name, path=path):
                    answer = self.call(method, path, token=token)
                    self.expect_problem(answer, 401, "api_unauthorised")
                    self.assertIn("Bearer", answer.headers["WWW-Authenticate"])
        log = (self.site.folder / "gateway.log").read_text()
        self.assertNotIn(self.token[:32], log)

    def test_the_case_of_another_office(self):
        self.assertIn(self.other, {one["number"] for one in self.site.cases()})
        event = {"event_id": "e-1", "status": "granted"}
        for method, path, body in (("GET", "", None), ("POST", "/acknowledge", None), ("POST", "/status", event)):
            with self.subTest(path):
                answer = self.call(method, f"/cases/{self.other}{path}", json=body)
                self.expect_problem(answer, 404, "api_not_found")
                # Word for word what a case that never was gets: nobody learns that it exists.
                self.assertEqual(answer.text, self.call(method, f"/cases/ZHT-20260101-AAAAAA{path}", json=body).text)

    def test_paths_and_methods(self):
        self.expect_problem(self.call("GET", "/nothing"), 404, "http_path_unknown")
        self.expect_problem(self.call("DELETE", f"/cases/{self.own[0]}"), 405, "http_method_not_allowed")
        self.expect_problem(self.call("POST", f"/cases/{self.own[0]}/status", data=b"x" * 70_000), 413, "body_too_large")

    def test_the_description(self):
        answer = self.call("GET", "/openapi.yaml", token="")
        self.assertEqual(answer.status_code, 200)
        described = yaml.safe_load(answer.text)
        self.assertTrue(described["openapi"].startswith("3.1"))
        schema = described["components"]["schemas"]["ServiceCase"]["$ref"]
        served = self.call("GET", "/" + schema, token="")
        self.assertEqual(served.status_code, 200, schema)
        validator = jsonschema.Draft202012Validator(served.json())
        validator.check_schema(served.json())
        for number in self.own:
            validator.validate(self.get(f"/cases/{number}")["case"])
        for path, methods in described["paths"].items():
            for method in methods:
                if method in ("get", "post"):
                    asked = path.replace("{id}", self.own[0])
                    self.assertEqual(self.call("DELETE", asked).status_code, 405, f"{path} is described and not served")


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
