"""The embedded PostgreSQL, for whoever wants to use it: its address, that it runs, letting go of it.

Every process that uses the server holds a shared lock on one file. The server's keeper
(config/keeper.py) waits for that file to be free and then stops the server. The kernel drops the
lock of a process however it dies, so there is no list of users that could go stale.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

DATABASE = ROLE = "veche"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 103  # bytes: 107 on Linux, 103 on macOS and the BSDs
START_TIMEOUT = 120  # seconds; recovery after a crash may take its time

_held: dict[Path, int] = {}  # open, share-locked "users" files of this process
_keepers: dict[Path, subprocess.Popen[bytes]] = {}  # started by this process


class DatabaseUnavailable(Exception):
    """The database can't be used; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True)
class Layout:
    """What lies where in the directory given to the embedded server."""

    directory: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.directory / "cluster"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    @property
    def socket(self) -> Path:
        """The socket's directory: in a short place of its own when the path is too long for a socket."""
        inside = self.directory / "socket"
        if len(os.fsencode(inside / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:16]
        return Path("/tmp") / f"veche-{digest}"  # noqa: S108  not $TMPDIR: every process must agree

    def lock(self, name: str) -> Path:
        """`users`: shared by users; `start`: who starts it; `keeper`: held by the keeper while it lives."""
        return self.directory / f"{name}.lock"


def url(directory: Path) -> str:
    """The address of the embedded database. Starts nothing and touches nothing."""
    return address(directory, ROLE, DATABASE)


def address(directory: Path, role: str, database: str) -> str:
    socket = quote(os.fsencode(Layout(directory.resolve()).socket), safe="")
    return f"postgres://{role}@{socket}/{database}"


def ensure_running(directory: Path) -> str:
    """Start the server unless it runs, use it until `stop` or this process ends; its address.

    Raises DatabaseUnavailable. Takes some 0.3 s to start, 2 s the first time, 10 ms when it runs.
    """
    layout = Layout(directory.resolve())
    try:
        layout.directory.mkdir(parents=True, exist_ok=True)
        _use(layout)
        with locked(layout.lock("start"), fcntl.LOCK_EX):
            _start(layout)
    except OSError as error:
        stop(directory)
        raise DatabaseUnavailable(complaint(error)) from error
    except DatabaseUnavailable:
        stop(directory)
        raise
    return url(directory)


def stop(directory: Path) -> None:
    """Let go of the server. When nobody else uses it, returns once it has stopped."""
    layout = Layout(directory.resolve())
    held = _held.pop(layout.directory, None)
    if held is None:
        return
    os.close(held)
    deadline = time.monotonic() + START_TIMEOUT
    while _stopping(layout) and time.monotonic() < deadline:
        time.sleep(0.02)
    _bury(layout)


def complaint(error: OSError) -> str:
    """One line about a file that could not be written or read."""
    return f"{error.strerror or error}: {error.filename}" if error.filename else str(error)


@contextmanager
def locked(path: Path, operation: int) -> Iterator[int]:
    """Hold an advisory lock on the file. Raises BlockingIOError with LOCK_NB when another holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, operation)
        yield handle
    finally:
        os.close(handle)


def is_locked(path: Path, operation: int = fcntl.LOCK_EX) -> bool:
    """Whether somebody holds a lock that stands in the way of this one."""
    try:
        with locked(path, operation | fcntl.LOCK_NB):
            return False
    except BlockingIOError:
        return True


def answers(directory: Path) -> bool:
    with suppress(psycopg.OperationalError), psycopg.connect(url(directory), connect_timeout=5):
        return True
    return False


def _use(layout: Layout) -> None:
    """Take the shared lock; waits for a server that is just stopping."""
    if layout.directory in _held:
        return
    handle = os.open(layout.lock("users"), os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    _held[layout.directory] = handle


def _start(layout: Layout) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        if not is_locked(layout.lock("keeper")):
            _spawn_keeper(layout)
        if answers(layout.directory):
            return
        if time.monotonic() > deadline:
            raise DatabaseUnavailable(
                f"PostgreSQL runs but does not answer; its log is {layout.log}"
            )
        time.sleep(0.05)


def _spawn_keeper(layout: Layout) -> None:
    """Start the keeper, which says one line: `ready`, or why it can't."""
    _bury(layout)
    with layout.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.keeper", str(layout.directory)],
            cwd=Path(__file__).resolve().parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for its users
        )
    _keepers[layout.directory] = process
    assert process.stdout
    with process.stdout:
        said = process.stdout.readline().decode().strip()
    if said != "ready":
        process.wait()
        raise DatabaseUnavailable(
            said or f"PostgreSQL's keeper died; the reason is in {layout.log}"
        )


def _stopping(layout: Layout) -> bool:
    """Whether the last user is gone and the server is still there."""
    users = layout.lock("users")
    if not is_locked(users):
        own = _keepers.get(layout.directory)  # perhaps so young that it holds no lock yet
        return is_locked(layout.lock("keeper")) or (own is not None and own.poll() is None)
    return is_locked(
        users, fcntl.LOCK_SH
    )  # only the keeper, while it stops the server, holds it alone


def _bury(layout: Layout) -> None:
    """Collect our keeper if it has ended; one that is just about to gets a moment for it."""
    keeper = _keepers.get(layout.directory)
    if keeper:
        with suppress(subprocess.TimeoutExpired):
            keeper.wait(0.1)
            del _keepers[layout.directory]
