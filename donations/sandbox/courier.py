"""Beside the site in `make run`: does what falls due at the sandbox, and delivers its webhooks."""

import signal
import sqlite3
import threading
import urllib.error
import urllib.request

from donations.sandbox.deliveries import Delivery
from donations.sandbox.engine import Sandbox

TIMEOUT = 5  # seconds for the site to take a webhook
PAUSE = 0.5  # seconds between two looks


class Stay(urllib.request.HTTPRedirectHandler):
    """Like Stripe, don't follow: a webhook that is led elsewhere was not delivered."""

    def redirect_request(self, *arguments: object) -> None:
        return None


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)


class Courier:
    def __init__(self, sandbox: Sandbox, port: int) -> None:
        self.sandbox = sandbox
        self.address = f"http://127.0.0.1:{port}/webhooks/stripe/"
        self.ending = threading.Event()

    def end(self, *signalled: object) -> None:
        """After the delivery that is under way."""
        self.ending.set()

    def run(self) -> None:
        """Until `end`. Looks twice a second; an idle look costs well under a millisecond."""
        while not self.ending.is_set():
            if not self.round():
                self.ending.wait(PAUSE)

    def round(self) -> bool:
        """Do what is due and deliver what waits; whether there was anything."""
        try:
            done = self.sandbox.tick()
            due = self.sandbox.undelivered(20)
            for one in due:
                if self.ending.is_set():
                    break
                self.deliver(one)
        except sqlite3.OperationalError:  # the file is busy beyond patience: soon again
            return False
        return bool(done or due)

    def deliver(self, one: Delivery) -> None:
        request = urllib.request.Request(  # noqa: S310  an address of this machine
            self.address,
            one.body,
            {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": one.signature},
        )
        try:
            with OPENER.open(request, timeout=TIMEOUT):
                self.sandbox.mark_delivered(one.event_id)
        except OSError:  # refused, no answer in time, or a status that isn't 2xx
            self.sandbox.mark_failed(one.event_id)


def main(sandbox: Sandbox, port: int) -> int:
    """Until SIGTERM; the exit code."""
    courier = Courier(sandbox, port)
    signal.signal(signal.SIGTERM, courier.end)
    signal.signal(signal.SIGINT, courier.end)
    courier.run()
    return 0
