"""Endless plausible posts in two languages, for trying the site at any size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from re import findall
from typing import NamedTuple

from blog.demo.phrases import ANYWHERE, CLOSINGS, SENTENCES, SLOTS, TITLES, Pair

LATEST = datetime(2026, 11, 1, 19, tzinfo=UTC)
DAYS_BACK = 3652  # ten years
RENDERINGS = 400  # of one sentence or title; the rest of its combinations stay unused
ORDERS = 200  # of a topic's sentences
SHAPES = ((6, 5), (5, 7), (4, 4, 4), (5, 4, 4), (3, 3, 4, 3), (3, 2, 3, 2, 2))  # 11 to 13 sentences
LONGEST = max(map(sum, SHAPES))
AUTHORS = ("agnia", "tikhon", "marta", "lev")


class GeneratedPost(NamedTuple):
    """One filler post. Slugs are ASCII and unique within one `generate` run."""

    title_ru: str
    title_en: str
    slug_ru: str
    slug_en: str
    summary_ru: str
    summary_en: str
    body_ru: str
    body_en: str
    published_at: datetime
    topics: tuple[str, ...]
    author: str


class _Stock(NamedTuple):
    """What one topic is made of, rendered beforehand: a post only picks and joins."""

    titles: list[tuple[str, str, str, str]]  # title_ru, title_en, slug_ru, slug_en
    sentences: list[list[Pair]]
    orders: list[list[int]]


def generate(seed: int) -> Iterator[GeneratedPost]:
    """Posts without end, the same for the same seed; over 20,000 a second after a short start."""
    stocks = {topic: _stock(topic) for topic in SENTENCES}
    topics = [
        (first,) if first == second else (first, second) for first in stocks for second in stocks
    ]
    chance = Random(seed).random
    number = 0
    while True:
        number += 1
        about = topics[int(chance() * len(topics))]
        titles, sentences, orders = stocks[about[0]]
        title = titles[int(chance() * len(titles))]
        order = orders[int(chance() * len(orders))]
        picked = [sentences[n][int(chance() * len(sentences[n]))] for n in order]
        shape = SHAPES[int(chance() * len(SHAPES))]
        moment = timedelta(days=int(chance() * DAYS_BACK), minutes=int(chance() * 660))
        yield GeneratedPost(
            title[0],
            title[1],
            f"{title[2]}-{number}",
            f"{title[3]}-{number}",
            *picked[0],
            *_bodies(picked, shape),
            LATEST - moment,
            about,
            AUTHORS[int(chance() * len(AUTHORS))],
        )


def _bodies(picked: list[Pair], shape: tuple[int, ...]) -> Pair:
    """Both bodies: paragraphs of as many sentences as `shape` says, the closing one at the end."""
    russian, english, start = [], [], 2
    for length in shape:
        pairs = picked[start : start + length]
        start += length
        russian.append(" ".join([ru for ru, _en in pairs]))
        english.append(" ".join([en for _ru, en in pairs]))
    ru, en = picked[1]
    return (f"<p>{'</p><p>'.join(russian)} {ru}</p>", f"<p>{'</p><p>'.join(english)} {en}</p>")


def _stock(topic: str) -> _Stock:
    """Titles, sentences and orders of a topic: the same in every run, whatever the seed."""
    random = Random(topic)
    titles = [pair for template in TITLES[topic] for pair in _rendered(template, random)]
    templates = (*SENTENCES[topic], *ANYWHERE, *CLOSINGS)
    return _Stock(
        titles=[(ru, en, _slug(ru), _slug(en)) for ru, en in titles],
        sentences=[_rendered(template, random) for template in templates],
        orders=[_order(len(SENTENCES[topic]), random) for _ in range(ORDERS)],
    )


def _order(own: int, random: Random) -> list[int]:
    """The summary, the closing, then the topic's other sentences among those that fit anywhere."""
    first, *others = random.sample(range(own), own)
    general = random.sample(range(own, own + len(ANYWHERE)), LONGEST - len(others))
    closing = own + len(ANYWHERE) + random.randrange(len(CLOSINGS))
    return [first, closing, *random.sample(others + general, LONGEST)]


def _rendered(template: Pair, random: Random) -> list[Pair]:
    """A sentence with its slots filled in up to RENDERINGS ways."""
    names = findall(r"{(\w+)}", template[0])
    ways = list(product(*(SLOTS[name] for name in names)))
    rendered = []
    for way in random.sample(ways, min(RENDERINGS, len(ways))):
        russian = template[0].format(
            **{name: pair[0] for name, pair in zip(names, way, strict=True)}
        )
        english = template[1].format(
            **{name: pair[1] for name, pair in zip(names, way, strict=True)}
        )
        rendered.append((_sentence(russian).replace(" —", "\u00a0—"), _sentence(english)))
    return rendered


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "yo",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "sch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)


def _slug(title: str) -> str:
    """The title in Latin letters with hyphens, short enough for a number after it."""
    latin = "".join(_LATIN.get(letter, letter) for letter in title.lower())
    return "-".join(findall(r"[a-z0-9]+", latin))[:100].strip("-")
