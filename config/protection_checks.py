"""The checks behind “How this site protects you”: each asks the running site, not its documentation.

A check returns what it saw, in a few words without anybody's data, or raises Unconfirmed.
"""

import logging
import runpy
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import get_hashers
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.log import AdminEmailHandler
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.sessions import SessionStore
from config import messages, privacy_audit
from config.catalogues import LOCALE
from config.visiting import Page, Watch, confirm, pages, policy
from core import embeds
from core.asking import ask, host
from core.scrubbing import Formatter

FLIGHT = 14 * 1024  # bytes
FRAMES = {site.origin for site in embeds.SITES}  # made when a reader asks for one
PLANTED = "anna@example.org"


# While you read


def no_cookie() -> str:
    seen = [(path, response) for path, response in pages()]
    for path, response in seen:
        confirm(not response.cookies, f"{path} sets a cookie")
    return f"{len(seen)} pages"


def no_record() -> str:
    """Every statement those pages make is looked at."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        count = len(list(pages()))
    confirm(not watch.writing, f"reading makes the database {', '.join(sorted(watch.writing))}")
    return f"{count} pages"


def no_third_party() -> str:
    loaded = {address for _path, response in pages() for address in Page(response).loaded}
    foreign = {urlsplit(address).netloc for address in loaded} - {"", host()}
    confirm(not foreign, f"{len(foreign)} other hosts")
    for path, response in pages():
        for directive, sources in policy(response).items():
            asked_for = FRAMES if directive == "frame-src" else set()
            allowed = set(sources) <= {"'self'", "'none'"} | asked_for
            confirm(allowed, f"{path} lets the browser ask elsewhere")
    return f"{len(loaded)} files, all ours"


def referrer() -> str:
    for path, response in pages():
        confirm(response.get("Referrer-Policy") in ("same-origin", "no-referrer"), path)
    return "same-origin"


def no_script() -> str:
    """The text of a post is in its page, and whatever can be pressed is a form's."""
    for path, response in pages():
        page = Page(response)
        confirm(not page.inline and not page.dead, f"{path} needs a script")
    return "all that can be pressed is a link or a form"


def own_files() -> str:
    for path, response in pages():
        sources = policy(response).get(
            "script-src", policy(response).get("default-src", ["missing"])
        )
        confirm(set(sources) <= {"'self'", "'none'"}, f"{path}: {' '.join(sources)}")
        confirm(not Page(response).inline, f"{path} has inline code")
    return "script-src 'self'"


def first_visit() -> str:
    sizes = {path: visit(response) for path, response in pages()}
    confirm(sizes, "no page")
    path, size = max(sizes.items(), key=lambda item: item[1])
    confirm(size <= FLIGHT, f"{path}: {size} bytes")
    return f"{size} bytes at most"


def visit(response: HttpResponse) -> int:
    """Bytes of the page and its style sheets, as they go over the wire."""
    names = [sheet.removeprefix(settings.STATIC_URL) + ".br" for sheet in Page(response).sheets]
    files = [settings.STATIC_ROOT / name for name in names]
    confirm(files and all(file.is_file() for file in files), "the style sheets are not compressed")
    return len(response.content) + sum(file.stat().st_size for file in files)


def languages() -> str:
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        count = len(list(messages.faults(path)))
        confirm(not count, f"{count} messages are not translated")
    return "no gaps"


# On our server


def encrypted() -> str:
    plain = ask(reverse("home"), scheme="http")
    confirm(plain.status_code == 301 and plain["Location"].startswith("https:"), "no redirect")
    confirm("max-age" in ask(reverse("home")).get("Strict-Transport-Security", ""), "no HSTS")
    return "redirect and HSTS"


def no_address() -> str:
    wrong = [found for found in privacy_audit.audit() if not found.is_allowed]
    confirm(not wrong, ", ".join(sorted({f"{found.kind} in {found.place}" for found in wrong})))
    confirm(not privacy_audit.stale(), "a declared column is gone")
    return f"{len(privacy_audit.columns())} columns"


def logs() -> str:
    """The formatter is tried; every handler has it, and so does the web server by its settings."""
    record = logging.LogRecord("x", logging.ERROR, "", 0, "%s?q=%s", (PLANTED, PLANTED), None)
    confirm(PLANTED not in Formatter().format(record), "the formatter lets an address through")
    config: dict[str, Any] = settings.LOGGING
    formatters = config["formatters"]
    for name, handler in config["handlers"].items():
        kind = formatters.get(handler.get("formatter"), {}).get("class", "logging.Formatter")
        confirm(issubclass(import_string(kind), Formatter), f"handler {name} has another formatter")
    mailing = [
        it for it in logging.getLogger("django").handlers if isinstance(it, AdminEmailHandler)
    ]
    confirm(not mailing, "errors are mailed with their requests")
    server = runpy.run_path(str(settings.BASE_DIR / "deploy/gunicorn.conf.py"))
    confirm(server["logger_class"] == "config.weblog.Logger", "the web server logs by itself")
    return f"access log {'on, without persons' if server['accesslog'] else 'off'}"


def uploads() -> str:
    """With a drawing that holds a script, taken away again."""
    name = default_storage.save("protection-check.svg", ContentFile(b"<svg/>"))
    try:
        response = ask(default_storage.url(name))
        if isinstance(response, FileResponse) and response.file_to_stream:
            response.file_to_stream.close()  # not the response: that would close the connection
        confirm(response.status_code == 200, f"answered {response.status_code}")
        confirm("sandbox" in response.get("Content-Security-Policy", ""), "no sandbox")
        confirm(response.get("X-Content-Type-Options") == "nosniff", "the type may be guessed")
    finally:
        default_storage.delete(name)
    return "sandbox, nosniff"


# If you have an account


def passwords() -> str:
    confirm(get_hashers()[0].algorithm == "argon2", "another way of hashing is preferred")
    is_known = Q(password__startswith="argon2$") | Q(password__startswith="!")  # noqa: S106
    older = User.objects.exclude(is_known)
    confirm(not older.exists(), "some members have not signed in since the change to Argon2")
    return "argon2"


def sessions() -> str:
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    confirm(isinstance(store, SessionStore), "not the store that seals")
    sealed = [store.encode({"name": PLANTED}) for _time in range(2)]
    confirm(PLANTED not in sealed[0] and sealed[0] != sealed[1], "sessions are not encrypted")
    confirm(store.decode(sealed[0]) == {"name": PLANTED}, "sessions can't be read back")
    return "sealed"


def cookies() -> str:
    flags = {
        "secure": settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE,
        "http only": settings.SESSION_COOKIE_HTTPONLY and settings.CSRF_COOKIE_HTTPONLY,
        "same site": settings.SESSION_COOKIE_SAMESITE in ("Lax", "Strict"),
    }
    missing = [name for name, is_set in flags.items() if not is_set]
    confirm(not missing, f"not {', '.join(missing)}")
    return ", ".join(flags)
