"""A request for every public service, procedure and portal against what the acts say; bad input is refused by its own code and
kept; what a form has beyond its schema is shown."""

import re
import sqlite3
import subprocess
import time
import unittest

import harness
from harness import Running
from messages import replaced

BAD_INPUT = {
    4020: "form_date_invalid",
    4021: "identity_number_invalid",
    4022: "look_alike_letters",
    4023: "form_too_many_items",
    4024: "form_text_too_long",
}


class Matrix(Running):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        began = time.monotonic()
        cls.played = subprocess.run(
            [harness.SANDBOX, "matrix", "--certs", cls.site.certs, "--forms", harness.FORMS, "--gateway", cls.site.url("portals"),
             "--back-office", cls.site.office_url], capture_output=True, text=True, timeout=500, check=False)
        cls.lasted = time.monotonic() - began

    def rows(self, sql):
        with sqlite3.connect(f"file:{self.site.folder / 'gateway.db'}?mode=ro", uri=True) as store:
            return store.execute(sql).fetchall()

    def test_every_outcome_is_as_the_acts_say(self):
        wrong = "\n".join(line for line in self.played.stdout.splitlines() if not line.startswith("  "))
        self.assertEqual(self.played.returncode, 0, wrong + self.played.stderr)
        requests = int(re.search(r"^(\d+) requests", self.played.stdout, re.M)[1])
        self.assertGreater(requests, 650)
        print(f"{requests} requests in {self.lasted:.0f} s")

    def test_each_portal_and_public_service_is_in_it(self):
        seen = {tuple(line.split()[:2]) for line in self.played.stdout.splitlines()[1:-1]}
        services = {"foreign-labour-permit", "labour-immigrant-permit", "unemployed-certificate", "unemployed-registration",
                    "employment-referrals", "oralman-status", "semey-victims"}
        self.assertEqual(seen, {(portal, service) for portal in ("egov", "elicense", "migration") for service in services})

    def test_refused_input_is_kept_whole(self):
        refused = self.rows("SELECT code, raw_sha256 = kept_sha256, size FROM journal WHERE code BETWEEN 4020 AND 4024")
        self.assertEqual({code for code, _, _ in refused}, set(BAD_INPUT))
        self.assertTrue(all(whole for _, whole, _ in refused))
        self.assertGreater(max(size for _, _, size in refused), 8_000_000)  # 10,000 workers
        self.assertTrue(self.site.json("journal", "verify")["intact"])


class UnknownFields(Running):
    def test_they_are_kept_and_shown(self):
        form = replaced(self.site.portal.form("egov-foreign-labour-issue"), "<Work>",
                        '<QuotaYear basis="order">2027</QuotaYear><Work>')
        message = self.site.portal.message(self.site.portal.document(form))
        number = self.expect_accepted(self.site.post(message)).case_number
        shown = self.site.json("case", "show", number)["case"]["extra"]
        self.assertIn({"path": "RequestData/QuotaYear", "value": "2027"}, shown)
        self.assertIn({"path": "RequestData/QuotaYear/@basis", "value": "order"}, shown)
        self.assertIn("RequestData/QuotaYear", self.site.cli("case", "show", number).text)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
