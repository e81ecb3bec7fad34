"""The form in which an older site's address is kept and asked for."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import unquote, urlsplit

MADE_UP = "/?item="
LONGEST = 500  # characters the column holds
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def stored_path(link: str) -> str:
    """The path of an address, decoded, without its trailing slash; "" when it has none to tell posts apart.

    A query counts only where the path says nothing (`/?p=12`, `/index.php?id=12`).
    """
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return ""
    path = with_query(normal_path(unquote(parts.path)), parts.query)
    return "" if path == "/" else path


def with_query(path: str, query: str) -> str:
    """A normal path, and what was asked for behind it where that alone tells pages apart."""
    if query and (path == "/" or path.endswith(".php")):
        return f"{path}?{UNPRINTABLE.sub('', unquote(query))}"
    return path


def normal_path(path: str) -> str:
    """A decoded path in the one spelling that is kept: composed letters, no trailing slash."""
    return "/" + UNPRINTABLE.sub("", unicodedata.normalize("NFC", path)).strip("/ ")


def made_up_path(*names: str) -> str:
    """An identity for what has no address of its own: no page of any site answers to it."""
    digest = hashlib.sha256("\0".join(names).encode("utf-8", "replace")).hexdigest()
    return f"{MADE_UP}{digest[:32]}"


def is_made_up(path: str) -> bool:
    return path.startswith(MADE_UP)
