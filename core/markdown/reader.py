"""Reads words off what the parser found, without making HTML of it."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from core.markdown.writer import alternative


def passages(tokens: Sequence[Token], without: Sequence[str]) -> Iterator[Token]:
    """The blocks that aren't in one of those left out, “blockquote” or “spoiler”."""
    depth = 0
    for token in tokens:
        if token.type.removesuffix("_open").removesuffix("_close") in without:
            depth += token.nesting
        elif not depth:
            yield token


def running(block: Token) -> Iterator[str]:
    """The words of a paragraph that are in no link and no code."""
    links = 0
    for token in block.children or []:
        if token.type in ("link_open", "link_close"):
            links += token.nesting
        elif token.type == "text" and not links:
            yield token.content


def words(block: Token) -> str:
    """All words of a block; nothing for the marks that only hold others."""
    if block.type in ("fence", "code_block"):
        return block.content + "\n"
    if block.type == "inline":
        return "".join(map(_words, block.children or []))
    if block.type in ("th_close", "td_close"):
        return " "
    return "\n" if block.type.endswith("_close") else ""


def _words(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    return alternative(token) if token.type == "image" else token.content
