"""What every page's frame shows: the site's name, the other language's address, the theme."""

from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path

from config.preferences import theme_of
from core.languages import LANGUAGES, current_language, site_name


def alternates(path: str) -> dict[str, str]:
    """The same page in every language; views of things with a slug per language give their own."""
    _root, prefix, rest = ([*path.split("/", 2), "", ""])[:3]
    if prefix == "accounts":  # the contract's addresses, which know no language
        rest = f"{prefix}/{rest}"
    elif prefix not in LANGUAGES:
        rest = ""
    return {code: f"/{code}/{rest}" for code in LANGUAGES}


def root(request: HttpRequest) -> str:
    """What goes before a path to make it an address; empty on the page that refuses a foreign host."""
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": site_name(),
        "language": current_language(),
        "languages": dict(settings.LANGUAGES),
        "alternates": alternates(escape_uri_path(request.path)),
        "theme": theme_of(request),
        "site_links": settings.SITE_LINKS,
        "quick_exit_url": settings.QUICK_EXIT_URL,
        "root": root(request),
    }
