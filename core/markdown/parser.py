"""The parser of members' text: CommonMark with tables, ~~strikethrough~~ and spoilers, on a budget.

It counts what it tries, and gives up where a text costs more than people's writing does: always at
the same place, so that a text looks the same on every machine. Each rule of markdown-it is tried
only where it may begin; those that hostile text made slow are written anew. Two are left out, for
who doesn't know them would see a line of their text vanish or grow: definitions of links
(`[name]: address`) and headings underlined by `---`.
"""

import gc
import re
from collections.abc import Callable
from copy import copy
from types import SimpleNamespace
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, blockquote, fence, heading, list_block, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import (
    StateInline,
    autolink,
    backtick,
    emphasis,
    entity,
    escape,
    image,
    link,
    strikethrough,
)
from markdown_it.token import Token

from core.markdown.links import LONGEST, PLAIN, address, is_allowed, title

BlockRule: TypeAlias = Callable[[StateBlock, int, int, bool], bool]

# Prices, in about as many microseconds.
BUDGET = 20_000
BLOCK, LINE, SPOILER, CELL, LINK, ADDRESS, STOP, STEP = 11, 3, 12, 7, 10, 40, 2, 1
MORE = {"*": 3, "_": 3, "~": 3, "[": 4, "!": 12, "`": 3, "&": 2, "<": 2, "\\": 1}
ESCAPED = "&<\\\"'"

MOST_LINES = 3_000  # and marks of quotes
DEEPEST = 10  # quotes and lists in each other; the marks of deeper ones are shown

# Where an inline rule may begin
STOPS = re.compile(
    r"[\n*_`\[\]\\~!&<]"
    r"(?:(?<![~!&<])|(?<=~)(?=~)|(?<=!)(?=\[)|(?<=&)(?=[#A-Za-z])|(?<=<)(?=[A-Za-z0-9._+-]))"
)
RUN = re.compile(r"([*_~])\1*+")
NEWLINE = re.compile(r"\n[ \t]*+")
RULE_FORM = re.compile(r"(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+")


class TooDense(Exception):
    """The text has so many marks that it is better shown as it was written."""


