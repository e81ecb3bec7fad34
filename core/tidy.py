"""Reads parsed HTML and puts it into the one normal form: see core.normal.

It decides meaning, not safety: what comes in was parsed and what goes out is cleaned
by nh3 (see core.html), so a mistake here can make a page ugly, never dangerous.

The form is what makes cleaning twice the same as cleaning once.
"""

import re
from html import escape
from html.parser import HTMLParser

from core import embeds
from core.elements import CONTAINERS, FOREIGN, INLINE, LINES, RENAMED
from core.normal import Attributes, NormalForm, written

LOCAL = re.compile(r"/(?![/\\])[^\\\s]*")  # a path on this site
ELSEWHERE = re.compile(r"(?i)(?:https?:|//)[^\\\s]+")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class Tidy(HTMLParser):
    """Feed it well-formed HTML; `result()` is the normal form. Linear in the input."""

    def __init__(self, rel: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rel = rel
        self.form = NormalForm()
        self.opened: list[tuple[str, str]] = []  # every open element: its tag, what it became
        self.player: str | None = None  # inside one, everything is skipped

    def result(self) -> str:
        self.close()
        self.player = None
        while self.opened:
            self.handle_endtag(self.opened[-1][0])
        return self.form.result()

    # What the parser tells

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.player:
            return
        attributes = [(name, CONTROLS.sub("", value or "").strip()) for name, value in attrs]
        name = RENAMED.get(tag, tag)
        if name in ("br", "hr", "img"):
            self.void(name, attributes)
        elif name in FOREIGN:
            self.player = tag
            self.foreign(dict(attributes).get("src", ""), dict(attributes).get("title", ""))
        else:
            self.opened.append((tag, self.start(name, attributes)))

    def start(self, name: str, attributes: Attributes) -> str:
        """Open an element; say what it became: container, line, break or inline."""
        if name in INLINE:
            self.form.start_inline(name, self.related(name, attributes))
            return "inline"
        if name in CONTAINERS and self.form.may_hold(name):
            self.form.start_container(name, attributes)
            return "container"
        if name in LINES and not self.form.is_in_line:
            self.form.start_line(name, attributes)
            return "line"
        self.form.start_break(attributes)
        return "break"

    def related(self, name: str, attributes: Attributes) -> Attributes:
        """With what a link to another site says of it."""
        if name == "a" and ELSEWHERE.match(dict(attributes).get("href", "")):
            return [*attributes, ("rel", self.rel)]
        return attributes

    def handle_endtag(self, tag: str) -> None:
        if self.player:
            self.player = None if tag == self.player else self.player
            return
        if not self.opened or self.opened[-1][0] != tag:
            return  # nh3 closes everything in order; this is for what it would not
        match self.opened.pop()[1]:
            case "inline":
                self.form.end_inline()
            case "container":
                self.form.end_container()
            case "line":
                self.form.end_line()
            case _:
                self.form.end_break()

    def handle_data(self, data: str) -> None:
        if not self.player and data:
            self.form.words(CONTROLS.sub("", data.replace("\r", "\n")))

    # What has no inside

    def void(self, name: str, attributes: Attributes) -> None:
        if name == "hr":
            self.form.rule()
        elif name == "br":
            self.form.break_line()
        elif LOCAL.fullmatch(dict(attributes).get("src", "")):
            self.form.put(f"<img{written(attributes)}>")
        else:
            self.foreign(dict(attributes).get("src", ""), dict(attributes).get("alt", ""))

    def foreign(self, address: str, title: str) -> None:
        """A picture or player that is not ours becomes a link: nobody else may be asked for it."""
        if not ELSEWHERE.fullmatch(address):
            return
        text = escape(title or address, quote=False)
        link = f"<a{written([('href', address), ('rel', self.rel)])}>{text}</a>"
        if embeds.find(address) and self.form.is_between_blocks:
            self.form.start_container("figure", [])
            self.form.put(link)
            self.form.end_container()
        else:
            self.form.put(text if self.form.is_in_link else link)
