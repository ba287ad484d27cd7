"""The demonstration against running processes, and what the command line then says about it."""

import re
import subprocess
import unittest

import harness
from harness import Running, wait_for


class Demonstration(Running):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Six of them are GOST; a build whose module does not load (sanitizers) plays without.
        cls.cases = 15 if (cls.site.certs / "anchors/root-gost2015.pem").exists() else 9
        cls.played = subprocess.run(
            [harness.SANDBOX, "demo", "--certs", cls.site.certs, "--forms", harness.FORMS, "--gateway", cls.site.url("portals"),
             "--back-office", cls.site.office_url], capture_output=True, text=True, timeout=120, check=False)

    def test_every_line_came_out_as_expected(self):
        self.assertEqual(self.played.returncode, 0, self.played.stdout + self.played.stderr)
        self.assertGreater(len(self.played.stdout.splitlines()), 40)

    def test_the_journal_holds(self):
        journal = self.site.json("journal", "verify")
        self.assertTrue(journal["intact"])
        self.assertGreater(journal["rows"], 35)

    def test_every_case_was_delivered_once(self):
        cases = self.site.cases()
        self.assertEqual(len({one["number"] for one in cases}), self.cases)
        self.assertEqual({one["portal"] for one in cases}, {"egov", "elicense", "migration"})
        wait_for(lambda: all(one["state"] == "delivered" for one in self.site.deliveries()), "all cases delivered")
        deliveries = self.site.deliveries()
        self.assertEqual({one["case_number"] for one in deliveries}, {one["number"] for one in cases})
        self.assertEqual(self.site.taken(), {one["number"]: 1 for one in cases})
        for one in deliveries:
            self.assertEqual(one["target_reference"], "AK-" + one["case_number"])

    def test_the_store_counts(self):
        status = self.site.json("store", "status")
        self.assertEqual(status["cases"], self.cases)
        self.assertGreater(status["refused"], 25)
        self.assertEqual(status["failed_deliveries"], 0)
        self.assertEqual(status["journal_rows"], self.site.json("journal", "verify")["rows"])


class OneByOne(Running):
    def test_an_accepted_message_is_explained(self):
        answer = self.expect_accepted(self.site.post(self.site.portal.message()))
        explained = self.site.json("message", "explain", answer.message_id)
        self.assertTrue(explained["accepted"])
        self.assertEqual(explained["case"]["number"], answer.case_number)
        self.assertEqual(explained["indication"], "TOTAL-PASSED")
        self.assertEqual([one["scope"] for one in explained["verdict"]["signatures"]], ["transport", "business"])

    def test_a_refused_message_is_explained(self):
        document = self.site.portal.document(signers=["applicants/revoked"])
        answer = self.expect(self.site.post(self.site.portal.message(document)), "certificate_revoked")
        explained = self.site.json("message", "explain", answer.message_id)
        self.assertEqual((explained["code"], explained["name"]), (3004, "certificate_revoked"))
        self.assertEqual(explained["indication"], "TOTAL-FAILED")

    def test_a_case_is_shown_with_its_history(self):
        number = self.expect_accepted(self.site.post(self.site.portal.message())).case_number
        wait_for(lambda: "delivered" in {one["kind"] for one in self.site.json("case", "show", number)["events"]},
                 f"case {number} delivered")
        shown = self.site.json("case", "show", number)
        self.assertEqual(shown["case"]["number"], number)
        self.assertIsNone(re.search(r"(?<!\d)\d{12}(?!\d)", str(shown["case"].get("applicant"))), "a number is not masked")

    def test_the_other_portals_are_accepted_too(self):
        self.expect_accepted(self.site.post(self.site.portal.immigrant(), "migration"))
        form = self.site.portal.form("elicense-foreign-labour-issue")
        message = self.site.portal.message(self.site.portal.document(form), "portals/elicense/sign", sender="elicense")
        self.expect_accepted(self.site.post(message, "elicense"))


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