class Parser(MarkdownIt):
    """The parser of one text; the names of what it overrides are the library's."""

    left = BUDGET

    def spend(self, price: int) -> None:
        self.left -= price
        if self.left < 0:
            raise TooDense

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        self.spend(LINK)
        if PLAIN.fullmatch(url) or len(url) > LONGEST:
            return url
        self.spend(ADDRESS + 2 * len(url))
        return super().normalizeLink(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        if "%" not in link:
            return link
        self.spend(ADDRESS + len(link))
        return super().normalizeLinkText(link)

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return is_allowed(url)


def parse(text: str) -> list[Token]:
    """Raises TooDense."""
    if text.count("\n") + text.count(">") > MOST_LINES:
        raise TooDense
    parser = copy(_parser)
    parser.spend(sum(map(text.count, ESCAPED)))
    collects = gc.isenabled()
    gc.disable()  # it would look through all the process has, for tokens that nobody else knows
    try:
        return parser.parse(text)
    finally:
        if collects:
            gc.enable()


def _spend(state: StateBlock | StateInline, price: int) -> None:
    assert isinstance(state.md, Parser)
    state.md.spend(price)


# Blocks


def _block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Whatever the first mark of the line may begin. `silent` asks if it ends the block before."""
    _spend(state, LINE if silent else BLOCK)
    if state.is_code_block(first):
        return False
    before = state.parentType if silent else ""
    if before in ("", "paragraph") and _table(state, first, last, silent):
        return True
    start = state.bMarks[first] + state.tShift[first]
    for rule in BLOCKS.get(state.src[start : start + 1], ()):
        if rule is _list and before == "list":
            continue
        if rule(state, first, last, silent):
            return True
    return False


def _rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    start = state.bMarks[first] + state.tShift[first]
    if not RULE_FORM.fullmatch(state.src, start, state.eMarks[first]):
        return False
    if not silent:
        state.line = first + 1
        state.push("hr", "hr", 0)
    return True


def _quote(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    return state.level < DEEPEST and blockquote(state, first, last, silent)


def _list(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    return state.level < DEEPEST and list_block(state, first, last, silent)


def _table(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Every row is filled up to the width of the head: few characters can make many cells."""
    is_table = table(state, first, last, True)
    if silent or not is_table:
        return is_table
    width = state.src.count("|", state.bMarks[first], state.eMarks[first]) + 1
    end = first
    while end < last and not state.isEmpty(end):
        _spend(state, CELL * width)
        end += 1
    return table(state, first, last, False)


def _spoiler(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Lines beginning with `>!`, their content parsed as blocks."""
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
    _spend(state, SPOILER)
    state.line = line
    state.push("spoiler_open", "details", 1).map = [first, line]
    state.env["spoiler"] = True
    state.md.block.parse("\n".join(lines), state.md, state.env, state.tokens)
    del state.env["spoiler"]
    state.push("spoiler_close", "details", -1)
    return True


BLOCKS: dict[str, tuple[BlockRule, ...]] = {
    "`": (fence,), "~": (fence,), ">": (_spoiler, _quote), "#": (heading,),
    "*": (_rule, _list), "-": (_rule, _list), "_": (_rule,), "+": (_list,),
    **dict.fromkeys("0123456789", (_list,)),
}  # fmt: skip


# Words and what is inside of them


def _inline(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and STOPS.search(token.content):
            token.children = state.md.inline.parse(token.content, state.md, state.env, [])
        elif token.type == "inline":
            token.children = [Token("text", "", 0, content=token.content)]


def _mark(state: StateInline, silent: bool) -> bool:
    """The words up to where a rule may begin; and there, that rule."""
    start = state.pos
    stop = STOPS.search(state.src, start)
    state.pos = stop.start() if stop else state.posMax
    if state.pos > start:
        _spend(state, STOP)
        if not silent:
            state.append_pending(state.src[start : state.pos])
        return True
    mark = state.src[start]
    run = RUN.match(state.src, start)
    _spend(state, STOP + MORE.get(mark, 0) * len(run[0] if run else mark))
    rule = MARKS.get(mark)
    return rule(state, silent) if rule else False


def _newline(state: StateInline, silent: bool) -> bool:
    if not silent:
        state.pending = state.pending.rstrip(" ")
        state.push("softbreak", "br", 0)
    found = NEWLINE.match(state.src, state.pos)
    assert found
    state.pos = found.end()
    return True


def _image(state: StateInline, silent: bool) -> bool:
    """No picture in the words of another: each would be parsed once more than the one around."""
    if "picture" in state.env:
        return False
    state.env["picture"] = True
    try:
        return image(state, silent)
    finally:
        del state.env["picture"]


def _label(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N803
    """Where the words of a link end that begin after `start`; -1 if they don't, or have a link.

    What was seen before is known to `skipToken`, which counts nothing then: so it is counted here.
    """
    before, level = state.pos, 1
    state.pos = start + 1
    end = -1
    while state.pos < state.posMax:
        _spend(state, STEP)
        at = state.pos
        mark = state.src[at]
        level -= mark == "]"
        if not level:
            end = at
            break
        state.md.inline.skipToken(state)
        if mark == "[" and state.pos == at + 1:
            level += 1
        elif mark == "[" and disableNested:
            break
    state.pos = before
    return end


MARKS: dict[str, Callable[[StateInline, bool], bool]] = {
    "\n": _newline, "\\": escape, "`": backtick, "~": strikethrough.tokenize,
    "*": emphasis.tokenize, "_": emphasis.tokenize, "[": link, "!": _image, "<": autolink,
    "&": entity,
}  # fmt: skip


def _new_parser() -> Parser:
    parser = Parser("commonmark", {"breaks": True, "maxNesting": DEEPEST + 2})
    parser.enable("strikethrough")
    parser.core.ruler.at("inline", _inline)
    block, inline = parser.block.ruler, parser.inline.ruler
    alternatives: RuleOptionsType = {"alt": ["paragraph", "blockquote", "list"]}
    block.before("code", "block", _block, alternatives)
    block.enableOnly(["block", "code", "paragraph"])
    inline.push("mark", _mark)
    inline.enableOnly("mark")
    parser.helpers = SimpleNamespace(  # type: ignore[assignment]
        parseLinkLabel=_label, parseLinkDestination=address, parseLinkTitle=title
    )
    return parser


_parser = _new_parser()
