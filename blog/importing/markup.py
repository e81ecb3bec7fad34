"""Making plain HTML of what editors of older sites left: block comments, shortcodes, bare lines."""

from __future__ import annotations

import re
from collections import Counter

# [caption id="1"], [/caption], [vc_row]: a known name, attributes, or a name no word looks like.
# “[sic]” and “[смеётся]” are text. Lengths have bounds, or a text of brackets would take hours.
SHORTCODE = re.compile(
    r"""\[/?(?:
        (?:caption|gallery|audio|video|playlist|embed)\b [^\[\]<>]{0,1000}
        | [a-z][a-z0-9]{0,30}[_-][a-z0-9_-]{0,60} [^\[\]<>]{0,1000}
        | [a-z][a-z0-9]{0,30}
          (?:\s{1,9}[a-z][\w-]{0,60}=(?:"[^"]{0,500}"|'[^']{0,500}'|[^\s\[\]"']{1,500})){1,30} \s{0,9}/?
    )\]""",
    re.VERBOSE,
)

CONTAINERS = "div|section|article|main|aside|header|footer|blockquote"
OPAQUE = "p|h[1-6]|ul|ol|dl|table|pre|figure|form|details|iframe|script|style|noscript|video|audio|address"
BLOCK = re.compile(rf"<(/?)(?:({CONTAINERS})|({OPAQUE})|(hr))\b[^<>]*>", re.IGNORECASE)
OPENING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
CLOSED_BY_THEMSELVES = frozenset(
    "p li dt dd tr td th option thead tbody tfoot br hr img input meta link source wbr col embed".split()
)
BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")


def without_comments(text: str) -> str:
    """Gutenberg's block comments, `<!--more-->` and every other comment."""
    kept: list[str] = []
    while True:  # an expression would look for each lost “<!--” to the end of the text
        before, begun, rest = text.partition("<!--")
        _comment, ended, after = rest.partition("-->")
        kept.append(before)
        if not ended:
            return "".join([*kept, begun, rest])
        text = after


def without_shortcodes(text: str) -> str:
    """The marks go, what stands between an opening and a closing one stays."""
    return SHORTCODE.sub("", text)


def has_blocks(text: str) -> bool:
    return bool(BLOCK.search(text))


def depth(text: str) -> int:
    """How many elements stand open inside one another at most, as a parser would see it."""
    deepest = 0
    still_open: Counter[str] = Counter()
    now = 0
    for tag in OPENING.finditer(text):
        name = tag[2].lower()
        if name in CLOSED_BY_THEMSELVES:
            continue
        if not tag[1]:
            still_open[name] += 1
            now += 1
        elif still_open[name]:
            still_open[name] -= 1
            now -= 1
        deepest = max(deepest, now)
    return deepest


def paragraphs(text: str) -> str:
    """Paragraphs where the text parts them by blank lines only; blocks that are there stay as they are."""
    parts: list[str] = []
    depth = 0  # within blocks whose inside is left alone
    end = 0
    text = text.replace("\r\n", "\n")
    for tag in BLOCK.finditer(text):
        between = text[end : tag.start()]
        parts.append(between if depth else wrapped(between))
        parts.append(tag[0])
        if tag[3]:
            depth = max(0, depth - 1) if tag[1] else depth + 1
        end = tag.end()
    parts.append(text[end:] if depth else wrapped(text[end:]))
    return "".join(parts)


def wrapped(text: str) -> str:
    """Each run between blank lines as a paragraph, its single line ends as breaks."""
    runs = (run.strip() for run in BLANK_LINES.split(text))
    return "".join(f"<p>{run.replace(chr(10), '<br>')}</p>" for run in runs if run)
