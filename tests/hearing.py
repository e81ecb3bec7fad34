"""Whether webhooks at 200 a second are all noted once, and how long each waits: on real gunicorn.

`python -m tests.hearing PORT` is Stripe's side, in a process of its own. Jobs are left in the queue:
what is measured is the answer Stripe waits for.
"""

import asyncio
import http.client
import json
import subprocess
import sys
import time
from pathlib import Path

from tests.flooding import figures, gunicorn

ROOT = Path(__file__).resolve().parent.parent
PER_SECOND, SECONDS = 200, 30
AGAIN = 10  # every so many-th event is sent twice, as Stripe does now and then
PROMISE = 100  # milliseconds, of 95 in a hundred
HOST = "127.0.0.1"


def rows():
    """One row: the times answers took, and how many events there are against how many were sent."""
    from donations.models import Event

    before = Event.objects.count()
    with gunicorn() as port:
        sender = [sys.executable, "-m", "tests.hearing", str(port)]
        done = json.loads(
            subprocess.run(sender, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
        )
    noted = Event.objects.count() - before
    expected = PER_SECOND * SECONDS
    assert noted == expected, f"{noted} events noted of {expected}"
    return [
        {
            "what": f"webhooks, {PER_SECOND} a second for {SECONDS} s",
            **figures(done["times"]),
            "promise_ms": PROMISE,
            "per_second": round(done["sent"] / done["seconds"]),
        },
        {"what": f"  {done['sent']} sent, {noted} noted once, answered: {done['statuses']}"},
    ]


def body(number):
    from donations.gateway import API_VERSION

    event = {
        "id": f"evt_bench_{number}", "object": "event", "type": "invoice.paid",
        "api_version": API_VERSION, "livemode": False, "created": int(time.time()),
        "data": {"object": {"id": f"in_bench_{number}", "object": "invoice", "lines": "x" * 3_000}},
    }  # fmt: skip
    return json.dumps(event).encode()


async def send(port):
    """At an even pace, whether or not those before were answered."""
    from donations.gateway import SANDBOX_SECRET
    from donations.sandbox import sign

    bodies = [body(number) for number in range(PER_SECOND * SECONDS)]
    start, sent = time.perf_counter(), []
    for number, each in enumerate(bodies):
        for _time in range(2 if number % AGAIN == 0 else 1):
            sent.append(asyncio.create_task(post(port, each, sign(each, SANDBOX_SECRET))))
        await asyncio.sleep(max(0, start + number / PER_SECOND - time.perf_counter()))
    answers = await asyncio.gather(*sent)
    statuses = {status: sum(each[0] == status for each in answers) for status, _took in answers}
    return {
        "seconds": time.perf_counter() - start,
        "sent": len(answers),
        "statuses": statuses,
        "times": [took for _status, took in answers],
    }


async def post(port, content, signature):
    """Status and seconds, over a connection of its own, as gunicorn's sync workers want it."""
    started = time.perf_counter()
    try:
        reader, writer = await asyncio.open_connection(HOST, port)
        head = (
            "POST /webhooks/stripe/ HTTP/1.1", f"Host: {HOST}:{port}", "Content-Type: application/json",
            f"Stripe-Signature: {signature}", f"Content-Length: {len(content)}", "Connection: close", "", "",
        )  # fmt: skip
        writer.write("\r\n".join(head).encode() + content)
        answer = await reader.read()
        writer.close()
    except (OSError, http.client.HTTPException):
        return "refused", time.perf_counter() - started
    return answer[9:12].decode() or "nothing", time.perf_counter() - started


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(asyncio.run(send(int(sys.argv[1])))))
