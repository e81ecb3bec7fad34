import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from unittest import mock

import pytest

from donations.sandbox import Sandbox, store
from tests.donations.sandbox.stripe_client import NOON, client_of, pay, subscribe

HEADERS = {"Authorization": "Bearer sk_test_1"}


def count(sandbox, kind):
    with sandbox.work() as work:
        return len(work.every(kind))


def test_two_hold_the_same_file(tmp_path):
    first, second = Sandbox(tmp_path / "s", now=NOON), Sandbox(tmp_path / "s")
    subscription = subscribe(first, client_of(first))
    second.advance(days=40)
    assert first.now == second.now
    assert len(client_of(first).invoices.list({"subscription": subscription.id}).data) == 2


def test_threads_share_one_sandbox_in_memory(sandbox, client):
    errors = []

    def work():
        try:
            pay(sandbox, client)
        except Exception as error:
            errors.append(error)

    client.products.create({"id": "donation", "name": "Donation"})
    threads = [threading.Thread(target=work) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert count(sandbox, "payment_intent") == 8


def test_the_same_key_from_many_threads_is_executed_once(sandbox):
    answers = []

    def create():
        answers.append(
            sandbox.request(
                "post", "/v1/products", {**HEADERS, "Idempotency-Key": "k"}, "name=Donation"
            )
        )

    threads = [threading.Thread(target=create) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for _content, status, _headers in answers} <= {200, 409}
    assert len({content for content, status, _h in answers if status == 200}) == 1
    assert count(sandbox, "product") == 1


def test_a_child_process_opens_the_file_for_itself(tmp_path):
    sandbox = Sandbox(tmp_path / "s", now=NOON)
    client = client_of(sandbox)
    pay(sandbox, client)
    pid = os.fork()
    if not pid:
        code = 1
        try:
            pay(sandbox, client)
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    pay(sandbox, client)
    assert count(sandbox, "charge") == 3


WRITER = """
import sys
from donations.sandbox import Sandbox, store
sandbox = Sandbox(sys.argv[1])
number = 0
while True:
    content, status, headers = sandbox.request(
        "post", "/v1/products", {"Authorization": "Bearer sk_test_1"}, f"id=p{number}&name=x"
    )
    print(number, status, flush=True)
    number += 1
"""


def test_what_was_answered_survives_a_kill_and_nothing_is_half_done(tmp_path):
    path = tmp_path / "s"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    said = [writer.stdout.readline() for _line in range(20)]
    writer.send_signal(signal.SIGKILL)
    said += writer.stdout.read().splitlines()
    writer.wait()
    writer.stdout.close()
    answered = [line.split() for line in said if line.endswith(("200", "200\n"))]
    sandbox = Sandbox(path)
    products = count(sandbox, "product")
    assert len(answered) <= products <= len(answered) + 1
    assert count(sandbox, "event") == products


def test_processes_that_write_at_once_wait_for_each_other(tmp_path):
    path = tmp_path / "s"
    sandbox = Sandbox(path)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER.replace("p{number}", f"{name}{{number}}"), str(path)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    for writer in writers:
        for _line in range(30):
            assert writer.stdout.readline().split()[1] == "200"
    for writer in writers:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    assert count(sandbox, "product") >= 60


def test_a_file_that_another_is_setting_up_is_waited_for(tmp_path):
    path = str(tmp_path / "s")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    opened = []
    thread = threading.Thread(target=lambda: opened.append(store.connect(path)))
    with mock.patch.object(store.sqlite3, "connect", impatient):
        thread.start()
        time.sleep(0.1)
        assert opened == []
        other.execute("COMMIT")
        thread.join(10)
    assert opened[0].execute("SELECT count(*) FROM documents").fetchone() == (0,)
    opened[0].close()
    other.close()


def impatient(path, timeout, **options):
    """As where SQLite doesn’t wait."""
    return sqlite3.dbapi2.connect(path, timeout=0, **options)


def test_an_exception_takes_everything_back(sandbox):
    with pytest.raises(RuntimeError), sandbox.work() as work:
        work.put({"id": "prod_1", "object": "product", "created": 1})
        raise RuntimeError
    assert count(sandbox, "product") == 0


def test_ids_can_not_be_guessed_and_look_like_stripes(sandbox, client):
    first, second = subscribe(sandbox, client), subscribe(sandbox, client)
    assert first.id.startswith("sub_1")
    assert len(first.id) > 24
    assert first.id[:8] != second.id[:8]
    intent = pay(sandbox, client)
    assert intent.id.startswith("pi_")
    assert intent.latest_charge.startswith("ch_")


def test_a_request_takes_milliseconds(tmp_path):
    sandbox = Sandbox(tmp_path / "s", now=NOON)
    client = client_of(sandbox)
    subscribe(sandbox, client)
    started = time.perf_counter()
    for number in range(50):
        body = f"name=x{number}"
        json.loads(sandbox.request("post", "/v1/products", HEADERS, body)[0])
    assert (time.perf_counter() - started) / 50 < 0.05
