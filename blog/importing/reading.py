"""Reading an export as a stream: XML of any size into entries, in bounded memory."""

from __future__ import annotations

import codecs
import re
import stat
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import errors

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from blog.importing.items import Entry, Unreadable

CHUNK = 1 << 16  # bytes
LONGEST_TEXT = 5_000_000  # characters kept of one item
LONGEST_TOKEN = 8 << 20  # bytes of one tag or comment: expat holds it whole
DEEPEST = 100  # elements inside one another
MOST_AUTHORS = 10_000

FIELDS = frozenset({
    "title", "link", "guid", "pubDate", "description", "content", "excerpt", "author", "category",
    "enclosure", "dc:creator", "dc:date", "wp:post_id", "wp:post_type", "wp:status", "wp:post_date",
    "wp:post_parent", "wp:post_date_gmt", "wp:post_password", "wp:attachment_url", "wp:author_login",
    "wp:author_display_name",
})  # fmt: skip
META = frozenset({"_thumbnail_id", "_wp_attachment_image_alt"})

DECLARED = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})""")
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")
CONTROLS = bytes({*range(32)} - {9, 10, 13})  # XML forbids them; real exports hold them


@lru_cache(maxsize=1000)
def short(tag: str) -> str:
    """The name a field has here: `wp:status`, `content`; "" in a namespace nobody needs."""
    namespace, brace, name = tag[1:].rpartition("}") if tag[:1] == "{" else ("", "", tag)
    if not brace:
        return name
    if namespace.startswith("http://purl.org/dc/"):
        return f"dc:{name}"
    if name == "encoded":
        return "excerpt" if "excerpt" in namespace else "content"
    return f"wp:{name}" if "wordpress.org/export" in namespace else ""


class Collector:
    """What the parser calls. Holds the item being read and those finished since last asked."""

    def __init__(self, line: Callable[[], int]) -> None:
        self.line = line
        self.open: list[str] = []
        self.authors: dict[str, str] = {}
        self.finished: list[Entry] = []
        self.entry = Entry(0)
        self.text: list[str] | None = None
        self.size = 0
        self.meta_key = ""
        self.category = "", ""

    def taken(self) -> list[Entry]:
        finished, self.finished = self.finished, []
        return finished

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        key = short(tag)
        if not self.open and key != "rss":
            raise Unreadable(_("it is neither RSS 2.0 nor a WordPress export"))
        if len(self.open) == DEEPEST:
            raise Unreadable(
                _("line %(line)d: elements are nested too deep") % {"line": self.line()}
            )
        self.open.append(key)
        depth = len(self.open)
        if depth == 3:
            self.entry, self.size = Entry(self.line()), 0
        elif depth == 4:
            self._start_field(key, attributes)
        elif depth == 5 and self.open[3] == "wp:postmeta":
            wanted = key == "wp:meta_key" or (key == "wp:meta_value" and self.meta_key in META)
            self.text = [] if wanted else None
        elif self.text is not None:
            self.data(f"<{key}>")

    def _start_field(self, key: str, attributes: dict[str, str]) -> None:
        self.text = [] if key in FIELDS else None
        self.meta_key = ""
        self.grow(len(key) + sum(map(len, attributes.values())))
        if self.entry.is_oversized:
            self.text = None
        elif key == "wp:comment":
            self.entry.comments += 1
        elif key == "category":
            self.category = attributes.get("domain", ""), attributes.get("nicename", "")
        elif key == "guid":
            self.entry.fields["guid:permalink"] = attributes.get("isPermaLink", "true")
        elif key == "enclosure" and attributes.get("type", "").startswith("image/"):
            self.entry.fields.setdefault("enclosure:url", attributes.get("url", ""))

    def data(self, text: str) -> None:
        if self.text is None:
            return
        self.text.append(text)
        self.grow(len(text))

    def grow(self, size: int) -> None:
        self.size += size
        if self.size > LONGEST_TEXT:
            self.entry.is_oversized = True
            self.text = None

    def end(self, tag: str) -> None:
        key = self.open.pop()
        depth = len(self.open)
        if depth == 2:
            self._end_entry(key)
        elif depth == 3:
            self._end_field(key)
        elif depth == 4 and self.open[3] == "wp:postmeta":
            value, self.text = "".join(self.text or ()), None
            if key == "wp:meta_key":
                self.meta_key = value
            elif self.meta_key in META:
                self.entry.meta.setdefault(self.meta_key, value)
        elif self.text is not None:
            self.data(f"</{key}>")

    def _end_field(self, key: str) -> None:
        if self.text is None:
            return
        value, self.text = "".join(self.text), None
        if key == "category":
            self.entry.categories.append((*self.category, value))
        elif not self.entry.fields.get(key, "").strip():
            self.entry.fields[key] = value

    def _end_entry(self, key: str) -> None:
        if key == "item":
            self.finished.append(self.entry)
        elif key == "wp:author" and len(self.authors) < MOST_AUTHORS:
            self.authors[self.entry["wp:author_login"]] = self.entry["wp:author_display_name"]


class Export:
    """A file on its way in. `authors` fills as the stream passes them (before their posts)."""

    def __init__(self, path: Path, progress: Callable[[int], None] = lambda count: None) -> None:
        self.path = path
        self.progress = progress
        self.encoding = "utf-8"
        self.skipped_lines = 0
        self.collector = Collector(self.line)
        self.parser = DefusedXMLParser(target=self.collector, forbid_dtd=True)

    def line(self) -> int:
        return self.skipped_lines + int(self.parser.parser.CurrentLineNumber)

    @property
    def authors(self) -> dict[str, str]:
        return self.collector.authors

    @property
    def is_wordpress(self) -> bool:
        """By the namespace its beginning names. Opens the file. Raises Unreadable."""
        with self._opened() as file:
            return b"wordpress.org/export/" in file.read(CHUNK)

    def entries(self) -> Iterator[Entry]:
        """The items one by one. Raises Unreadable where the file breaks, those before it given."""
        with self._opened() as file:
            passed = 0
            for chunk in self._chunks(file):
                problem = self._feed(chunk)
                yield from self.collector.taken()
                if problem:
                    raise problem
                passed += len(chunk)
                if passed - self.parser.parser.CurrentByteIndex > LONGEST_TOKEN:
                    raise Unreadable(
                        _("line %(line)d: a tag or comment never ends") % {"line": self.line()}
                    )
            problem = self._feed(b"", last=True)
            yield from self.collector.taken()
            if problem:
                raise problem

    def _opened(self) -> BinaryIO:
        try:
            mode = self.path.stat().st_mode
            if stat.S_ISDIR(mode):
                raise Unreadable(_("it is a directory"))
            if not stat.S_ISREG(mode):
                raise Unreadable(_("it is not a file"))
            return self.path.open("rb")
        except FileNotFoundError:
            raise Unreadable(_("there is no such file")) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise Unreadable(_("it cannot be opened (%(reason)s)") % {"reason": reason}) from None

    def _chunks(self, file: BinaryIO) -> Iterator[bytes]:
        """The bytes as the parser likes them: no blank lines in front, no control characters."""
        try:
            head = self._beginning(file.read(CHUNK))
            is_wide = head.startswith(WIDE)
            chunk = head
            while chunk:
                yield chunk if is_wide else chunk.translate(None, CONTROLS)
                self.progress(file.tell())
                chunk = file.read(CHUNK)
        except OSError as error:
            raise Unreadable(
                _("it cannot be read to its end (%(reason)s)") % {"reason": error.strerror}
            ) from None

    def _beginning(self, head: bytes) -> bytes:
        stripped = head.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
        if not stripped:
            raise Unreadable(_("it is empty"))
        self.skipped_lines = head[: len(head) - len(stripped)].count(b"\n")
        if declared := DECLARED.match(stripped):
            self.encoding = declared[1].decode().lower()
        if not self.encoding.startswith("utf") and not stripped.isascii() and is_utf8(stripped):
            raise Unreadable(
                _("it says it is %(encoding)s, but its bytes are UTF-8: mend its first line")
                % {"encoding": self.encoding}
            )
        return stripped

    def _feed(self, chunk: bytes, last: bool = False) -> Unreadable | None:
        """The parser's complaint as ours, so that what came before it can be handed over first."""
        try:
            if last:
                self.parser.close()
            else:
                self.parser.feed(chunk)
        except Unreadable as problem:
            return problem
        except DefusedXmlException:
            return Unreadable(
                _("it brings its own DTD or entities, which no export needs: refused")
            )
        except (LookupError, ValueError):
            return Unreadable(
                _("its encoding %(encoding)s is not known: save it as UTF-8")
                % {"encoding": self.encoding}
            )
        except ParseError as error:
            return self._explained(error, chunk)
        return None

    def _explained(self, error: ParseError, chunk: bytes) -> Unreadable:
        line = self.skipped_lines + error.position[0]
        problem = errors.messages.get(error.code, "")
        if problem == errors.XML_ERROR_UNKNOWN_ENCODING:
            return Unreadable(
                _("its encoding %(encoding)s is not known: save it as UTF-8")
                % {"encoding": self.encoding}
            )
        if (
            not self.collector.open
            and not self.collector.finished
            and not self.collector.entry.line
        ):
            return Unreadable(
                _("it is not XML (line %(line)d: %(problem)s)") % {"line": line, "problem": problem}
            )
        if (
            problem == errors.XML_ERROR_INVALID_TOKEN
            and self.encoding == "utf-8"
            and not is_utf8(chunk)
        ):
            return Unreadable(
                _(
                    "line %(line)d: bytes that are not the UTF-8 the file names; what stood before came in"
                )
                % {"line": line}
            )
        return Unreadable(
            _("line %(line)d: the XML is broken (%(problem)s); what stood before came in")
            % {"line": line, "problem": problem}
        )


def is_utf8(chunk: bytes) -> bool:
    """Whether a piece cut anywhere out of a file could be UTF-8."""
    start = next((i for i in range(min(4, len(chunk))) if chunk[i] & 0xC0 != 0x80), 0)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(chunk[start:])
    except UnicodeDecodeError:
        return False
    return True
