"""Small repairs on imported text: stray spaces, entities, characters nobody can see."""

from __future__ import annotations

import html
import re
import unicodedata

TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
UNSTORABLE = re.compile(r"[\ud800-\udfff]")  # half characters: no UTF-8 holds them
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
HIDDEN = re.compile("[\u200b\ufeff\u202a-\u202e\u2066-\u2069]")  # zero width; direction overrides

# A space before a mark that closes what stands before it. “ …” may begin a quotation, “.5” a number,
# “2 : 1” is a score, “:)” a smile: they keep theirs.
BEFORE_STOP = re.compile(
    r"""(?<=[^\W_]|[)\]»”"’%])(?:[ \xa0]|&nbsp;)+([,.!?](?=\s|&nbsp;|$|[)\]»”"’]))"""
)
AFTER_TAG = re.compile(r"""^(?:[ \xa0]|&nbsp;)+([,.!?](?=\s|&nbsp;|$|[)\]»”"’]))""")
BEFORE_COLON = re.compile(r"(?<=[^\W\d_])(?:[ \xa0]|&nbsp;)+([:;](?=\s|$))")
PIECES = re.compile(r"(<[^<>]*>)")
INLINE_END = re.compile(
    r"</(?:a|b|i|em|strong|span|u|s|mark|cite|q|sup|sub|abbr|small|code|kbd|var|samp|time|del|ins)>",
    re.IGNORECASE,
)


def storable(text: str) -> str:
    """Without what PostgreSQL or a terminal stumbles over: NUL, controls, lone surrogates."""
    return CONTROL.sub("", UNSTORABLE.sub("\ufffd", text))


def line(text: str) -> str:
    """One line of plain text: tags out, entities (also twice encoded) decoded, spaces single."""
    text = html.unescape(html.unescape(TAG.sub(" ", text)))
    text = " ".join(HIDDEN.sub("", storable(text)).split())
    return punctuated(text) if any(map(is_visible, text)) else ""


def is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CZ"


def cut(text: str, longest: int) -> str:
    """At a word where there is one, with an ellipsis, within `longest` characters."""
    if len(text) <= longest:
        return text
    words, space, _rest = text[:longest].rpartition(" ")
    kept = words if space and len(words) > longest // 2 else text[: longest - 1]
    return kept.rstrip(" ,;:—–-") + "…"


def punctuated(text: str) -> str:
    """Plain text, or the text between two tags, without spaces before its punctuation."""
    return BEFORE_COLON.sub(r"\1", BEFORE_STOP.sub(r"\1", text))


def body(markup: str) -> str:
    """Cleaned HTML with its punctuation mended outside of code."""
    pieces = PIECES.split(markup)
    verbatim = 0
    for index, piece in enumerate(pieces):
        if index % 2:
            verbatim += piece.startswith(("<pre", "<code")) - piece.startswith(("</pre", "</code"))
        elif not verbatim:
            after_word = index > 1 and INLINE_END.match(pieces[index - 1])
            pieces[index] = punctuated(AFTER_TAG.sub(r"\1", piece) if after_word else piece)
    return "".join(pieces)
