import os
import pwd
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from config import postgres, unprivileged

ROOT = Path(__file__).resolve().parents[2]
USE = """
import sys
from pathlib import Path
from config import postgres
print(postgres.ensure_running(Path(sys.argv[1])), flush=True)
sys.stdin.readline()
postgres.stop(Path(sys.argv[1]))
"""


def use(directory, environment=None, **options):
    """A process that uses the server until it reads a line, or until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", USE, str(directory)],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )
    address = process.stdout.readline().strip()
    assert address == postgres.url(directory)
    return process


def leave(process):
    process.communicate("\n", timeout=60)


def servers(directory):
    """The postmasters over this data, as processes."""
    cluster = str(directory.resolve() / "cluster")
    found = []
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if "-D" in command and cluster in command and process.status() != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def keepers(directory):
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if (process.info["cmdline"] or [])[1:] == ["-m", "config.keeper", str(directory.resolve())]
    ]


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def directory(tmp_path):
    path = tmp_path / "postgres"
    yield path
    postgres.stop(path)
    assert until(lambda: not servers(path)), "a test left its server running"


def ask(directory, query):
    with psycopg.connect(postgres.url(directory)) as connection:
        return connection.execute(query).fetchone()


@pytest.mark.parametrize("language", ["C", "xx_YY.UTF-8", "ru_RU.KOI8-R"])
def test_cyrillic_is_right_whatever_the_environment_says(directory, language):
    process = use(directory, {"LANG": language, "LC_ALL": language, "LC_CTYPE": language})
    found = ask(directory, "SELECT lower('ЁЛКА'), to_tsvector('russian', '«Привет» — мир…')::text")
    leave(process)
    assert found == ("ёлка", "'мир':2 'привет':1")


def test_a_database_made_from_the_template_understands_cyrillic_too(directory):
    postgres.ensure_running(directory)
    with psycopg.connect(postgres.url(directory), autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")
    address = postgres.address(directory, postgres.ROLE, "another")
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT to_tsvector('russian', '«Привет»')::text").fetchone()
    assert found == ("'привет':1",)


def test_the_address_is_known_before_anything_exists(directory):
    address = postgres.url(directory)
    assert not directory.exists()
    assert postgres.ensure_running(directory) == address


def test_the_site_is_not_the_servers_superuser(directory):
    postgres.ensure_running(directory)
    assert ask(
        directory, "SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user"
    ) == (
        "veche",
        False,
    )


def test_processes_share_one_server_and_the_last_one_stops_it(directory):
    first, second = use(directory), use(directory)
    assert len(servers(directory)) == 1
    leave(first)
    time.sleep(0.5)
    assert ask(directory, "SELECT 1") == (1,)
    leave(second)
    assert servers(directory) == []


def test_processes_that_start_together_start_one_server(directory):
    started = [
        subprocess.Popen(
            [sys.executable, "-c", USE, str(directory)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    addresses = {process.stdout.readline().decode().strip() for process in started}
    count = len(servers(directory))
    for process in started:
        process.communicate(b"\n", timeout=60)
    assert (addresses, count) == ({postgres.url(directory)}, 1)
    assert servers(directory) == []


def test_a_killed_user_does_not_keep_the_server_running(directory):
    process = use(directory)
    process.kill()
    process.communicate()
    assert until(lambda: not servers(directory))


def test_a_killed_server_is_started_again_with_its_data(directory):
    postgres.ensure_running(directory)
    with psycopg.connect(postgres.url(directory)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    servers(directory)[0].kill()
    postgres.ensure_running(directory)
    assert ask(directory, "SELECT number FROM kept") == (42,)


def test_everything_killed_at_once_recovers(directory):
    process = use(directory)
    with psycopg.connect(postgres.url(directory)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    victims = servers(directory)
    victims += victims[0].children() + keepers(directory)
    for victim in [process, *victims]:
        victim.kill()
    process.communicate()
    postgres.ensure_running(directory)
    assert ask(directory, "SELECT number FROM kept") == (42,)


def test_a_killed_keeper_takes_the_server_with_it(directory):
    postgres.ensure_running(directory)
    keepers(directory)[0].kill()
    assert until(lambda: not servers(directory))
    postgres.ensure_running(directory)
    assert ask(directory, "SELECT 1") == (1,)


def test_a_stale_pid_file_with_the_number_of_another_process_is_no_obstacle(directory):
    postgres.ensure_running(directory)
    lines = (directory / "cluster/postmaster.pid").read_text().splitlines()
    postgres.stop(directory)
    stranger = subprocess.Popen(["sleep", "60"], user=(directory / "cluster").stat().st_uid)
    try:
        stale = "\n".join([str(stranger.pid), *lines[1:]]) + "\n"
        (directory / "cluster/postmaster.pid").write_text(stale)
        (postgres.Layout(directory.resolve()).socket / ".s.PGSQL.5432.lock").write_text(stale)
        postgres.ensure_running(directory)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_half_made_data_is_thrown_away(directory):
    (directory / "cluster.new/base").mkdir(parents=True)
    (directory / "cluster.new/PG_VERSION").write_text("18\n")
    postgres.ensure_running(directory)
    assert ask(directory, "SELECT 1") == (1,)


@pytest.mark.parametrize("name", ["x" * 150, "with space, comma and % sign", "вече", 'quote"d'])
def test_odd_and_long_paths_work(tmp_path, name):
    directory = tmp_path / name / "postgres"
    postgres.ensure_running(directory)
    try:
        assert ask(directory, "SELECT 1") == (1,)
    finally:
        postgres.stop(directory)


def test_strangers_can_not_reach_the_socket_or_the_data(directory):
    postgres.ensure_running(directory)
    layout = postgres.Layout(directory.resolve())
    for path in (layout.socket, layout.cluster):
        assert stat.S_IMODE(path.stat().st_mode) & stat.S_IRWXO == 0


def test_a_socket_directory_made_by_a_stranger_is_refused(tmp_path):
    path = tmp_path / "socket"
    path.symlink_to(tmp_path)
    with pytest.raises(postgres.DatabaseUnavailable, match="belongs to somebody else"):
        unprivileged.open_socket_directory(path, {})


def test_a_place_that_can_not_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(postgres.DatabaseUnavailable, match=r"^Not a directory: .*file"):
        postgres.ensure_running(tmp_path / "file" / "postgres")


def test_damaged_data_is_one_clear_line(directory):
    postgres.ensure_running(directory)
    postgres.stop(directory)
    (directory / "cluster/global/pg_control").write_bytes(b"nonsense")
    with pytest.raises(postgres.DatabaseUnavailable) as caught:
        postgres.ensure_running(directory)
    assert str(caught.value).startswith("PostgreSQL did not start: ")
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="needs a file system of its own"
)
def test_a_full_disk_is_one_clear_line(tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        with pytest.raises(postgres.DatabaseUnavailable, match="No space left on device"):
            postgres.ensure_running(small / "postgres")
    finally:
        assert until(
            lambda: subprocess.run(["umount", str(small)], capture_output=True).returncode == 0
        )


@pytest.mark.skipif(os.geteuid() != 0, reason="needs the right to become somebody else")
def test_an_ordinary_user_needs_no_rights(tmp_path):
    user = pwd.getpwnam("nobody").pw_uid
    home = Path(f"/tmp/veche-test-{os.getpid()}")  # outside pytest's own, closed directory
    home.mkdir()
    os.chown(home, user, -1)
    try:
        subprocess.run(
            [sys.executable, "-c", "import psycopg"],
            user=user,
            group=user,
            extra_groups=[],
            check=True,
        )
    except (PermissionError, subprocess.CalledProcessError):
        pytest.skip("this Python is closed to other users")
    try:
        process = use(
            home / "postgres", {"HOME": "/nonexistent"}, user=user, group=user, extra_groups=[]
        )
        assert servers(home / "postgres")[0].uids().effective == user
        leave(process)
        assert servers(home / "postgres") == []
    finally:
        subprocess.run(["rm", "-rf", str(home)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="about root")
def test_root_hands_the_server_to_somebody_else(directory):
    postgres.ensure_running(directory)
    assert servers(directory)[0].uids().effective != 0


def test_the_log_keeps_no_values_of_rows(directory):
    postgres.ensure_running(directory)
    with psycopg.connect(postgres.url(directory), autocommit=True) as connection:
        connection.execute("CREATE TABLE donors (email text PRIMARY KEY)")
        connection.execute("INSERT INTO donors VALUES ('secret@example.org')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO donors VALUES ('secret@example.org')")
    log = (directory / "server.log").read_text()
    assert "donors_pkey" in log
    assert "secret@example.org" not in log


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(directory):
    process = use(directory, start_new_session=True)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate()
    assert until(lambda: not servers(directory))
    assert "received fast shutdown request" in (directory / "server.log").read_text()
