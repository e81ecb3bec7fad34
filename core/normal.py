"""HTML written in one normal form: paragraphs of words, inside blocks, inside containers.

The form is what a browser reads back unchanged: inline elements never hold blocks and are reopened
in each paragraph they spanned, links are never inside links, nothing is empty, no list item lacks
its list. What is to be written is told piece by piece, by `core.tidy`.
"""

import re
from dataclasses import dataclass, field
from html import escape

from core import embeds
from core.elements import (
    FILLERS,
    INLINE,
    NEEDED,
    PARENTS,
    SPREADING,
    WORDLESS,
    WRAPPING,
)

Attributes = list[tuple[str, str]]

DEEPEST = 40  # containers; a browser itself stops at 512

SPACES = " \t\n\f"
BLANK = SPACES + "\xa0\u200b\u2060\ufeff"  # what site builders fill empty paragraphs with
SOUP = re.compile("[ \t\n\f\xa0]{2,}")  # spaces in a row, perhaps non-breaking ones among them
_INLINE = "|".join(sorted(INLINE))
HOLLOW = re.compile(rf"<({_INLINE})(?: [^<>]*)?>([ \t\n\f]*)</\1>")
EMPTY = re.compile(rf"<({_INLINE})(?: [^<>]*)?></\1>")
LEADING = re.compile(rf"(<(?:{_INLINE})(?: [^<>]*)?>)([ \t\n\f]+(?=<)|(?:<br>)+)")


@dataclass
class Frame:
    """An open container of the output, and where we are in it."""

    tag: str
    start: int  # index in the output just after its own tag
    implicit: bool = False  # opened by us, for what stood where only list items may
    line: str | None = None  # the heading or pre we are in
    line_attributes: str = ""
    languages: list[str] = field(default_factory=list)  # of each open p and div, "" for unsaid
    words_end: int = -1  # index in the output after the last words without a paragraph
    lines: int = 0  # paragraphs, headings and loose words right in it


@dataclass
class Inline:
    """An open inline element of the input; an ignored one leaves no trace in the output."""

    tag: str
    opening: str
    ignored: bool


@dataclass
class Run:
    """The paragraph being collected."""

    pieces: list[str] = field(default_factory=list)
    opened: int = 0  # how many of the open inline elements are written in it
    breaks: int = 0  # <br> that wait for more words
    filled: bool = False  # there is something to see in it


