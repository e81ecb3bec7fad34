"""What may be written to a log: nothing by which a person could be found.

`scrub` is for text whose origin nobody knows, `Formatter` for whole log records. Both would rather
remove too much than too little. All patterns take time linear in their input: whatever may repeat
without bound is matched once, possessively, and never tried again from its middle.
"""

import logging
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LONGEST_TRACE = 40  # frames; the last ones tell where it broke
LONGEST_CHAIN = 8  # exceptions that caused one another

# To the end of the line: headers, what PostgreSQL says of an offending row, members' own pages
LINES = re.compile(
    r"(?i)((?:cookies?|authorization|forwarded[-_]for|real[-_]ip|referer|user[-_]agent)"
    r"[\"']?\s{0,3}[:=,]|(?:detail|context|statement|query|hint):|failing row contains|key (?=\())"
    r"[^\r\n]*+"
)
ASSIGNED = re.compile(
    r"(?i)((?:sessionid|csrf\w{0,20}|passw\w{0,20}|secret\w{0,20}|token|api_?key|signature)"
    r"[\"']?\s{0,2}[:=]\s{0,2})(?=\S)\S++"
)
MEMBER = re.compile(r"/u/[^/?#\r\n]++")
DONOR = re.compile(r"/manage/[^/?#\s]++")  # a private link: whoever has it may end what it is of
CAME_FROM = re.compile(
    r"(?i)((?:referer|origin) checking failed - )\S++"
)  # Django, of forged forms
QUERY = re.compile(r"\?\S++")
WORD = re.compile(r"[^\s<>()\[\],;:\"/\\]++")
AT = re.compile(r"[@\N{FULLWIDTH COMMERCIAL AT}]|%(?:25){0,5}40")
RANDOM = re.compile(r"[A-Za-z0-9_-]{16,}+")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
COLONS = re.compile(r"[0-9A-Fa-f:.]++")
FOUR = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
DIGITS = re.compile(
    r"(?P<day>(?<!\d)(?:19|20)\d\d-(?:0\d|1[0-2])-[0-3]\d(?![-.]?\d))"
    r"|\+?\(?\d(?:[ \N{NO-BREAK SPACE}().\N{EN DASH}/-]{0,3}\d)*+"
)
CONTROL = {code: f"\\x{code:02x}" for code in [*range(32), *range(127, 160)]} | {10: "\\n", 9: " "}


def scrub(text: str) -> str:
    """The text without e-mail and IP addresses, numbers of phones and cards, queries, cookies, keys.

    Scrubbing twice changes nothing more. Any nine digits in a row count as somebody's number, so a
    card's needs no check of its last digit; days as in 2026-11-23 stay.
    """
    text = LINES.sub(r"\1 […]", text)
    text = ASSIGNED.sub(r"\1[…]", text)
    text = MEMBER.sub("/u/[name]", text)
    text = DONOR.sub("/manage/[key]", text)
    text = CAME_FROM.sub(r"\1[…]", text)
    text = QUERY.sub("?…", text)
    if AT.search(text):
        text = WORD.sub(_without_email, text)
    text = RANDOM.sub(_without_key, text)
    text = COLONS.sub(_without_ipv6, text)
    text = FOUR.sub("[address]", text)
    return DIGITS.sub(_without_number, text)


def _without_email(word: re.Match[str]) -> str:
    return "[e-mail]" if AT.search(word[0]) else word[0]


def _without_key(found: re.Match[str]) -> str:
    """Words of a slug are short, and letters or digits alone; a random key is neither."""
    text = found[0]
    mixed = any(map(str.islower, text)) and any(map(str.isupper, text))
    has_digit = any(map(str.isdigit, text))
    is_key = (len(text) >= 20 and mixed and has_digit) or UUID.search(text)
    return "[key]" if is_key or any(map(_is_random, re.split("[-_]", text))) else text


def _is_random(piece: str) -> bool:
    return len(piece) >= 16 and not piece.isdigit() and not piece.isalpha()


def _without_ipv6(found: re.Match[str]) -> str:
    text = found[0]
    if text.count(":") >= 5 or ("::" in text and text.strip(":.")):
        return "[address]"
    return text


def _without_number(found: re.Match[str]) -> str:
    if found["day"]:
        return found[0]
    enough = 7 if found[0].startswith("+") else 9
    return "[number]" if sum(map(str.isdigit, found[0])) >= enough else found[0]


