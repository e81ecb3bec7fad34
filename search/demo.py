"""Demo content for the search: a few spellings, and best bets that lead to pages of this site."""

from __future__ import annotations

from typing import NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from core.languages import LANGUAGES
from search import bets, spellings
from search.models import BestBet, Spelling

SPELLINGS = [  # of people, places and things in the demo posts
    ["Кудеяров", "Kudeyarov", "Kudeiarov"],
    ["Ольшанская", "Olshanskaya", "Olszańska"],
    ["Нерша", "Nersha"],
    ["Хальмар", "Halmar"],
    ["пожертвование", "донат"],
    ["Tor", "тор"],
    ["RSS", "Atom"],
]


class Bet(NamedTuple):
    page: str  # name of its address
    queries: list[str]
    said: dict[str, tuple[str, str]]  # title and text by language


BETS = [
    Bet(
        "donations:manage",
        [
            "остановить пожертвование",
            "отменить пожертвование",
            "отменить платёж",
            "отменить подписку",
            "stop donation",
            "cancel donation",
            "cancel payment",
            "cancel subscription",
        ],
        {
            "ru": (
                "Прекратить или изменить пожертвование",
                "Два нажатия по личной ссылке из письма, без учётной записи.",
            ),
            "en": (
                "Stop or change a donation",
                "Two clicks from a private link we send you, without an account.",
            ),
        },
    ),
    Bet(
        "protection",
        ["безопасно ли читать", "кто видит мой адрес", "is it safe", "privacy"],
        {
            "ru": (
                "Как сайт вас защищает",
                "Что мы обещаем, и когда это в последний раз проверено.",
            ),
            "en": (
                "How this site protects you",
                "What we promise, and when each promise was last checked.",
            ),
        },
    ),
]


@transaction.atomic
def write_demo() -> int:
    """Add what is missing; how many rows were added."""
    added = 0
    for words in SPELLINGS:
        if not Spelling.objects.filter(words__contains=words[:1]).exists():
            spellings.keep(Spelling(words=words))
            added += 1
    for bet in BETS:
        queries = "\n".join(bet.queries)
        if not BestBet.objects.filter(queries=queries).exists():
            bets.keep(BestBet(queries=queries, **said(bet)))
            added += 1
    return added


def said(bet: Bet) -> dict[str, str]:
    """In the languages of the site that it is written in here."""
    fields: dict[str, str] = {}
    for code in bet.said.keys() & set(LANGUAGES):
        fields[f"title_{code}"], fields[f"text_{code}"] = bet.said[code]
        with override(code):
            fields[f"address_{code}"] = reverse(bet.page)
    return fields
