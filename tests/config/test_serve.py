import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import psycopg
import pytest

from config import postgres

ROOT = Path(__file__).resolve().parents[2]
START = 90  # seconds; the first start of a slow machine


def make_var(parent):
    """A directory for everything a site writes, in which the demo content counts as loaded."""
    path = parent / "var"
    path.mkdir()
    (path / "demo.loaded").touch()
    return path


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """Shared by these tests: the first start in it takes long, the next ones are quick."""
    return make_var(tmp_path_factory.mktemp("serve"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(var, **environment):
    inherited = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    settings = {"VAR_DIR": str(var), "PORT": str(free_port()), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "config.serve"],
        cwd=ROOT,
        env={**inherited, **settings, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def refuse(var, **environment):
    """Start a site that must not start; what it said on stderr."""
    process = serve(var, **environment)
    _, said = process.communicate(timeout=START)
    assert process.returncode == 1
    assert said.count("\n") == 1, said
    return said


def address_of(process):
    """Wait until the site says where it is."""
    seen, deadline = "", time.monotonic() + START
    while time.monotonic() < deadline:
        if select.select([process.stdout], [], [], 0.2)[0]:
            line = process.stdout.readline()
            seen += line
            if found := re.search(r"http://\S+", line):
                return found[0]
            if not line:
                break
    process.kill()
    raise AssertionError(f"the site did not start: {seen}{process.stderr.read()}")


def belonging_to(var):
    """Every living process whose environment or command names this directory."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            named = process.environ().get("VAR_DIR") == str(var)
            if named or any(str(var) in argument for argument in process.cmdline()):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def child(process, word):
    for candidate in psutil.Process(process.pid).children():
        if word in " ".join(candidate.cmdline()):
            return candidate
    raise AssertionError(f"no {word} runs")


def until_gone(var, seconds=30):
    deadline = time.monotonic() + seconds
    while belonging_to(var) and time.monotonic() < deadline:
        time.sleep(0.1)
    return belonging_to(var)


def end(process, var):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert until_gone(var) == []


@pytest.fixture
def site(var):
    process = serve(var)
    process.address = address_of(process)
    yield process
    end(process, var)


def test_a_busy_port_is_one_line_that_names_it_and_the_way_out(var):
    with socket.socket() as occupant:
        occupant.bind(("127.0.0.1", 0))
        occupant.listen()
        port = occupant.getsockname()[1]
        said = refuse(var, PORT=str(port))
    assert f"Port {port} " in said
    assert re.search(r"PORT=\d+ make run", said)


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "8000.5"])
def test_a_port_that_is_none_is_one_line(var, port):
    assert "PORT" in refuse(var, PORT=port)


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://u:s3cr3t@localhost/veche",
        "postgres://u:s3cr3t@localhost:port/veche",
        "postgres://u:s3cr3t@localhost:5432",
        "postgres://u:s3cr3t@localhost/veche?colour=red",
    ],
)
def test_a_malformed_database_url_is_one_line_without_the_password(var, url):
    said = refuse(var, DATABASE_URL=url)
    assert "DATABASE_URL" in said
    assert "s3cr3t" not in said


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "%2Fnowhere"])
def test_an_unreachable_database_is_one_line_without_the_password(var, host):
    said = refuse(var, DATABASE_URL=f"postgres://u:s3cr3t@{host}:{free_port()}/veche")
    assert "can't be reached" in said
    assert "s3cr3t" not in said


def test_a_database_that_breaks_cyrillic_is_refused_with_the_way_to_create_it(tmp_path, var):
    directory = tmp_path / "postgres"
    postgres.ensure_running(directory)
    try:
        with psycopg.connect(postgres.url(directory), autocommit=True) as connection:
            connection.execute(
                "CREATE DATABASE broken ENCODING 'UTF8' LOCALE_PROVIDER libc"
                " LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
            )
        said = refuse(var, DATABASE_URL=postgres.address(directory, postgres.ROLE, "broken"))
    finally:
        postgres.stop(directory)
    assert 'The database "broken" does not understand Cyrillic' in said
    assert "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'" in said


def test_a_place_that_can_not_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    assert "Not a directory" in refuse(tmp_path / "file" / "var")


def test_the_site_answers_and_its_secrets_are_made_once_and_private(site, var):
    with urllib.request.urlopen(site.address + "health/") as response:
        assert response.status == 200
    secrets = var / "secrets.env"
    assert secrets.stat().st_mode & 0o777 == 0o600
    before = secrets.read_text()
    end(site, var)
    second = serve(var)
    started = time.monotonic()
    address_of(second)
    took = time.monotonic() - started
    end(second, var)
    assert secrets.read_text() == before
    assert took < 15, "a second start repeats the work of the first"  # 3 s on a quiet machine


def test_the_first_start_reads_the_pages_that_stand_in_no_table(site):
    with urllib.request.urlopen(site.address + "en/search/?kind=pages") as response:
        assert "/en/donate/manage/" in response.read().decode().partition("<main")[2]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_kill_and_a_closed_terminal_leave_no_process(var, number):
    site = serve(var)
    address_of(site)
    assert len(belonging_to(var)) > 5
    os.killpg(site.pid, number)
    site.communicate(timeout=60)
    assert site.returncode == 0
    assert belonging_to(var) == []


def test_an_impatient_second_ctrl_c_does_not_break_the_clean_stop(site, var):
    for _ in range(5):
        os.killpg(site.pid, signal.SIGINT)
        time.sleep(0.05)
    _, said = site.communicate(timeout=60)
    assert "Traceback" not in said
    assert belonging_to(var) == []
    assert (var / "postgres/server.log").read_text().endswith("database system is shut down\n")


def test_ctrl_c_while_it_prepares_leaves_no_process(tmp_path):
    var = make_var(tmp_path)
    site = serve(var)
    deadline = time.monotonic() + 30
    while not (var / "postgres/keeper.lock").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(site.pid, signal.SIGINT)
    _, said = site.communicate(timeout=60)
    assert "Traceback" not in said
    assert belonging_to(var) == []


def test_kill_9_of_the_supervisor_leaves_no_process_and_the_next_start_works(site, var):
    site.kill()
    site.communicate()
    assert until_gone(var) == []
    second = serve(var)
    address_of(second)
    end(second, var)


@pytest.mark.parametrize(("word", "name"), [("gunicorn", "web"), ("procrastinate", "worker")])
def test_the_death_of_one_process_is_one_line_and_the_end_of_all(site, var, word, name):
    child(site, word).kill()
    _, said = site.communicate(timeout=60)
    assert site.returncode == 1
    assert f"The {name} process died (signal SIGKILL)" in said
    assert until_gone(var) == []


def test_the_web_process_writes_no_access_log_and_nothing_into_home(var, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    site = serve(var, HOME=str(home))
    address = address_of(site)
    urllib.request.urlopen(address + "health/").close()
    site.send_signal(signal.SIGINT)
    out, said = site.communicate(timeout=60)
    assert "/health/" not in out + said
    assert list(home.iterdir()) == []
