"""Where e-mail and IP addresses, numbers of phones and cards lie, in the database and in log files.

PostgreSQL finds what looks like one and sends only that piece, never a whole value; Python decides
whether it is one. Memory stays the same whatever the tables hold.
"""

import gzip
import ipaddress
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from core.numbers import NANP, NUMBER, runs

CHUNK = 2_000  # pieces fetched at once
LINE = 65_536  # bytes of a log read at once

TREASURER = "what the treasurer publishes: contact addresses may be in it"
EDITORS = "what editors publish: their contact addresses may be in it"
MEMBERS = "what a member was asked about and wants to be read: search, feeds and letters mask it"
COLLEAGUES = "what editors write to each other about a text"
PAGES = "what our own pages say: the address to write to may be in it"
MODERATORS = "what moderators look for or write: a spammer's number may be in it"
MAIL = "the address of a letter, until it is sent"
ALLOWED: dict[tuple[str, str], str] = (
    {
        ("account_emailaddress", "email"): "where a member asked for mail",
        ("procrastinate_jobs", "args"): MAIL,
        ("django_admin_log", "object_repr"): "titles of what editors changed",
        ("forum_post", "text"): MEMBERS,
        ("forum_spamrule", "pattern"): MODERATORS,
    }
    | {
        (table, f"{field}{suffix}"): EDITORS
        for table in ("blog_post", "pages_page")
        for field in ("title", "summary", "body")
        for suffix in ("", *(f"_{code}" for code, _name in settings.LANGUAGES))
    }
    | {
        ("editing_revision", "fields"): EDITORS,
        ("editing_revision", "note"): COLLEAGUES,
        ("editing_draft", "fields"): EDITORS,
        ("library_picture", "credit"): EDITORS,
        ("pages_menuitem", "address"): EDITORS,
        ("search_bestbet", "queries"): EDITORS,
    }
    | {
        (table, f"{field}{suffix}"): EDITORS
        for table, field in (("library_picture", "alt"), ("library_document", "title"))
        for suffix in ("", *(f"_{code}" for code, _name in settings.LANGUAGES))
    }
    | {
        ("search_bestbet", f"{field}{suffix}"): EDITORS
        for field in ("title", "text", "address")
        for suffix in ("", *(f"_{code}" for code, _name in settings.LANGUAGES))
    }
    | {
        (table, f"search_{code}"): EDITORS
        for table in ("blog_post", "pages_page")
        for code, _name in settings.LANGUAGES
    }
    | {("search_page", name): PAGES for name in ("body", "search")}
    | {
        ("forum_section", f"{field}{suffix}"): EDITORS
        for field in ("name", "description")
        for suffix in ("", *(f"_{code}" for code, _name in settings.LANGUAGES))
    }
    | {
        (table, f"{field}{suffix}"): TREASURER
        for table in ("donations_campaign", "donations_use")
        for field in ("title", "text")
        for suffix in ("", *(f"_{code}" for code, _name in settings.LANGUAGES))
    }
)

# What is worth a closer look, in words that mean the same to PostgreSQL and to Python
EMAIL = r"[^\s<>()\[\],;:\"']{1,64}@[^\s<>()\[\],;:\"'/@]{1,250}\.[^\s<>()\[\],;:\"'/@.]{2,63}"
IPV4 = r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}"
IPV6 = r"(?<![0-9A-Za-z_:])[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,37}(?![0-9A-Za-z_])"
PIECE = f"{EMAIL}|{IPV6}|{IPV4}|{NUMBER}"
# A value without any of these holds none of the above; asked first because it is five times faster
SIGN = (
    r"@|[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|:[0-9A-Fa-f]{0,4}:"
    r"|[0-9][ ().-]{0,2}[0-9][ ().-]{0,2}[0-9][0-9 ().-]{6}"
)
PIECES = re.compile(PIECE.encode())
SIGNS = re.compile(SIGN.encode())

LIKELY_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@(?:[\w-]+\.)+(?:[^\W\d_]{2,63}|xn--[\w-]+)\W*")
FOUR = re.compile(IPV4)
KINDS = ("e-mail", "IP address", "phone", "card")


