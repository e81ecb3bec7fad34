"""Whether others can still sign in while one source floods the sign-up: measured on real gunicorn.

`python -m tests.flooding PORT` is the flood alone, in a process of its own.
"""

import asyncio
import contextlib
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
PER_SECOND, SECONDS = 100, 10
PAUSE = 0.3  # seconds between two people who sign in
PROMISE = 300  # milliseconds
FLOODER, OTHERS = "192.0.2.1", "198.51.100.{}"
NAME, PASSWORD = "bench", "river stone lamp"


def rows():
    """Sign-ins without and with the flood: median, 95th percentile and longest in milliseconds."""
    make_member()
    with gunicorn() as port:
        sign_in_often(port, 1)  # what the first requests load
        calm = sign_in_often(port, SECONDS)
        flood = subprocess.Popen(
            [sys.executable, "-m", "tests.flooding", str(port)], cwd=ROOT, stdout=subprocess.PIPE
        )
        time.sleep(0.5)  # it has to import and ask for its form
        flooded = sign_in_often(port, SECONDS)
        answers = json.loads(flood.communicate()[0])
    return [
        {"what": "sign-in", **figures(calm), "promise_ms": PROMISE},
        {
            "what": f"sign-in during {PER_SECOND} sign-ups a second",
            **figures(flooded),
            "promise_ms": PROMISE,
        },
        {"what": f"  what the flood was answered: {answers}"},
    ]


def figures(times):
    milliseconds = sorted(1000 * each for each in times)
    return {
        "median_ms": round(statistics.median(milliseconds)),
        "p95_ms": round(statistics.quantiles(milliseconds, n=20)[-1]),
        "max_ms": round(milliseconds[-1]),
    }


def make_member():
    from accounts.models import User

    User.objects.filter(name=NAME).delete()
    User.objects.create_user(NAME, PASSWORD)


@contextlib.contextmanager
def gunicorn():
    """The port of the site as it is really served, believing what a proxy would say of the source."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "config.wsgi"]
    environment = {**os.environ, "PORT": str(port), "BEHIND_PROXY": "on"}
    site = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        await_answer(port, site)
        yield port
    finally:
        site.terminate()
        site.wait()


def await_answer(port, site):
    for _attempt in range(300):
        assert site.poll() is None, "gunicorn ended"
        with contextlib.suppress(OSError):
            return ask(port, "GET", "/health/", FLOODER)
        time.sleep(0.1)
    raise TimeoutError


def ask(port, method, path, source, fields=None, cookie=""):
    """The response, its body read, over a connection of its own, as gunicorn's sync workers want it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"X-Forwarded-For": source, "Cookie": cookie, "Accept-Language": "ru"}
    if fields:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, urlencode(fields or {}), headers)
    response = connection.getresponse()
    response.text = response.read().decode()
    connection.close()
    return response


def open_form(port, path, source):
    """What a form has to come back with: its CSRF token, and the cookie that goes with it."""
    response = ask(port, "GET", path, source)
    cookie = response.headers["Set-Cookie"].partition(";")[0]
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.text)[1], cookie


def sign_in_often(port, seconds):
    """Seconds each sign-in took, of people at other addresses, one after the other."""
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        source = OTHERS.format(len(times) % 250)
        token, cookie = open_form(port, "/ru/accounts/login/", source)
        fields = {"csrfmiddlewaretoken": token, "login": NAME, "password": PASSWORD}
        started = time.perf_counter()
        response = ask(port, "POST", "/ru/accounts/login/", source, fields, cookie)
        times.append(time.perf_counter() - started)
        assert response.status == 302, (response.status, response.text)
        time.sleep(PAUSE)
    return times


async def flood(port):
    """Sign-ups at an even pace, whether or not those before were answered; the statuses counted."""
    token, cookie = open_form(port, "/ru/accounts/signup/", FLOODER)
    start, sent = time.perf_counter(), []
    for number in range(PER_SECOND * SECONDS):
        fields = {
            "csrfmiddlewaretoken": token,
            "username": f"flood-{number}",
            "password1": PASSWORD,
        }
        sent.append(asyncio.create_task(post(port, urlencode(fields), cookie)))
        await asyncio.sleep(max(0, start + number / PER_SECOND - time.perf_counter()))
    return dict(Counter(await asyncio.gather(*sent)))


async def post(port, body, cookie):
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = (
            "POST /ru/accounts/signup/ HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: {cookie}",
            f"X-Forwarded-For: {FLOODER}", "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}", "Connection: close", "", body,
        )  # fmt: skip
        writer.write("\r\n".join(head).encode())
        answer = await reader.read()
        writer.close()
    except OSError:
        return "refused"
    return answer[9:12].decode() or "nothing"


if __name__ == "__main__":
    print(json.dumps(asyncio.run(flood(int(sys.argv[1])))))
