"""Quoting a post: its words as a Markdown quote, with who said it and a link back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from forum.bylines import author_name
from forum.models import Post, Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

LONGEST = 1_500  # characters quoted by themselves


def of_request(sent: Mapping[str, str], topic: Topic, user: User | AnonymousUser) -> str:
    """The quote `?quote=` asks for; empty where it is of nothing this reader may see. One query."""
    number = sent.get("quote", "")
    if not (number.isdecimal() and len(number) < 19):
        return ""
    posts = Post.objects.visible_to(user).standing().select_related("author")
    post = posts.filter(pk=int(number), topic=topic).first()
    return quote(post, sent.get("words", "")) if post else ""


def quote(post: Post, words: str = "") -> str:
    """`words` are the part of it that was selected; all of it, to a length, by default."""
    text = words.strip() if words.strip() and words.strip() in post.text else without_quotes(post)
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(maxsplit=1)[0] + " …"
    name = escaped(author_name(post))
    lines = [f"**[{name}](?reply={post.pk}#reply-{post.pk})**", "", *text.splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def without_quotes(post: Post) -> str:
    """Whose quotes it holds isn't said twice."""
    lines = [line for line in post.text.splitlines() if not line.startswith(">")]
    return "\n".join(lines).strip()


def escaped(name: str) -> str:
    """Names may come from an older site, with any letters in them."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>()#!|~" else letter for letter in name)
