"""kill -9 of the web, the worker, the sandbox's courier and the database, in the middle of a donor's life.

The site runs as `make run` runs it. Whatever is killed takes the rest along, as it does there; then the
site is started again, and what was under way has to come to its end by itself.
"""

import email.policy
import os
import random
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress

import psutil
import psycopg
import pytest

from config import postgres
from donations.sandbox import Sandbox
from donations.sandbox.current import HEARD
from tests.config.test_serve import address_of, belonging_to, end, make_var, serve, until_gone

DONOR = "anna@example.org"
PATIENCE = 90  # seconds for what was under way to come to its end
VICTIMS = ("gunicorn", "procrastinate", "donations.sandbox", "postgres")


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)


class Life:
    """One site over several starts, seen from outside: its pages, its letters, its tables."""

    def __init__(self, var):
        self.var = var
        self.process = None
        self.start()

    def start(self):
        self.process = serve(self.var, WEB_CONCURRENCY="1", SITE_URL="http://127.0.0.1")
        self.address = address_of(self.process).rstrip("/")
        self.stripe = Sandbox(self.var / "sandbox.sqlite3", events=HEARD)

    def kill(self, word):
        """One kind of process dies on the spot, a moment later all the rest; then it starts again."""
        for each in self.processes(word):
            each.kill()
        time.sleep(0.2)
        self.process.kill()
        for each in self.processes():
            each.kill()
        self.process.wait(60)
        self.process.stdout.close()
        self.process.stderr.close()
        assert until_gone(self.var) == []
        self.start()

    def processes(self, word=""):
        for each in belonging_to(self.var):
            with suppress(psutil.NoSuchProcess):
                command = " ".join(each.cmdline())
                if word in command and "config.serve" not in command:
                    yield each

    def post(self, path, fields):
        """Status and where it leads; the connection may die under it."""
        request = urllib.request.Request(
            self.address + path, urllib.parse.urlencode(fields).encode()
        )
        try:
            with OPENER.open(request, timeout=30) as answer:
                return answer.status, ""
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get("Location", "")

    def page(self, path):
        with OPENER.open(self.address + path, timeout=30) as answer:
            return answer.read().decode()

    def rows(self, query):
        url = postgres.address(self.var / "postgres", postgres.ROLE, postgres.DATABASE)
        with psycopg.connect(url) as connection:
            return connection.execute(query).fetchall()

    def until(self, query, wanted):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if (seen := self.rows(query)) == wanted:
                return
            time.sleep(0.3)
        raise AssertionError(f"{query}: {seen}, not {wanted}")

    def begin(self):
        """The session at the sandbox that a press of the button led to."""
        html = self.page("/en/donate/")
        mark = re.search(r'name="mark" value="([^"]+)"', html)[1]
        chosen = {"mark": mark, "kind": "monthly", "currency": "eur", "other": "10"}
        status, location = self.post("/en/donate/", chosen)
        assert status in (302, 303), status
        return re.search(r"/sandbox/checkout/([^/]+)/", location)[1]

    def own_page(self):
        """The private link of the newest letter."""
        letters = sorted((self.var / "mail").iterdir(), key=os.path.getmtime)
        newest = email.message_from_bytes(letters[-1].read_bytes(), policy=email.policy.default)
        text = newest.get_body(("plain",)).get_content()
        return re.search(r"/en/donate/manage/[^/\s]+/", text)[0]


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    life = Life(make_var(tmp_path_factory.mktemp("killed")))
    yield life
    end(life.process, life.var)


PAID = "SELECT count(*), count(DISTINCT reference) FROM donations_payment"
STATE = "SELECT state FROM donations_subscription ORDER BY id DESC LIMIT 1"


def test_nothing_paid_is_lost_or_doubled_whoever_dies(life):
    chance = random.Random(7)
    for number, victim in enumerate(VICTIMS, start=1):
        session = life.begin()
        life.stripe.complete(session, email=DONOR)
        time.sleep(chance.random())
        life.kill(victim)
        life.until(PAID, [(number, number)])
        life.until("SELECT count(*) FROM donations_checkout WHERE state = 'complete'", [(number,)])
    assert life.rows("SELECT count(*) FROM donations_donor") == [(1,)]


def test_a_stop_that_was_under_way_is_carried_out(life):
    life.until(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'donations.send_letter'", [(0,)]
    )
    own = life.own_page()
    pk = life.rows("SELECT max(id) FROM donations_subscription")[0][0]
    status, _location = life.post(f"{own}{pk}/stop/", {})
    assert status == 303, own
    life.kill("gunicorn")
    life.until(STATE, [("ending",)])
    assert life.rows(
        "SELECT stop_asked_by FROM donations_subscription ORDER BY id DESC LIMIT 1"
    ) == [("",)]


def test_a_month_later_each_is_charged_once_and_the_stopped_one_is_not(life):
    life.stripe.advance(days=33)
    time.sleep(0.5)
    life.kill("postgres")
    life.until(STATE, [("ended",)])
    paid = len(VICTIMS) + len(VICTIMS) - 1
    life.until(PAID, [(paid, paid)])
