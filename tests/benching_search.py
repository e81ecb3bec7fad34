"""The search: how well it finds, and how fast at any size. `make bench ARGS=search`.

Relevance is that of the questions of `tests/search` over the demo content and, where they are at hand, of
the sets of `../shared/search`. Speed is that of whole searches, counts and snippets included, over
generated documents of some 190 words: words as frequent as in real language, half of them Russian.
`ARGS="search 1000000"` names other sizes; a million documents take some twenty minutes to load.
"""

import random
import sys
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

SIZES = (10_000, 100_000)  # documents
QUERIES = 300  # of each sort
SHARED = Path(__file__).resolve().parents[2] / "shared" / "search"
SYLLABLES = {
    "ru": "ба ве го ди жу ке ла ми но пу ра си та фо ха ци ши ны ре ло ка про пра мен тель ность".split(),
    "en": "ba con di er fo gra hy in jo ka lo mi ne op pre qui ra st to un ver wil xo ly za ment".split(),
}
WORDS = 60_000  # different ones of each language
RARE, COMMON = 400, 20  # ranks: ordinary queries are of rarer words, common ones of those between

PROMISED_MRR = {
    "queries-ru": 0.92, "queries-en": 0.96, "queries-ru-typo": 0.90, "queries-en-typo": 0.95,
    "queries-ru-layout": 0.91, "queries-en-layout": 0.95,
}  # fmt: skip
PROMISED_MS = {  # by size: whole searches, with common words only, suggestions
    10_000: (20, 100, 50),
    100_000: (30, 100, 50),
    1_000_000: (50, 100, 50),
}


class Language:
    """Invented words, the n-th as frequent as the n-th of a real language: by Zipf's law."""

    def __init__(self, code):
        chance = random.Random(f"words {code}")
        words = {}
        while len(words) < WORDS:
            words["".join(chance.choices(SYLLABLES[code], k=chance.randint(2, 5)))] = None
        self.words = list(words)
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(WORDS)))


def languages():
    return [Language(code) for code in SYLLABLES]


def documents(number, spoken) -> Iterator[dict[str, str]]:
    chance = random.Random("documents")
    for place in range(number):
        language = spoken[place % 2]
        words = chance.choices(
            language.words, cum_weights=language.weights, k=chance.randint(120, 260)
        )
        yield {"id": str(place), "title": " ".join(words[:6]), "body": " ".join(words)}


def queries(spoken, is_common):
    chance = random.Random("queries")
    for place in range(QUERIES):
        words = spoken[place % 2].words
        pool = words[COMMON:RARE] if is_common else words[RARE : WORDS // 4]
        yield " ".join(chance.sample(pool, chance.randint(2, 4)))


def rows(_measure=None):
    yield from relevance()
    yield from saving()  # before the loads, whose writing to disk goes on while the next thing is measured
    for size in [int(argument) for argument in sys.argv[2:]] or SIZES:
        yield from speed(size)


def relevance():
    from search.counting import count_all
    from search.evaluating import evaluate, loaded, read_lines
    from tests.search import asked

    count_all()
    overall = {language: mrr for (kind, language), mrr in asked.ranks().items() if kind == "all"}
    for language, mrr in overall.items():
        yield {"what": f"search: demo questions, {language}", "mrr10": mrr}
    if not SHARED.is_dir():
        return
    with loaded(read_lines(SHARED / "documents.jsonl")) as ids:
        for name, promise in PROMISED_MRR.items():
            figures = evaluate(read_lines(SHARED / f"{name}.jsonl"), ids)
            what = f"search: {name.removeprefix('queries-')}"
            yield {"what": what, "mrr10": figures["mrr10"], "promise": promise, **times(figures)}


def times(figures):
    return {"median_ms": figures["p50_ms"], "p95_ms": figures["p95_ms"]}


def speed(size):
    from search.evaluating import evaluate, loaded

    spoken = languages()
    ordinary, common, suggested = PROMISED_MS.get(size, (None, None, None))
    started = time.perf_counter()
    with loaded(documents(size, spoken)) as ids:
        seconds = time.perf_counter() - started
        yield {
            "what": "search: documents loaded a second", "documents": size,
            "per_second": round(size / seconds), "index_to_text": index_to_text(), "promise": 0.6,
        }  # fmt: skip
        for what, is_common, promise in (
            ("ordinary words", False, ordinary),
            ("common words", True, common),
        ):
            asked = [{"query": query, "relevant": []} for query in queries(spoken, is_common)]
            figures = times(evaluate(asked, ids))
            yield {"what": f"search: {what}", "documents": size, **figures, "promise_ms": promise}
        yield {
            "what": "search: suggestions",
            "documents": size,
            **suggesting(spoken),
            "promise_ms": suggested,
        }


def index_to_text():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_size('search_page_words')::float8"
            " / (SELECT sum(octet_length(title) + octet_length(body)) FROM search_page)"
        )
        return round(cursor.fetchone()[0], 2)


def suggesting(spoken):
    """While words are typed, a letter after the other."""
    from django.contrib.auth.models import AnonymousUser

    from search.evaluating import Documents, percentile
    from search.suggesting import suggest

    spent = []
    for query in list(queries(spoken, is_common=False))[:60]:
        for end in range(2, len(query)):
            started = time.perf_counter()
            suggest(query[:end], AnonymousUser(), [Documents()])
            spent.append((time.perf_counter() - started) * 1000)
    return {"median_ms": round(percentile(spent, 50), 1), "p95_ms": round(percentile(spent, 95), 1)}


def saving():
    """What the search column adds to saving a post as long as most, and to a long one."""
    from django.db import connection

    from blog.models import Post

    post = Post.objects.exclude(body_ru=None).first()
    words = random.Random("post").choices(Language("ru").words, k=2_000)

    def medians():
        """Milliseconds by how many words there are."""
        return {number: median(number) for number in (500, 2_000)}

    def median(number):
        post.body_ru = f"<p>{' '.join(words[:number])}</p>"
        spent = []
        for _round in range(30):
            started = time.perf_counter()
            post.save()
            spent.append((time.perf_counter() - started) * 1000)
        return sorted(spent)[15]

    having = medians()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE blog_post DROP COLUMN search_ru, DROP COLUMN search_en")
    lacking = medians()
    for number in having:
        yield {
            "what": f"search: saving a post of {number:,} words takes longer by",
            "median_ms": round(having[number] - lacking[number], 2), "promise_ms": 5,
        }  # fmt: skip
