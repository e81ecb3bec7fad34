"""Members' text, written in Markdown, as safe HTML: one door, `render`.

CommonMark with tables, ~~strikethrough~~ and a line break where the writer put one. HTML is
shown as written. A spoiler is a quote whose lines begin with `>!`:

    >! The butler did it.

It becomes `<details>`, which opens without scripts.
"""

import hashlib
from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any

from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from core.html import MEMBERS_REL, as_safe, clean

RENDERER_VERSION = 1  # raise it when the same text should come out differently
KEPT_SECONDS = 30 * 24 * 3600
DEEPEST = 12  # quotes and lists in each other; deeper ones are not shown
MOST_MARKS = 4_000  # no one writes so many by hand; they would cost up to a second to parse
MARKS = "[]*_~`!<|\n"

# Marks that turn the direction of text can make a link or a name read as another one.
DIRECTIONS = {code: f"[U+{code:04X}]" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def render(text: str, mentions: dict[str, str] | None = None) -> SafeString:
    """The text as HTML, from the cache when it was rendered before in this language."""
    key = (
        f"markdown:{RENDERER_VERSION}:{get_language()}:{hashlib.sha256(text.encode()).hexdigest()}"
    )
    html: str | None = cache.get(key)
    if html is None:
        html = _render(text)
        cache.set(key, html, KEPT_SECONDS)
    return as_safe(html)


def _render(text: str) -> str:
    """About 1 ms for a thousand characters of prose; under 0.2 s for the most hostile 50,000."""
    html = escape(text).replace("\n", "<br>") if _is_dense(text) else _markdown.render(text)
    return clean(html, rel=MEMBERS_REL).translate(DIRECTIONS)


def _is_dense(text: str) -> bool:
    """Nothing but marks, made to keep the parser busy: such text is shown as it was written."""
    bars = [line.count("|") for line in text.split("\n") if "|" in line]
    cells = len(bars) * max(bars, default=0)  # a short row of a table is filled up to its width
    return max(cells, sum(map(text.count, MARKS))) > MOST_MARKS


def _spoiler(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Block rule: lines beginning with `>!`, their content parsed as blocks."""
    line, lines = first, []
    if "spoiler" in state.env:
        return False  # none inside another
    while line < last and not state.is_code_block(line):
        source = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
        if state.sCount[line] < state.blkIndent or not source.startswith(">!"):
            break
        lines.append(source[2:].removeprefix(" "))
        line += 1
    if not lines:
        return False
    if silent:
        return True
    state.line = line
    state.push("spoiler_open", "details", 1).map = [first, line]
    state.env["spoiler"] = True
    state.md.block.parse("\n".join(lines), state.md, state.env, state.tokens)
    del state.env["spoiler"]
    state.push("spoiler_close", "details", -1)
    return True


def _spoiler_open(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    label = gettext("Spoiler")
    return f"<details><summary>{label}</summary>"


def _parser() -> MarkdownIt:
    options = {"html": False, "linkify": False, "breaks": True, "maxNesting": DEEPEST}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    alternatives: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("blockquote", "spoiler", _spoiler, alternatives)
    parser.add_render_rule("spoiler_open", _spoiler_open)
    return parser


_markdown = _parser()


def plain(text: str) -> str:
    return text


def mentioned(text: str) -> list[str]:
    return []
