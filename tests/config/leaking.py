"""A real gunicorn that serves pages made to leak, and a visitor full of secrets for it."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
START = 60  # seconds

NAME = "Аннушка-Lane5"
EMAIL = "anna.lane@example.org"
TYPED = "I live at Lane 5"
COOKIE = "sessionid=hush-cookie-value"
AGENT = "RareBrowser/9.1"
REFERER = "http://rare.example/where-she-was"
SECRETS = {  # what no log and no report may hold; pieces, since a log may cut or quote them
    "the name": ["Аннушка", "Lane5", quote("Аннушка"), "Аннушка".encode("unicode_escape").decode()],
    "the e-mail address": ["anna.lane", "example.org"],
    "what was typed": ["I live at", "I+live", "Lane 5"],
    "the cookie": ["hush-cookie"],
    "the browser": ["RareBrowser"],
    "the page before": ["rare.example"],
    "her address": ["127.0.0.1", "203.0.113.77"],
}


def leaks(text):
    return {kind for kind, pieces in SECRETS.items() if any(piece in text for piece in pieces)}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def gunicorn(log, **environment):
    """Serves the leaky pages over the test database; what it writes goes to the file `log`."""
    database = connection.settings_dict
    address = (
        f"postgres://{quote(database['USER'], safe='')}:{quote(database['PASSWORD'], safe='')}@"
    )
    address += f"{quote(database['HOST'], safe='')}:{database['PORT']}/{database['NAME']}"
    port = free_port()
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.config.leaky_settings",
        "DATABASE_URL": address,
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "config.wsgi"],
            cwd=ROOT,
            env={**os.environ, **settings, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        await_answer(process, port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def await_answer(process, port):
    deadline = time.monotonic() + START
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    raise AssertionError("gunicorn did not start")


def visit(port, method, path, body=None):
    """One request of the visitor; the status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Cookie": COOKIE,
        "User-Agent": AGENT,
        "Referer": REFERER,
        "X-Forwarded-For": "203.0.113.77",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request(method, path, body, headers)
    with contextlib.closing(connection):
        return connection.getresponse().status


def send_nonsense(port):
    """A request gunicorn itself refuses, naming what was sent and by whom."""
    with socket.create_connection(("127.0.0.1", port), 10) as raw:
        raw.sendall(f"GET / HTTP/1.1\r\nHost: x\r\nBad Header {EMAIL}: {TYPED}\r\n\r\n".encode())
        return raw.recv(100)
