import http.server
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
import stripe

from donations.sandbox import Sandbox
from donations.sandbox.courier import PAUSE, Courier
from tests.donations.sandbox.stripe_client import NOON, client_of, ensure_product, subscribe


class Site(http.server.BaseHTTPRequestHandler):
    """A site that takes webhooks, or doesn't: `statuses` says what to answer, the last one on."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, body, self.headers["Stripe-Signature"]))
        statuses = self.server.statuses
        self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
        self.send_header("Location", "/elsewhere/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        """Quietly."""


@contextmanager
def site(*statuses):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.statuses, server.taken = list(statuses), []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def courier_to(sandbox, server):
    return Courier(sandbox, server.server_address[1])


def test_events_are_posted_signed_in_their_order(sandbox, client):
    subscribe(sandbox, client)
    waiting = [one.event_id for one in sandbox.undelivered()]
    with site(200) as server:
        courier = courier_to(sandbox, server)
        while courier.round():
            pass
    events = [
        stripe.Webhook.construct_event(body, signature, "whsec_sandbox")
        for _path, body, signature in server.taken
    ]
    assert [event.id for event in events] == waiting
    assert {path for path, _body, _signature in server.taken} == {"/webhooks/stripe/"}
    assert sandbox.undelivered() == []


@pytest.mark.parametrize("status", [301, 400, 500])
def test_what_was_not_taken_is_posted_again_later(sandbox, client, status):
    ensure_product(client)
    with site(status, 200) as server:
        courier = courier_to(sandbox, server)
        courier.round()
        assert courier.round() is False
        sandbox.advance(seconds=5)
        courier.round()
    assert len(server.taken) == 2
    assert sandbox.deliveries(1)[0][3:] == ("delivered", 2)


def test_a_site_that_is_not_there_is_tried_again(sandbox, client):
    ensure_product(client)
    with site(200) as server:
        courier = courier_to(sandbox, server)
    courier.round()
    assert sandbox.deliveries(1)[0][3:] == ("waiting", 1)


def test_what_falls_due_is_done_without_any_request(tmp_path, monkeypatch):
    sandbox = Sandbox(tmp_path / "s", now=NOON)
    subscription = subscribe(sandbox, client_of(sandbox))
    end = subscription["items"].data[0].current_period_end
    with sandbox.work() as work:
        work.connection.execute("UPDATE settings SET value = ?", (str(end + 3600),))
    with site(200) as server:
        courier = courier_to(sandbox, server)
        while courier.round():
            pass
    assert b'"type": "invoice.paid"' in b"".join(body for _path, body, _sign in server.taken)
    assert sandbox.tick() == 0


def test_the_process_delivers_and_ends_when_told_to(tmp_path):
    sandbox = Sandbox(tmp_path / "sandbox.sqlite3")
    with site(200) as server:
        port = str(server.server_address[1])
        process = subprocess.Popen(
            [sys.executable, "-m", "donations.sandbox"],
            env={**os.environ, "VAR_DIR": str(tmp_path), "STRIPE_SANDBOX": "on", "PORT": port},
        )
        subscribe(sandbox, client_of(sandbox))
        deadline = time.monotonic() + 20
        while sandbox.undelivered() and time.monotonic() < deadline:
            time.sleep(PAUSE / 10)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert sandbox.undelivered() == []
    assert len(server.taken) > 10


def test_without_a_sandbox_the_process_says_so():
    ended = subprocess.run(
        [sys.executable, "-m", "donations.sandbox"],
        env={**os.environ, "STRIPE_SANDBOX": "off"},
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stderr) == (
        1,
        "STRIPE_SANDBOX is off: there is nothing to do\n",
    )
