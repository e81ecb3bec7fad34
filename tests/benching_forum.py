"""The forum's pages, small and large: queries, times, and how much they grow. `make bench ARGS=forum`.

The promises: a page costs the same for some hundred topics and for very many, and the 500th page of a thread of
10,000 replies is as fast as its first, within 30 %. `ARGS="forum 300 1000000"` names other sizes.
"""

import sys
import time

SIZES = (300, 100_000)  # topics; fewer would not fill a page of a section
REPLIES = 20_000  # half of them to the one long thread
PROMISE = 1.3


def rows(measure):
    """`measure` takes a path and who asks, and gives figures of one page."""
    from django.db import connection

    found, first = [], {}
    for size in [int(argument) for argument in sys.argv[2:]] or SIZES:
        found.append({"what": "forum posts generated a second", "topics": size, **grow(size)})
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        measured = [
            (what, measure(path, asks) | {"blocks": blocks(path, asks)})
            for what, path, asks in pages()
        ]
        for what, figures in measured:
            growth = round(figures["cpu_ms"] / first.setdefault(what, figures["cpu_ms"]), 2)
            row = {"what": what, "topics": size, **figures, "growth": growth, "promise": PROMISE}
            found.append(row)
        found += [deep(dict(measured), size, who) for who in ("", " (member)")]
    return found


def grow(size):
    from forum.demo import generating

    started = time.perf_counter()
    added = generating.write_generated(size, REPLIES)
    return {"per_second": round(added / (time.perf_counter() - started))}


def pages():
    """What, where, and who asks: a stranger, or a member who follows and has read something."""
    from django.utils.translation import override

    from accounts.models import User
    from forum.demo.writing import key_of
    from forum.models import Topic

    with override("ru"):
        topic = Topic.objects.select_related("section").get(opening__token=key_of("generated 0"))
        section, address = topic.section.get_absolute_url(), topic.get_absolute_url()
    member = User.objects.filter(follows__isnull=False).first()
    paths = {
        "forum: index": "/ru/forum/",
        "forum: section": section,
        "forum: first page of 10,000 replies": address,
        "forum: page 500 of it": f"{address}?page=500",
        "forum: unanswered": "/ru/forum/unanswered/",
    }
    for what, path in paths.items():
        yield what, path, None
        yield f"{what} (member)", path, member
    yield "forum: new (member)", "/ru/forum/new/", member


def blocks(path, member):
    """Pages of 8 KB the database looks into for one page of ours: what it costs, whatever else runs."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    if member:
        client.force_login(member)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
        asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    total = 0
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}")
            plan = cursor.fetchone()[0][0]["Plan"]
            total += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return total


def deep(measured, size, who):
    """The 500th page against the first."""
    first = measured[f"forum: first page of 10,000 replies{who}"]["cpu_ms"]
    last = measured[f"forum: page 500 of it{who}"]["cpu_ms"]
    what = f"forum: page 500 against the first{who}"
    return {"what": what, "topics": size, "growth": round(last / first, 2), "promise": PROMISE}