class NormalForm:
    """What is written so far, and what of it is still open. Linear in what it is told."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.frames = [Frame("", 0)]
        self.inline: list[Inline] = []
        self.run = Run()

    def result(self) -> str:
        self.flush()
        return "".join(self.out)

    # Words

    def words(self, text: str) -> None:
        if self.frames[-1].line == "pre":
            text = text if self.run.pieces else text.lstrip("\n")
        elif not self.run.pieces or self.run.breaks:
            text = text.lstrip(BLANK)
        if not text:
            return
        if text.strip(SPACES):
            self.put(escape(text, quote=False), filled=bool(text.strip(BLANK)))
        else:
            self.run.pieces.append(text)

    def put(self, piece: str, *, filled: bool = True) -> None:
        """Add to the paragraph, opening the inline elements around it that are not yet."""
        if self.run.breaks:
            if self.run.breaks > 1 and self.line() == "p":
                self.flush()  # two line breaks are how old editors wrote a new paragraph
            self.run.pieces.append("<br>" * self.run.breaks)
            self.run.breaks = 0
        for inline in self.inline[self.run.opened :]:
            self.run.pieces.append(inline.opening)
        self.run.opened = len(self.inline)
        self.run.pieces.append(piece)
        self.run.filled |= filled

    def line(self) -> str | None:
        """The element the collected words will be in; None for words right in the container."""
        frame = self.frames[-1]
        return frame.line or ("p" if frame.tag in WRAPPING or frame.languages else None)

    def flush(self) -> None:
        """End the paragraph and write it, unless there was nothing in it."""
        run, self.run = self.run, Run()
        frame = self.frames[-1]
        if not run.filled or frame.tag in WORDLESS:
            return
        closing = "".join(
            f"</{i.tag}>" for i in reversed(self.inline[: run.opened]) if not i.ignored
        )
        body = "".join(run.pieces).rstrip(BLANK) + closing
        body = plainly_spaced(body, is_code=frame.line == "pre")
        if filler := FILLERS.get(frame.tag):
            body, line = f"<{filler}>{body}</{filler}>", ""
        else:
            line = self.line() or ("p" if frame.words_end == len(self.out) else "")
        if line:
            attributes = frame.line_attributes if frame.line else written(self.in_language([]))
            body = f"<{line}{attributes}>{body}</{line}>"
        self.out.append(body)
        frame.lines += 1
        if not line and not filler:
            frame.words_end = len(self.out)

    def start_line(self, name: str, attributes: Attributes) -> None:
        self.flush()
        self.fill(name)
        self.frames[-1].line = name
        self.frames[-1].line_attributes = written(self.in_language(attributes))

    def end_line(self) -> None:
        self.flush()
        self.frames[-1].line = None
        self.close_filler()

    @property
    def is_in_line(self) -> bool:
        return self.frames[-1].line is not None

    def start_break(self, attributes: Attributes) -> None:
        """Of a p, a div or what else leaves no element but a new paragraph."""
        frame = self.frames[-1]
        if frame.line == "pre" and self.run.pieces:
            self.words("\n")
        else:
            self.flush()
        frame.languages.append(dict(self.in_language(attributes)).get("lang", ""))

    def end_break(self) -> None:
        if self.frames[-1].line != "pre":
            self.flush()
        self.frames[-1].languages.pop()

    def break_line(self) -> None:
        if self.frames[-1].line == "pre":
            self.words("\n")
        else:
            self.run.breaks += bool(self.run.pieces)

    # Inline elements

    def start_inline(self, name: str, attributes: Attributes) -> None:
        nested = name not in ("q", "span") and any(i.tag == name for i in self.inline)
        empty = not dict(attributes).get(NEEDED[name]) if name in NEEDED else False
        ignored = nested or empty or len(self.inline) >= DEEPEST
        self.inline.append(
            Inline(name, "" if ignored else f"<{name}{written(attributes)}>", ignored)
        )

    def end_inline(self) -> None:
        inline = self.inline.pop()
        if self.run.opened > len(self.inline):
            self.run.opened -= 1
            if not inline.ignored:
                self.run.pieces.append(f"</{inline.tag}>")

    @property
    def is_in_link(self) -> bool:
        return any(i.tag == "a" and not i.ignored for i in self.inline)

    # Containers

    def may_hold(self, name: str) -> bool:
        fits = name not in PARENTS or self.frames[-1].tag in PARENTS[name]
        return fits and len(self.frames) <= DEEPEST

    def start_container(self, name: str, attributes: Attributes) -> None:
        self.flush()
        attributes = self.in_language(attributes)
        self.fill(name)
        self.out.append(f"<{name}{written(attributes)}>")
        self.frames.append(Frame(name, len(self.out)))

    def in_language(self, attributes: Attributes) -> Attributes:
        """With the language of the p or div around, which may leave no element of its own."""
        languages = self.frames[-1].languages
        if not languages or not languages[-1] or "lang" in dict(attributes):
            return attributes
        return [("lang", languages[-1]), *attributes]

    def end_container(self) -> None:
        self.flush()
        self.close_frame()
        self.close_filler()

    def fill(self, name: str) -> None:
        """Open a list item when we are in a list and what comes is none."""
        tag = self.frames[-1].tag
        if tag in FILLERS and tag not in PARENTS.get(name, ()):
            self.out.append(f"<{FILLERS[tag]}>")
            self.frames.append(Frame(FILLERS[tag], len(self.out), implicit=True))

    def close_filler(self) -> None:
        if self.frames[-1].implicit and self.frames[-1].line is None:
            self.close_frame()

    def close_frame(self) -> None:
        frame = self.frames.pop()
        if len(self.out) == frame.start and frame.tag not in ("td", "th"):
            self.out.pop()
            return
        first = self.out[frame.start] if len(self.out) > frame.start else ""
        if frame.lines == 1 and first.startswith("<p>") and frame.tag not in SPREADING:
            self.out[frame.start] = first[
                3:-4
            ]  # the only paragraph of an item or a cell needs none
        if frame.tag == "figure" and (embed := embeds.figure(self.out[frame.start - 1 :])):
            self.out[frame.start - 1 :] = embed
        self.out.append(f"</{frame.tag}>")

    def rule(self) -> None:
        self.flush()
        if self.frames[-1].tag not in FILLERS:
            self.out.append("<hr>")

    @property
    def is_between_blocks(self) -> bool:
        frame = self.frames[-1]
        apart = frame.tag in WRAPPING or frame.tag in SPREADING or frame.tag in FILLERS.values()
        return apart and frame.line is None and not self.inline and self.may_hold("figure")


def plainly_spaced(body: str, *, is_code: bool) -> str:
    """Without inline elements that hold no words, and, but for code, without piled spaces."""
    while True:
        before = body
        if is_code:
            body = EMPTY.sub("", body)
        else:
            body = SOUP.sub(lambda found: " " if "\xa0" in found[0] else found[0], body)
            body = LEADING.sub(r"\2\1", HOLLOW.sub(r"\2", body))
        body = body.rstrip(BLANK)
        if body == before:
            return body


def written(attributes: Attributes) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes)
