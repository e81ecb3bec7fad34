"""Texts of an older site as ours: words out of HTML, and Markdown that shows just those words."""

from __future__ import annotations

import html
import re
import unicodedata

UNSTORABLE = re.compile(r"[\ud800-\udfff]")  # half characters: no UTF-8 holds them
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
HIDDEN = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol dl dt dd table tr blockquote pre hr section article header"
    " footer figure figcaption details summary".split()
)
INLINE = frozenset("a b i u s em strong span font small big sub sup code img br li td th".split())
DROPPED = frozenset("script style template noscript iframe object svg head title".split())
# Attributes end at the next mark, so no text of marks takes longer than its length.
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})\b([^<>]*)>")
HREF = re.compile(r"""\bhref\s*=\s*["']?(https?://[^\s"'<>]+)""", re.IGNORECASE)
ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
SPACES = re.compile(r"[ \t]+")
BLANK_LINES = re.compile(r"\n{3,}")

# What Markdown reads as a mark: some anywhere, some at the edge of a word, some at the start of a line
ANYWHERE = re.compile(r"[\\`*<\[\]|]|~(?=~)|&(?=[#a-zA-Z])")
EDGE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
START = re.compile(r"^(?:([#>+=~-]|:(?=-))|(\d{1,9})([.)]))", re.MULTILINE)


def storable(text: str) -> str:
    """Without what PostgreSQL or a terminal stumbles over, and what nobody can see."""
    return HIDDEN.sub("", CONTROL.sub("", UNSTORABLE.sub("\ufffd", text)))


def line(text: str) -> str:
    """One line of plain text, tags and entities out; empty where there is nothing to see in it."""
    words = " ".join(without_markup(text).split())
    return words if any(map(is_visible, words)) else ""


def lines(text: str) -> str:
    """Plain text in paragraphs."""
    words = without_markup(text.replace("\r\n", "\n").replace("\r", "\n"))
    rows = (SPACES.sub(" ", row).strip() for row in words.split("\n"))
    words = BLANK_LINES.sub("\n\n", "\n".join(rows)).strip()
    return words if any(map(is_visible, words)) else ""


def without_markup(text: str) -> str:
    """HTML that has known tags as words; entities, also twice encoded, as what they stand for.

    Invisible characters go first and last: nothing may hide an address from the search for it.
    """
    text = without_comments(storable(text))
    return storable(html.unescape(html.unescape(words_of(text))))


def without_comments(text: str) -> str:
    kept: list[str] = []
    while True:  # an expression would look for each lost “<!--” to the end of the text
        before, begun, rest = text.partition("<!--")
        _comment, ended, after = rest.partition("-->")
        kept.append(before)
        if not ended:
            return "".join([*kept, begun, rest])
        text = after


def words_of(text: str) -> str:
    """Blocks apart by blank lines, links followed by where they lead; unknown tags are words."""
    pieces: list[str] = []
    link = dropped = ""
    end = 0
    for tag in TAG.finditer(text):
        name = tag[2].lower()
        if name not in BLOCKS | INLINE | DROPPED or (dropped and name != dropped):
            continue
        if not dropped:
            pieces.append(text[end : tag.start()])
        end = tag.end()
        if name in DROPPED:
            dropped = "" if tag[1] else name
        elif name == "a":
            shown = pieces[-1].strip()
            pieces.append(f" ({link})" if tag[1] and link and link != shown else "")
            link = "" if tag[1] else next(iter(HREF.findall(tag[3])), "")
        else:
            pieces.append(mark_of(name, tag[1], tag[3]))
    return "".join([*pieces, "" if dropped else text[end:]])


def mark_of(name: str, closing: str, attributes: str) -> str:
    if name in BLOCKS:
        return "\n\n"
    match name:
        case "br":
            return "\n"
        case "li":
            return "" if closing else "\n• "
        case "td" | "th":
            return " "
        case "img":
            alt = ALT.search(attributes)
            return (alt[1] or alt[2] or "") if alt else ""
    return ""


def is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CZ"


def cut(text: str, longest: int) -> str:
    """At a word where there is one, with an ellipsis, within `longest` characters."""
    if len(text) <= longest:
        return text
    words, space, _rest = text[:longest].rpartition(" ")
    kept = words if space and len(words) > longest // 2 else text[: longest - 1]
    return kept.rstrip(" ,;:—–-") + "…"


def as_markdown(text: str) -> str:
    """Markdown that shows plain text as it stands: its marks mean nothing."""
    text = ANYWHERE.sub(r"\\\g<0>", text)
    text = EDGE.sub(r"\\_", text)
    return START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", text)


def normal_path(path: str) -> str:
    """A decoded path in the one spelling that is kept: composed letters, no trailing slash."""
    return "/" + UNPRINTABLE.sub("", unicodedata.normalize("NFC", path)).strip("/ ")
