"""kill -9 under load: what was acknowledged is there after the restart and is delivered once by its key; what was not can be
sent again and becomes one case. GW_CRASH_ROUNDS says how often (3), GW_CRASH_SEED repeats a run."""

import json
import os
import random
import threading
import time
import unittest
import uuid

import requests

from harness import Running, wait_for

ROUNDS = int(os.environ.get("GW_CRASH_ROUNDS", "3"))
SEED = int(os.environ.get("GW_CRASH_SEED", str(time.time_ns() % 1_000_000)))
SENDERS = 6
MOST_ACKNOWLEDGED = 40  # in one round, so that many rounds stay quick


class Load:
    """Senders that post distinct messages until the gateway is gone. A message without an answer is sent again next time."""

    def __init__(self, site):
        self.site = site
        self.document = site.portal.document()
        self.guard = threading.Lock()
        self.acknowledged = {}  # messageId -> case number
        self.unanswered = []
        self.wrong = []

    def start(self):
        self.ended = False
        again, self.unanswered = self.unanswered, []
        self.count_at_start = len(self.acknowledged)
        self.threads = [threading.Thread(target=self.send, args=(again[i::SENDERS],)) for i in range(SENDERS)]
        for one in self.threads:
            one.start()

    def join(self):
        self.ended = True
        for one in self.threads:
            one.join()

    @property
    def count(self):
        return len(self.acknowledged) - self.count_at_start

    def send(self, again):
        with requests.Session() as session:
            while not self.ended:
                name, message = again.pop() if again else self.next_message()
                try:
                    answer = self.site.post(message, session=session)
                except requests.exceptions.RequestException:
                    with self.guard:
                        self.unanswered += [(name, message), *again]
                    return
                with self.guard:
                    if answer.accepted:
                        self.acknowledged[name] = answer.case_number
                    else:
                        self.wrong.append(answer)
        with self.guard:
            self.unanswered += again

    def next_message(self):
        name = str(uuid.uuid4())
        return name, self.site.portal.message(self.document, message_id=name)


class Crash(Running):
    changes = [('hmac_secret_file = "office.secret"', 'hmac_secret_file = "office.secret"\ndeadline = "2s"')]

    def check_round(self, load, number):
        self.assertEqual(load.wrong, [])
        journal = self.site.json("journal", "verify")
        self.assertTrue(journal["intact"], journal)
        there = {one["number"] for one in self.site.cases()}
        missing = set(load.acknowledged.values()) - there
        self.assertFalse(missing, f"round {number}, seed {SEED}: acknowledged and lost")
        self.assertEqual(len(set(load.acknowledged.values())), len(load.acknowledged), "two messages became one case")

    def test_nothing_acknowledged_is_lost(self):
        print(f"GW_CRASH_SEED={SEED} rounds={ROUNDS}")
        chance = random.Random(SEED)
        load = Load(self.site)
        for number in range(ROUNDS):
            load.start()
            goal = chance.randint(1, MOST_ACKNOWLEDGED)
            wait_for(lambda: load.count >= goal or load.wrong, f"{goal} acknowledged messages")
            threading.Event().wait(chance.uniform(0, 0.03))  # the moment of the crash is random, nothing waits for it
            self.site.gateway.kill()
            load.join()
            self.site.start_gateway()
            self.check_round(load, number)

        # What stayed without an answer is sent once more: accepted, as a new case or as the one that was stored.
        for name, message in load.unanswered:
            load.acknowledged[name] = self.expect_accepted(self.site.post(message)).case_number
        cases = {one["number"] for one in self.site.cases()}
        self.assertEqual(cases, set(load.acknowledged.values()), "a message became two cases, or a case belongs to no message")

        wait_for(lambda: self.site.json("store", "status")["pending_deliveries"] == 0, "all cases delivered", 150)
        self.assertEqual({one["state"] for one in self.site.deliveries()}, {"delivered"})
        self.assertEqual(set(self.site.taken()), cases)
        ledger = [json.loads(line) for line in (self.site.folder / "office.ledger").read_text().splitlines()]
        self.assertEqual(len(ledger), len(cases), "the office took a case twice")
        self.assertEqual(len({one["key"] for one in ledger}), len(cases))
        self.assertTrue(self.site.json("journal", "verify")["intact"])
        print(f"{len(cases)} cases, {sum(self.site.taken().values())} deliveries")


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
