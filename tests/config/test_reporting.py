"""An exception in a real request, and what a Sentry-compatible server would learn of it."""

import gzip
import json
import logging
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import quote

import brotli
import pytest

from config import reporting
from tests.config import leaking
from tests.config.leaking import EMAIL, NAME, TYPED, leaks

UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress, "deflate": zlib.decompress, None: bytes}


class Listener(BaseHTTPRequestHandler):
    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        body = UNPACK[self.headers.get("Content-Encoding")](sent)
        self.server.heard.append((f"{self.path}\n{self.headers}", body.decode()))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def sentry():
    """A server like Sentry's on this machine; what it heard, as (head, body)."""
    server = HTTPServer(("127.0.0.1", 0), Listener)
    server.heard = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def events(sentry, count):
    """The reports, once so many have come: three lines each, of which the last is the event."""
    deadline = time.monotonic() + 20
    while len(sentry.heard) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    return [json.loads(body.splitlines()[2]) for _head, body in sentry.heard]


@pytest.mark.django_db(transaction=True)
def test_a_real_error_is_reported_by_its_place_and_route_alone(tmp_path, sentry):
    dsn = f"http://public@127.0.0.1:{sentry.server_port}/1"
    with leaking.gunicorn(tmp_path / "log", SENTRY_DSN=dsn) as port:
        path = f"/breaks/{quote(NAME)}/?q={EMAIL}"
        assert leaking.visit(port, "POST", path, f"text={quote(TYPED)}") == 500
        assert leaking.visit(port, "GET", f"/database/{quote(NAME)}/") == 500
        broken, refused = events(sentry, 2)
    for head, body in sentry.heard:
        own_address = f"127.0.0.1:{sentry.server_port}"  # of the server that listens here
        assert leaks((head + body).replace(own_address, "")) == set(), body
    assert set(broken) <= {
        *reporting.KEPT,
        "logger",
        "exception",
        "transaction",
        "transaction_info",
    }
    assert broken["transaction"] == "/breaks/<str:name>/"
    assert broken["level"] == "error"
    first, last = broken["exception"]["values"]
    assert (first["type"], last["type"]) == ("Secret", "ValueError")
    frame = last["stacktrace"]["frames"][-1]
    assert frame.keys() == {"filename", "lineno", "function"}
    assert (frame["filename"], frame["function"]) == ("tests/config/leaky_pages.py", "breaks")
    assert (
        refused["exception"]["values"][-1]["value"] == "IntegrityError (23505, people_name_unique)"
    )


def test_a_message_without_an_exception_is_not_reported():
    record = logging.LogRecord("site", logging.ERROR, __file__, 1, f"{NAME} was here", (), None)
    assert reporting.impersonal({"event_id": "1", "user": NAME}, {"log_record": record}) is None


def test_what_the_kit_gathered_is_not_taken_over():
    error = ValueError(NAME)
    record = logging.LogRecord(
        "site", logging.ERROR, __file__, 1, NAME, (), (ValueError, error, None)
    )
    gathered = {
        "event_id": "1",
        "user": NAME,
        "request": EMAIL,
        "breadcrumbs": TYPED,
        "server_name": NAME,
        "tags": NAME,
    }
    assert leaks(str(reporting.impersonal(gathered, {"log_record": record}))) == set()


def test_without_a_dsn_nothing_is_started(settings):
    import sentry_sdk

    assert settings.SENTRY_DSN == ""
    assert not sentry_sdk.get_client().is_active()
