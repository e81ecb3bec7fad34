"""`make run` and `make dev`: the whole site in one terminal, and nothing left when it ends."""

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import Error as DatabaseError

from config import launch, processes
from config.catalogues import BrokenCatalogue
from config.postgres import DatabaseUnavailable, complaint
from config.supervisor import (
    ChildDied,
    Children,
    Stopped,
    complain,
    ignore_endings,
    listen_for_endings,
    say,
)

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
ANSWER_TIMEOUT = 60  # seconds for the first page
MANAGE = [sys.executable, str(ROOT / "manage.py")]
WORKER = [
    *MANAGE,
    "procrastinate",
    "worker",
    "--delete-jobs=successful",
    "--shutdown-graceful-timeout",
    "8",
]


SANDBOX = [sys.executable, "-m", "donations.sandbox"]


class PortUnusable(Exception):
    """It is no port, another program listens there, or we may not."""


ONE_LINERS = (
    ImproperlyConfigured,
    DatabaseUnavailable,
    CommandError,
    BrokenCatalogue,
    PortUnusable,
    ChildDied,
)


def run(children: Children, port: int) -> None:
    """The real thing: gunicorn and the job worker."""
    children.start(
        "web",
        [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            str(ROOT / "deploy/gunicorn.conf.py"),
            "config.wsgi",
        ],
    )
    children.start("worker", WORKER)
    _start_sandbox(children)


def develop(children: Children, port: int) -> None:
    """Reloads code as it changes."""
    children.start("web", [*MANAGE, "runserver", f"{HOST}:{port}"])
    children.start("worker", WORKER)
    _start_sandbox(children)


def _start_sandbox(children: Children) -> None:
    """It moves the sandbox's clock and delivers its webhooks; with a key of Stripe's there is none."""
    if settings.STRIPE_SANDBOX:
        children.start("sandbox", SANDBOX)


def main(start: Callable[[Children, int], None]) -> int:
    """Prepare, serve, stop; the exit code. Whatever goes wrong is one line on stderr."""
    listen_for_endings()
    if "MAKELEVEL" in os.environ:  # make dies of kill -9 without a word to us
        processes.follow_parent(signal.SIGTERM)
    children = Children()
    try:
        _serve(children, start)
    except Stopped:
        return 0
    except OSError as error:
        complain(complaint(error))
    except DatabaseError as error:
        complain(f"The database refused: {str(error).splitlines()[0]}")
    except ONE_LINERS as error:
        complain(str(error))
    finally:
        ignore_endings()
        children.stop()
        launch.release()
    return 1


def _serve(children: Children, start: Callable[[Children, int], None]) -> None:
    launch.read_environment()
    port = free_port(os.environ.get("PORT") or "8000")
    os.environ["PORT"] = str(port)
    launch.prepare()
    os.chdir(ROOT)
    start(children, port)
    _await_answer(children, port)
    say(f"Veche is at http://{HOST}:{port}/  (Ctrl-C stops it)")
    children.watch()


def free_port(text: str) -> int:
    """The port as a number, if we can listen on it. Raises PortUnusable."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise PortUnusable(f"PORT is {text!r}, but a port is a number from 1 to 65535")
    port = int(text)
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except OSError as error:
            raise PortUnusable(
                f"Port {port} can't be used ({error.strerror}):"
                f" choose another, as in PORT={another(port)} make run"
            ) from error
    return port


def another(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 8000


def _await_answer(children: Children, port: int) -> None:
    """Until the web process answers anything at all. Raises ChildDied."""
    deadline = time.monotonic() + ANSWER_TIMEOUT
    while time.monotonic() < deadline:
        children.check()
        connection = http.client.HTTPConnection(HOST, port, timeout=ANSWER_TIMEOUT)
        try:
            connection.request("GET", "/health/")
            connection.getresponse()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise ChildDied(f"The web process did not answer within {ANSWER_TIMEOUT} seconds")


if __name__ == "__main__":
    if sys.argv[1:] == ["dev"]:
        os.environ["DEBUG"] = "on"
        sys.exit(main(develop))
    sys.exit(main(run))
