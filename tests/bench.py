"""The benchmarks behind `make bench`: one table on screen, the same figures in var/bench.json.

Times are compared inside one run: each page's CPU stands beside that of the smallest page, because
milliseconds say more of the machine's mood than of the code. The last rows hold promises: sign-in
during a flood within 300 ms, webhooks at 200 a second within 100; `make bench ARGS=flood`,
`ARGS=webhooks`, `ARGS=forum`, `ARGS=admin` and `ARGS=search` measure nothing else.
"""

import json
import os
import shutil
import statistics
import sys
import time
from pathlib import Path

import django

from tests import (
    benching_admin,
    benching_forum,
    benching_search,
    conftest,
    database,
    flooding,
    hearing,
)  # conftest sets the environment before Django reads it

ROUNDS = 30
SIZES = (1_000, 50_000)  # posts in the database while the pages are measured; or as ARGS say
BASELINE = "/robots.txt"


def pages():
    from blog.models import Post, Topic

    newest = Post.objects.newest_in("ru").first()
    topic = Topic.objects.exclude(slug_ru=None).first()
    year = newest.published_at_ru.year
    return [
        BASELINE,
        "/ru/",
        "/ru/blog/",
        "/ru/blog/?page=50",
        f"/ru/blog/{newest.slug_ru}/",
        f"/ru/blog/topics/{topic.slug_ru}/",
        f"/ru/blog/{year}/",
        "/ru/blog/feed/",
        "/sitemap.xml",
    ]


def measure(path, member=None, sign_in=None):
    """Queries, median milliseconds of CPU and of the clock, and bytes on the wire of one page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"Accept-Encoding": "br"})
    if member:
        (sign_in or Client.force_login)(client, member)
        client.get(path)  # once a day the session notes that it was used
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
        count = len(queries)
    assert response.status_code == 200, (path, response.status_code)
    cpu, clock = [], []
    for _round in range(ROUNDS):
        started = time.process_time(), time.perf_counter()
        client.get(path)
        cpu.append(time.process_time() - started[0])
        clock.append(time.perf_counter() - started[1])
    milliseconds = [round(statistics.median(each) * 1000, 2) for each in (cpu, clock)]
    return {
        "queries": count,
        "cpu_ms": milliseconds[0],
        "ms": milliseconds[1],
        "bytes": len(response.content),
    }


def grow(size):
    """Generated posts up to `size`; how many came in a second."""
    from blog.demo import writing

    started = time.perf_counter()
    added = writing.write_generated(size)
    return round(added / (time.perf_counter() - started))


def run():
    from django.db import connection

    rows = []
    for size in [int(argument) for argument in sys.argv[1:]] or SIZES:
        rows.append({"what": "posts generated a second", "posts": size, "per_second": grow(size)})
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        measured = [(path, measure(path)) for path in pages()]
        base = measured[0][1]["cpu_ms"]
        rows += [
            {
                "what": path,
                "posts": size,
                **figures,
                "times_base": round(figures["cpu_ms"] / base, 1),
            }
            for path, figures in measured
        ]
    return rows


def parts():
    """All of them, or the one that is named."""
    alone = {
        "forum": lambda: benching_forum.rows(measure),
        "admin": lambda: benching_admin.rows(measure),
        "flood": flooding.rows,
        "webhooks": hearing.rows,
        "search": benching_search.rows,  # last: it takes columns away in the end
    }
    if sys.argv[1:] and sys.argv[1] in alone:
        return [alone[sys.argv[1]]]
    return [run, *alone.values()]


def show(rows):
    heads = (
        "what", "posts", "topics", "documents", "mrr10", "index_to_text", "queries", "blocks", "cpu_ms", "times_base", "ms", "bytes", "per_second",
        "growth", "promise", "median_ms", "p95_ms", "max_ms", "promise_ms",
    )  # fmt: skip
    heads = [head for head in heads if any(head in row for row in rows)]
    table = [heads, *(tuple(str(row.get(head, "")) for head in heads) for row in rows)]
    widths = [max(len(line[n]) for line in table) for n in range(len(heads))]
    for line in table:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def main():
    django.setup()
    from django.core.management import call_command

    try:
        conftest.pytest_sessionstart(None)
        call_command("migrate", verbosity=0)
        call_command("demo", verbosity=0)
        rows = [row for part in parts() for row in part()]
    finally:
        database.stop_embedded()
        shutil.rmtree(os.environ[conftest.OWN_VAR], ignore_errors=True)
    show(rows)
    report = Path("var/bench.json")
    report.parent.mkdir(exist_ok=True)
    report.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