def describe(error: BaseException) -> str:
    """An exception's class; of a database's, the SQLSTATE and the constraint. Never its message.

    Messages hold what people wrote: the row that offends a constraint, the value a form refuses.
    A class whose messages never do says so by `is_impersonal = True`.
    """
    name = type(error).__qualname__
    if getattr(type(error), "is_impersonal", False):
        return f"{name}: {scrub(str(error))}"
    for each in (error, error.__cause__):
        if state := getattr(each, "sqlstate", None):
            constraint = getattr(getattr(each, "diag", None), "constraint_name", None)
            return f"{name} ({', '.join(filter(None, (state, constraint)))})"
    return name


def frames(trace: TracebackType | None) -> Iterator[tuple[str, int, str]]:
    """File, line and function, outermost first: no source, which may quote data, and no values."""
    while trace:
        code = trace.tb_frame.f_code
        yield short(code.co_filename), trace.tb_lineno, code.co_qualname
        trace = trace.tb_next


def short(filename: str) -> str:
    """Within the site or within a library: where it is installed tells of who installed it."""
    for root in (str(ROOT), *sorted(filter(None, sys.path), key=len, reverse=True)):
        if filename.startswith(root + "/"):
            inside = filename[len(root) + 1 :]
            return inside.rpartition("site-packages/")[2]
    return filename.rpartition("/")[2]


def chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and those it came from, as Python tells them; a loop ends."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def traceback(error: BaseException) -> str:
    """Like Python's own, with classes in place of messages and without source lines."""
    parts = []
    for link in islice(chain(error), LONGEST_CHAIN):
        trace = list(frames(link.__traceback__))
        lines = [f"  {file}:{line} in {function}" for file, line, function in trace]
        if isinstance(link, BaseExceptionGroup):
            lines += [f"  with {describe(each)}" for each in link.exceptions[:LONGEST_CHAIN]]
        parts.append("\n".join([describe(link), *lines[-LONGEST_TRACE:]]))
    return "\ncaused by ".join(parts)


class Formatter(logging.Formatter):
    """Every handler's formatter. The record itself, which other handlers see too, is left alone.

    Only the message and the exception are written: neither stack nor extra attributes. The path of
    a request is given as its route, `<slug>` for what somebody typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        values = {
            "name": record.name,
            "levelname": record.levelname,
            "levelno": record.levelno,
            "process": record.process,
            "message": self.message(record).translate(CONTROL),
        }
        if self.usesTime():
            values["asctime"] = self.formatTime(record, self.datefmt)
        line = self._style.format(logging.makeLogRecord(values))
        error = error_of(record)
        return f"{line}\n{traceback(error)}" if error else line

    def message(self, record: logging.LogRecord) -> str:
        said = replaced(record.msg, record)
        try:
            if record.args:
                said = said % arguments(record)
        except (TypeError, ValueError, KeyError):
            pass  # the words without what was meant to fill them
        error = error_of(record)
        if error and len(text := str(error)) > 2:
            said = said.replace(text, describe(error))
        return scrub(said)


def error_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if isinstance(record.exc_info, tuple) else None


def arguments(record: logging.LogRecord) -> Any:
    if isinstance(record.args, dict):
        return {name: _argument(value, record) for name, value in record.args.items()}
    return tuple(_argument(value, record) for value in record.args or ())


def _argument(value: object, record: logging.LogRecord) -> object:
    """Numbers stay, for %d; everything else is text."""
    return value if isinstance(value, int | float) else replaced(value, record)


def replaced(value: object, record: logging.LogRecord) -> str:
    """As text; an exception or a row as its class, the path of the record's request as its route."""
    if isinstance(value, BaseException):
        return describe(value)
    if hasattr(type(value), "_meta"):  # a model's, whose text is somebody's name
        return type(value).__qualname__
    text = str(value)
    path = getattr(getattr(record, "request", None), "path", None)
    if path and text in (path, path.encode("unicode_escape").decode("ascii")):
        return route_of(record)
    return text


def route_of(record: logging.LogRecord) -> str:
    """The pattern of the address that was asked for; nothing of one no pattern knows."""
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    return f"/{match.route}" if match else "[path]"
