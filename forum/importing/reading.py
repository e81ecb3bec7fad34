"""Reading a file of topics: JSON into entries, and whatever can be wrong with a file as such."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from forum.importing.items import Unreadable

LARGEST = 200 << 20  # bytes; read whole, it takes some five times as much memory


@dataclass(frozen=True)
class Export:
    """The two lists of a file; their items may be anything."""

    categories: Sequence[Any]
    threads: Sequence[Any]


def read(path: Path) -> Export:
    """Raises Unreadable."""
    content = parsed(contents(path))
    if not isinstance(content, dict) or not isinstance(content.get("threads"), list):
        raise Unreadable(_("it has no list of threads"))
    categories = content.get("categories", [])
    if not isinstance(categories, list):
        raise Unreadable(_("its categories are no list"))
    return Export(categories, content["threads"])


def contents(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable(_("it is a directory"))
        if path.exists() and not path.is_file():
            raise Unreadable(_("it is not a file"))
        if path.stat().st_size > LARGEST:
            raise Unreadable(_("it is larger than %(count)d MB") % {"count": LARGEST >> 20})
        return path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(_("there is no such file")) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise Unreadable(_("it cannot be opened (%(reason)s)") % {"reason": reason}) from None


def parsed(content: bytes) -> Any:
    """JSON in any of its encodings, with or without a byte order mark."""
    try:
        return json.loads(content, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise Unreadable(
            _("it is no JSON (line %(line)d, column %(column)d)")
            % {"line": error.lineno, "column": error.colno}
        ) from None
    except RecursionError:
        raise Unreadable(_("its lists are nested too deep")) from None
    except ValueError:  # UnicodeDecodeError; numbers of thousands of digits
        raise Unreadable(_("it holds what is no text or no number")) from None


def refuse(name: str) -> NoReturn:
    """NaN and Infinity are no JSON, though Python reads them."""
    raise ValueError(name)