@dataclass(frozen=True)
class Finding:
    """So many rows (lines, of a log) of a place hold such a thing. Never the thing itself."""

    place: str  # table.column, or a log's path
    kind: str
    rows: int
    reason: str  # why it may; empty where it may not

    @property
    def is_allowed(self) -> bool:
        return bool(self.reason)


@dataclass(frozen=True)
class Column:
    table: str
    name: str
    type: str

    @property
    def text(self) -> sql.Composable:
        """The column as text; of bytes, those that are no ASCII escaped."""
        name = sql.Identifier(self.name)
        if self.type == "bytea":
            return sql.SQL("encode({}, 'escape')").format(name)
        return sql.SQL("{}::text").format(name)


COLUMNS = """
    SELECT c.relname, a.attname, coalesce(nullif(b.typname, ''), t.typname)
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ANY (current_schemas(false))
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_type b ON b.oid = t.typbasetype
    WHERE a.attnum > 0 AND NOT a.attisdropped AND (
        coalesce(b.typcategory, t.typcategory) IN ('S', 'A', 'I', 'U')
        AND t.typname NOT IN ('uuid'))
    ORDER BY 1, 2
"""


def audit(logs: Iterable[Path] = ()) -> list[Finding]:
    """All findings, of every table this site has and of the files. One pass over each column."""
    found: list[Finding] = []
    for column in columns():
        counts = count(pieces(column))
        reason = ALLOWED.get((column.table, column.name), "")
        place = f"{column.table}.{column.name}"
        found += [Finding(place, kind, counts[kind], reason) for kind in KINDS if counts[kind]]
    for path in files(logs):
        counts = count(lines(path))
        found += [Finding(str(path), kind, counts[kind], "") for kind in KINDS if counts[kind]]
    return found


def stale() -> list[str]:
    """Columns that may hold such things by `ALLOWED`, and don't exist."""
    present = {(column.table, column.name) for column in columns()}
    return sorted(f"{table}.{name}" for table, name in ALLOWED.keys() - present)


def columns() -> list[Column]:
    """Every column that can hold words: of text, JSON, bytes, addresses, and arrays of those."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return [Column(*row) for row in cursor.fetchall()]


def pieces(column: Column) -> Iterator[list[str]]:
    """What looks like one, row by row. A server-side cursor: the table may be of any size."""
    query = sql.SQL(
        "SELECT t.tableoid, t.ctid::text, m[1]"
        " FROM {table} t CROSS JOIN LATERAL regexp_matches({text}, %s, 'g') m WHERE {text} ~ %s"
    ).format(table=sql.Identifier(column.table), text=column.text)
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(query, [f"({PIECE})", SIGN])
        found = chain.from_iterable(iter(lambda: cursor.fetchmany(CHUNK), []))
        for _row, group in groupby(found, key=lambda row: row[:2]):
            yield [piece for *_row, piece in group]


def files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        inside = sorted(each for each in path.rglob("*") if each.is_file())
        yield from inside if path.is_dir() else [path]


def lines(path: Path) -> Iterator[list[str]]:
    """The same of a log, packed by gzip or not. Longer lines are read in parts."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        while line := file.readline(LINE):
            if SIGNS.search(line):
                yield [piece.decode(errors="replace") for piece in PIECES.findall(line)]


def count(rows: Iterable[list[str]]) -> Counter[str]:
    """In how many rows there is at least one of each kind."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update({kind for piece in row for kind in kinds(piece)})
    return counts


def kinds(piece: str) -> Iterator[str]:
    """What the piece really is, if anything. It may hold a second number beside the first."""
    if "@" in piece:
        if LIKELY_EMAIL.search(piece):
            yield "e-mail"
        return
    if any(map(is_address, {piece, piece.rstrip(".:"), *FOUR.findall(piece)})):
        yield "IP address"
    else:
        found = {kind for kind, *_span in runs(piece)}
        if "card" in found:
            yield "card"
        elif found or NANP.search(piece):
            yield "phone"


def is_address(piece: str) -> bool:
    """Of another machine: neither this one nor none."""
    try:
        address = ipaddress.ip_address(piece)
    except ValueError:
        return False
    return not (address.is_unspecified or address.is_loopback)
