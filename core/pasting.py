"""HTML in the manner of Word, Google Docs and site builders, put into plain elements.

They say with styles what elements are for: bold is a span's weight, a list is paragraphs with a
level and a drawn marker. `said` keeps of a style the words that mean something; `plain` turns them
into elements. What else these programs write (classes, fonts, empty paragraphs), the cleaner drops.
"""

import re
from html import escape
from html.parser import HTMLParser

from core.elements import INLINE

MEANINGS = (  # scripts read them, too, and say the same in the browser
    (re.compile(r"(?:^|[;\s])mso-"), "office"),
    (re.compile(r"mso-list:\s*ignore"), "marker"),
    (re.compile(r"(?<![\w-])font-weight:\s*(?:bold|[6-9]00)"), "strong"),
    (re.compile(r"(?<![\w-])font-weight:\s*(?:normal|400)"), "light"),
    (re.compile(r"(?<![\w-])font-style:\s*(?:italic|oblique)"), "em"),
    (re.compile(r"(?<![\w-])text-decoration(?:-line)?:[^;]*line-through"), "s"),
    (re.compile(r"(?<![\w-])vertical-align:\s*super"), "sup"),
    (re.compile(r"(?<![\w-])vertical-align:\s*sub"), "sub"),
)
LEVEL = re.compile(r"mso-list:[^;]*\blevel([1-9])")
NUMBER = re.compile(r"\s*\(?(?:(\d{1,4})|[a-zа-я]|[ivxlc]{1,6})[.)]", re.IGNORECASE)
OFFICE = re.compile(r' style="[^"]*\boffice\b')
ELEMENTS = ("strong", "em", "s", "sup", "sub")
BEARERS = INLINE | {"p", "div", "b", "i"}  # whose style speaks of their words
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}  # bold already
WITHIN = INLINE | {"b", "i", "strike", "tt", "acronym", "br", "img"}


def said(style: str) -> str:
    """The words of a style that mean something, "" for none: “strong em”, “office item2”."""
    style = style.lower()
    words = [word for pattern, word in MEANINGS if pattern.search(style)]
    if level := LEVEL.search(style):
        words.append(f"item{level[1]}")
    return " ".join(words)


def plain(html: str) -> str:
    """Well-formed HTML whose styles are the words of `said`, as HTML without styles."""
    if ' style="' not in html:
        return html
    plainer = Plainer(by_office=bool(OFFICE.search(html)))
    plainer.feed(html)
    plainer.close()
    plainer.close_lists()
    return "".join(plainer.out)


class Plainer(HTMLParser):
    def __init__(self, *, by_office: bool) -> None:
        super().__init__(convert_charrefs=True)
        # Word calls every Latin letter English, and a Russian word the language it was set up in.
        self.dropped = {"style", "lang"} if by_office else {"style"}
        self.out: list[str] = []
        self.closings: list[tuple[str, str]] = []  # of each open element: its tag, what ends it
        self.heading = 0  # how many headings we are in
        self.lists: list[str] = []  # of Word, by level
        self.in_item = False
        self.level = 0  # of the item whose marker is not read yet
        self.waiting: list[str] = []  # elements around its marker
        self.marker: str | None = None  # being read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        words = set((dict(attrs).get("style") or "").split())
        level = next((int(word[4]) for word in words if word.startswith("item")), 0)
        if tag == "p" and level:
            self.level, self.in_item, self.marker = level, True, None
            return self.closings.append((tag, "item"))
        if "marker" in words:
            self.marker = ""
            return self.closings.append((tag, "marker"))
        if self.marker is not None:
            return self.closings.append((tag, ""))
        if not self.in_item and tag not in WITHIN:
            self.close_lists()
        opening, closing = self.elements(tag, words, attrs)
        self.write(opening)
        if tag not in ("br", "hr", "img"):
            self.closings.append((tag, closing))
            self.heading += tag in HEADINGS
        return None

    def elements(
        self, tag: str, words: set[str], attrs: list[tuple[str, str | None]]
    ) -> tuple[str, str]:
        """What opens and what closes an element with what its style says."""
        if tag in ("b", "strong") and "light" in words:
            return "", ""  # what Google Docs wraps everything in
        inner = [each for each in ELEMENTS if each in words and tag in BEARERS]
        inner = [each for each in inner if not (self.heading and each == "strong")]
        kept = [(name, value or "") for name, value in attrs if name not in self.dropped]
        rest = "".join(f' {name}="{escape(value)}"' for name, value in kept)
        opening = "".join(f"<{each}>" for each in inner)
        closing = "".join(f"</{each}>" for each in reversed(inner))
        return f"<{tag}{rest}>{opening}", f"{closing}</{tag}>"

    def handle_endtag(self, tag: str) -> None:
        if not self.closings or self.closings[-1][0] != tag:
            return
        _tag, closing = self.closings.pop()
        if closing == "item":
            self.open_item()
            self.in_item = False
        elif closing == "marker":
            self.open_item()
        elif closing:
            if tag not in WITHIN and not self.in_item:
                self.close_lists()
            self.write(closing)
            self.heading -= tag in HEADINGS

    def handle_data(self, data: str) -> None:
        if self.marker is not None:
            self.marker += data
        elif data.strip() or not (self.lists or self.level):
            if self.in_item:
                self.open_item()
            else:
                self.close_lists()
            self.out.append(escape(data, quote=False))
        elif self.in_item and not self.level:
            self.out.append(data)

    def write(self, piece: str) -> None:
        (self.waiting if self.level else self.out).append(piece)

    def open_item(self) -> None:
        """Open the item begun, in as many lists as its level says."""
        level, marker = self.level, self.marker or ""
        waiting, self.waiting, self.level, self.marker = self.waiting, [], 0, None
        if not level:
            return
        number = NUMBER.match(marker)
        kind = "ol" if number else "ul"
        while len(self.lists) > level or (len(self.lists) == level and self.lists[-1] != kind):
            self.out.append(f"</li></{self.lists.pop()}>")
        if len(self.lists) == level:
            self.out.append("</li><li>")
        while len(self.lists) < level:
            first = int(number[1]) if number and number[1] else 1
            self.out.append(f'<{kind} start="{first}"><li>' if first > 1 else f"<{kind}><li>")
            self.lists.append(kind)
        self.out += waiting

    def close_lists(self) -> None:
        while self.lists:
            self.out.append(f"</li></{self.lists.pop()}>")
