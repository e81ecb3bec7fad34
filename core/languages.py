"""The languages of the site and the one in force."""

from django.conf import settings
from django.utils.translation import get_language

LANGUAGES: list[str] = [code for code, _name in settings.LANGUAGES]


def current_language() -> str:
    """The site language in force; the default one outside a request."""
    language = get_language() or settings.LANGUAGE_CODE
    return language if language in LANGUAGES else settings.LANGUAGE_CODE


def site_name() -> str:
    """What the site is called in the language in force."""
    return str(settings.SITE_NAME[current_language()])


# Letters that only one of the languages has which people write here; Russian is what remains.
_LETTERS = {"uk": "їєґ", "be": "ў", "ru": "ыэъё"}


def written_in(text: str) -> str:
    """The language of a text by its letters: ru, en, be or uk; empty where there are none."""
    text = text[:2_000].lower()
    cyrillic = sum("а" <= letter <= "я" or letter in "ёіїєґў" for letter in text)
    latin = sum("a" <= letter <= "z" for letter in text)
    if not cyrillic and not latin:
        return ""
    if latin > cyrillic:
        return "en"
    counts = {code: sum(map(text.count, letters)) for code, letters in _LETTERS.items()}
    counts["be"] += text.count("і") if counts["be"] and not counts["uk"] else 0
    counts["uk"] += text.count("і") if counts["uk"] and not counts["be"] else 0
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] and best != "ru" and counts[best] >= counts["ru"] else "ru"
