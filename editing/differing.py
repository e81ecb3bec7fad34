"""What changed from one revision of a text to another, as a person reads it: by paragraphs and words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import Indel

from core.html import ENDS_A_LINE, TAG
from editing.kinds import Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SPACE = re.compile(r"\s+")
ATTRIBUTE = re.compile(r'\b(href|src|alt)="([^"]*)"')
MARKS = {"h2": "## ", "h3": "### ", "h4": "#### ", "li": "• ", "hr": "———", "blockquote": "> "}
ALIKE = 0.5  # of the words of two paragraphs, for them to be one that was rewritten
AHEAD = 8  # paragraphs among which the rewritten one is looked for
MOST_WORDS = 5_000  # of a paragraph that is compared word by word
AROUND = 1  # paragraphs kept on both sides of a change


@dataclass(frozen=True)
class Piece:
    kind: str  # "same", "gone" or "new"
    text: str


@dataclass(frozen=True)
class Paragraph:
    kind: str  # "same", "gone", "new", "changed" or "skipped"; the last has no pieces
    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Difference:
    """Of one field."""

    field: str  # without its language: "title", "body"
    label: str | _StrPromise
    paragraphs: tuple[Paragraph, ...]


def difference(
    kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any], language: str
) -> list[Difference]:
    """Of the words of a language, field by field; those that are the same are left out.

    `before` and `after` are `fields` of revisions, of a draft, or `Kind.values` of a row. About
    30 ms for two bodies of 100 KB; half a second for the most hostile.
    """
    found = []
    for field in kind.words:
        old, new = (str(each.get(f"{field}_{language}") or "") for each in (before, after))
        if old != new:
            label = kind.field(field).verbose_name
            changed = shortened(list(between(paragraphs(old), paragraphs(new))))
            found.append(Difference(field, label, tuple(changed)))
    return found


def paragraphs(html: str) -> list[str]:
    """The lines of a text with marks for what is no word: headings, links, pictures."""
    lines: list[str] = []
    line, mark, address, end = "", "", "", 0
    for tag in TAG.finditer(html):
        line, end = line + html[end : tag.start()], tag.end()
        closing, name, rest = tag.groups()
        given = dict(ATTRIBUTE.findall(rest))
        if name == "a":
            line += f" <{address}>" if closing and address else ""
            address = given.get("href", "")
        elif name == "img":
            line += f" [{given.get('alt', '')} <{given.get('src', '')}>] "
        elif name in ENDS_A_LINE:
            lines.append(mark + line)
            line, mark = "", "" if closing else MARKS.get(name, "")
    lines.append(mark + line + html[end:])
    plain = (SPACE.sub(" ", unescape(each)).strip() for each in lines)
    return [
        each
        for each in plain
        if each and each not in {mark.strip() for mark in MARKS.values()} - {"———"}
    ]


def between(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    """Paragraphs of both in one order; one that was rewritten stands beside what it was."""
    gone: list[str] = []
    come: list[str] = []
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            yield from rewritten(gone, come)
            gone, come = [], []
            yield from (whole("same", each) for each in old[step.src_start : step.src_end])
        gone += old[step.src_start : step.src_end] if step.tag == "delete" else []
        come += new[step.dest_start : step.dest_end] if step.tag == "insert" else []
    yield from rewritten(gone, come)


def rewritten(gone: Sequence[str], come: Sequence[str]) -> Iterator[Paragraph]:
    """What was taken out and what was put in between two paragraphs that stayed."""
    place = 0
    for text in gone:
        near = come[place : place + AHEAD]
        found = next((n for n, each in enumerate(near) if are_alike(text, each)), None)
        if found is None:
            yield whole("gone", text)
            continue
        yield from (whole("new", each) for each in near[:found])
        yield Paragraph("changed", tuple(word_by_word(text, near[found])))
        place += found + 1
    yield from (whole("new", each) for each in come[place:])


def whole(kind: str, text: str) -> Paragraph:
    return Paragraph(kind, (Piece(kind, text),))


def are_alike(one: str, other: str) -> bool:
    old, new = one.split()[:MOST_WORDS], other.split()[:MOST_WORDS]
    return Indel.normalized_similarity(old, new, score_cutoff=ALIKE) >= ALIKE


def word_by_word(one: str, other: str) -> Iterator[Piece]:
    """What went before what came. A paragraph too long for it is told as two."""
    old, new = one.split(), other.split()
    if max(len(old), len(new)) > MOST_WORDS:
        yield from (Piece("gone", one), Piece("new", other))
        return
    steps = [*Indel.opcodes(old, new), None]
    gone: list[str] = []
    come: list[str] = []
    for step in steps:
        if step and step.tag != "equal":
            gone += old[step.src_start : step.src_end]
            come += new[step.dest_start : step.dest_end]
            continue
        same = old[step.src_start : step.src_end] if step else []
        for kind, words in (("gone", gone), ("new", come), ("same", same)):
            if words:
                yield Piece(kind, " ".join(words) + " ")
        gone, come = [], []


def shortened(all_of_them: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Without what stayed the same, but for its ends beside what didn't."""
    changed = [n for n, each in enumerate(all_of_them) if each.kind != "same"]
    shown = {near for n in changed for near in range(n - AROUND, n + AROUND + 1)}
    is_skipping = False
    for n, each in enumerate(all_of_them):
        if n in shown:
            yield each
        elif not is_skipping:
            yield Paragraph("skipped")
        is_skipping = n not in shown
