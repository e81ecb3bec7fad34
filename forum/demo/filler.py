"""Endless plausible topics and replies, the same for the same seed."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from random import Random
from re import findall

from forum.demo.phrases import SENTENCES, SLOTS, TITLES

RENDERINGS = 300  # of one sentence; the rest of its combinations stay unused


class Stock:
    """What a language's texts are made of, rendered beforehand: a post only picks and joins."""

    def __init__(self, language: str) -> None:
        random = Random(language)
        self.language = language
        self.titles = rendered(TITLES[language], language, random)
        self.sentences = rendered(SENTENCES[language], language, random)

    def title(self, chance: Random) -> str:
        return self.titles[int(chance.random() * len(self.titles))]

    def text(self, chance: Random) -> str:
        """One to four sentences in a row."""
        count = len(self.sentences)
        return " ".join(
            self.sentences[int(chance.random() * count)]
            for _ in range(1 + int(chance.random() * 4))
        )


@lru_cache(maxsize=1)
def stocks() -> tuple[Stock, ...]:
    return tuple(Stock(language) for language in SENTENCES)


def rendered(templates: tuple[str, ...], language: str, random: Random) -> list[str]:
    """Each with its gaps filled in up to RENDERINGS ways."""
    texts = []
    for template in templates:
        names = findall(r"{(\w+)}", template)
        ways = list(product(*(SLOTS[language][name] for name in names)))
        for way in random.sample(ways, min(RENDERINGS, len(ways))):
            text = template.format(**dict(zip(names, way, strict=True)))
            texts.append(text[0].upper() + text[1:])
    return texts
