"""Making plain HTML of what editors of older sites left: block comments, shortcodes, bare lines."""

from __future__ import annotations

import re

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)

# [caption id="1"], [/caption], [vc_row]: a known name, attributes, or a name no word looks like.
# “[sic]” and “[смеётся]” are text.
SHORTCODE = re.compile(
    r"""\[/?(?:
        (?:caption|gallery|audio|video|playlist|embed)\b [^\[\]<>]*
        | [a-z][a-z0-9]*[_-][a-z0-9_-]* [^\[\]<>]*
        | [a-z][a-z0-9]* (?:\s+[a-z][\w-]*=(?:"[^"]*"|'[^']*'|[^\s\]"']+))+ \s*/?
    )\]""",
    re.VERBOSE,
)

CONTAINERS = "div|section|article|main|aside|header|footer|blockquote"
OPAQUE = "p|h[1-6]|ul|ol|dl|table|pre|figure|form|details|iframe|script|style|noscript|video|audio|address"
BLOCK = re.compile(rf"<(/?)(?:({CONTAINERS})|({OPAQUE})|(hr))\b[^<>]*>", re.IGNORECASE)
BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")


def without_comments(text: str) -> str:
    """Gutenberg's block comments, `<!--more-->` and every other comment."""
    return COMMENT.sub("", text)


def without_shortcodes(text: str) -> str:
    """The marks go, what stands between an opening and a closing one stays."""
    return SHORTCODE.sub("", text)


def has_blocks(text: str) -> bool:
    return bool(BLOCK.search(text))


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
