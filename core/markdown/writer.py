"""Writes what the parser found as HTML of our own: nothing in it that `core.html` would remove."""

import re
from collections.abc import Callable, Sequence
from html import escape

from django.conf import settings
from django.utils.translation import gettext
from markdown_it.token import Token

from core.html import MEMBERS_REL
from core.markdown import bare
from core.normal import BLANK
from core.tidy import ELSEWHERE

RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4"}
DEEPEST = 20  # emphasis in emphasis; deeper is not written
PATH = re.compile(r"(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")


def write(tokens: Sequence[Token], mark: Callable[[str], str]) -> str:
    """`mark` makes HTML of words outside links and code."""
    out: list[str] = []
    for token in tokens:
        if token.type == "inline":
            out.append(Words(mark).write(token.children or []))
        elif token.type in ("fence", "code_block"):
            out.append(f"<pre><code>{escape(token.content, quote=False)}</code></pre>")
        elif not token.hidden:
            out.append(_tag(token))
    return "".join(out)


def _tag(token: Token) -> str:
    name = RENAMED.get(token.tag, token.tag)
    if token.nesting < 0:
        return f"</{name}>"
    if name == "details":
        return f"<details><summary>{escape(gettext('Spoiler'))}</summary>"
    start = token.attrs.get("start") if name == "ol" else None
    return f"<{name}>" if start is None else f'<ol start="{start}">'


class Words:
    """A paragraph being written."""

    def __init__(self, mark: Callable[[str], str]) -> None:
        self.mark = mark
        self.out: list[str] = []
        self.depth = 0
        self.links = 0
        self.address = ""
        self.start = 0  # of the link's words in the output

    def write(self, tokens: Sequence[Token]) -> str:
        for token in tokens:
            match token.type:
                case "text":
                    self.out.append(self.words(token.content))
                case "softbreak" | "hardbreak":
                    self.out.append("<br>")
                case "code_inline":
                    self.out.append(f"<code>{escape(token.content, quote=False)}</code>")
                case "link_open":
                    self.open_link(token)
                case "link_close":
                    self.close_link()
                case "image":
                    self.image(token)
                case _:
                    self.emphasis(token)
        return "".join(self.out)

    def words(self, text: str) -> str:
        """With links to people and to addresses that stand in it, unless it is a link's itself."""
        if self.links:
            return escape(text, quote=False)
        if "://" not in text:
            return self.mark(text)
        pieces: list[str] = []
        last = 0
        for start, end in bare.addresses(text):
            address = text[start:end]
            shown = escape(address, quote=False)
            pieces += self.mark(text[last:start]), link(address), shown, "</a>"
            last = end
        return "".join(pieces) + self.mark(text[last:])

    def emphasis(self, token: Token) -> None:
        self.depth += token.nesting > 0
        if self.depth <= DEEPEST:
            self.out.append(f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}>")
        self.depth -= token.nesting < 0

    def open_link(self, token: Token) -> None:
        self.links += 1
        if self.links == 1:
            self.address = str(token.attrs["href"])
        if self.links == 1 and self.address:
            self.out.append(link(self.address, str(token.attrs.get("title", ""))))
            self.start = len(self.out)

    def close_link(self) -> None:
        """A link without words would be one that nobody sees: it shows its address."""
        self.links -= 1
        if self.links == 0 and self.address:
            if not any(piece.strip(BLANK) for piece in self.out[self.start :]):
                self.out.append(escape(self.address, quote=False))
            self.out.append("</a>")

    def image(self, token: Token) -> None:
        """A picture that isn't ours becomes a link: nobody else may be asked for it."""
        address, title = str(token.attrs["src"]), str(token.attrs.get("title", ""))
        words = alternative(token)
        if is_ours(address):
            title = f' title="{escape(title)}"' if title else ""
            self.out.append(f'<img src="{escape(address)}" alt="{escape(words)}"{title}>')
        elif self.links or not address:
            self.out.append(escape(words, quote=False))
        else:
            text = escape(words if words.strip(BLANK) else address, quote=False)
            self.out.append(f"{link(address, title)}{text}</a>")


def link(address: str, title: str = "") -> str:
    """The opening tag."""
    rel = f' rel="{MEMBERS_REL}"' if ELSEWHERE.match(address) else ""
    title = f' title="{escape(title)}"' if title else ""
    return f'<a href="{escape(address)}"{title}{rel}>'


def is_ours(address: str) -> bool:
    """A file of our media: no page of ours, which readers would ask for without knowing."""
    media = settings.MEDIA_URL
    return address.startswith(media) and bool(PATH.fullmatch(address, len(media)))


def alternative(picture: Token) -> str:
    """The words for who doesn't see the picture."""
    return "".join(
        alternative(token) if token.type == "image" else token.content or " "
        for token in picture.children or []
        if token.nesting == 0
    )
