"""What moderators' rules find in a text: words in any case, links by their host; nobody outside is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from forum.models import Post, SpamRule

LOOKED_AT = 1_000  # posts of a dry run
LINK = re.compile(r"(?i)(?:https?://|//|\bwww\.)[^\s<>()\[\]\"'«»]+")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # letters that part words to hide them


@dataclass(frozen=True)
class Link:
    """`address` is host and path as they are compared: without scheme, query, `www.` or case of the host."""

    host: str
    address: str


def folded(text: str) -> str:
    """As words are compared: case, ё, wide letters and invisible ones make no difference."""
    plain = UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return plain.replace("ё", "е")


def words(text: str) -> str:
    """The words alone, in order: what two copies of a text share whatever stands between them."""
    return " ".join(re.findall(r"\w+", folded(text)))


def links(text: str) -> list[Link]:
    """Of other sites, each once, in the order of the text."""
    found = (_link(match) for match in LINK.findall(text))
    return list(dict.fromkeys(link for link in found if link and not _is_own(link.host)))


def matches(rule: SpamRule, text: str) -> bool:
    return _matches(rule, folded(text), links(text) if rule.kind == "link" else [])


def found(rules: Iterable[SpamRule], text: str) -> list[SpamRule]:
    plain, linked = folded(text), links(text)
    return [rule for rule in rules if _matches(rule, plain, linked)]


def active_rules() -> list[SpamRule]:
    return list(SpamRule.objects.filter(disabled_at=None))


def dry_run(rule: SpamRule) -> list[Post]:
    """Which of the last posts the rule would have met, newest first. One query; the rule may be unsaved."""
    latest = Post.objects.filter(deleted_at=None).select_related("topic__section", "author")
    return [
        post
        for post in latest.order_by("-created_at", "-pk")[:LOOKED_AT]
        if matches(rule, f"{post.topic.title}\n{post.text}" if post.number == 0 else post.text)
    ]


def clean_host(pattern: str) -> str:
    """What a moderator typed or pasted, as hosts are compared; empty where it is none."""
    link = _link(pattern if "//" in pattern else f"//{pattern.strip()}")
    return link.host if link else ""


def _matches(rule: SpamRule, plain: str, linked: Iterable[Link]) -> bool:
    if rule.kind == "word":
        return _words_of(rule.pattern).search(plain) is not None
    host = clean_host(rule.pattern)
    return bool(host) and any(f".{link.host}".endswith(f".{host}") for link in linked)


@lru_cache(maxsize=1_000)
def _words_of(pattern: str) -> re.Pattern[str]:
    """An asterisk only at the end of a word: so each word is looked at once, however long it is."""
    parts = [
        re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "")
        for word in folded(pattern).split()
        if word.strip("*")
    ]
    phrase = r"\s+".join(parts) or r"(?!)"  # of nothing, nothing is found
    return re.compile(rf"(?<!\w){phrase}(?!\w)")


def _link(written: str) -> Link | None:
    rest = re.sub(r"(?i)^(https?:)?//", "", written)
    host, slash, path = re.sub(r"[?#].*", "", rest).partition("/")
    host = host.rpartition("@")[2].partition(":")[0].strip(".,;!").casefold().removeprefix("www.")
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        return None
    if "." not in host:
        return None
    return Link(host, f"{host}{slash}{path}".rstrip("/.,;!"))


def _is_own(host: str) -> bool:
    return any(host == own.lstrip(".") for own in settings.ALLOWED_HOSTS)
