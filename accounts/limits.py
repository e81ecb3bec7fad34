"""How often one source may send the forms by which people come in, decided before any of their work.

A source is what `core.middleware.Source` left in REMOTE_ADDR: a pseudonym for a day, never an address.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import ngettext

from core import ratelimit

MINUTE, HOUR = 60, 3600
READING = {"GET", "HEAD", "OPTIONS"}


class Rate(NamedTuple):
    limit: int
    seconds: int


class Limit(NamedTuple):
    """`scope` is what the counts go by: views of one scope share them."""

    scope: str
    rates: tuple[Rate, ...]  # the shortest first: what it refuses is not counted in the longer ones


# A whole mobile network may stand behind one source, so these stop floods; guessing at one account
# is stopped by accounts.adapter, which counts by account.
SELDOM = (Rate(6, MINUTE), Rate(30, HOUR))
OFTEN = (Rate(30, MINUTE),)

LIMITS = {  # by the name of the view
    "account_signup": Limit("signup", SELDOM),
    "account_reset_password": Limit("reset", SELDOM),
    "account_request_login_code": Limit("code", SELDOM),
    "accounts_recover": Limit("recovery", SELDOM),
    "account_login": Limit("login", OFTEN),
    "admin:login": Limit("login", OFTEN),
    "mfa_login_webauthn": Limit("login", OFTEN),
    "mfa_authenticate": Limit("confirm", OFTEN),
    "account_confirm_login_code": Limit("confirm", OFTEN),
    "account_confirm_password_reset_code": Limit("confirm", OFTEN),
    "account_email_verification_sent": Limit("confirm", OFTEN),
}


class Limits:
    """Answers 429 before forms, sessions, passwords or the database are touched.

    It stands after LocaleMiddleware, whose language addresses and page need, and before whatever
    reads a session: so it looks up the view by itself, for what is not mere reading.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        limit = None if request.method in READING else limit_of(request.path_info)
        seconds = refused_for(request, limit) if limit else 0
        return too_many(request, seconds) if seconds else self.get_response(request)


def limit_of(path: str) -> Limit | None:
    try:
        return LIMITS.get(resolve(path).view_name)
    except Resolver404:
        return None


def refused_for(request: HttpRequest, limit: Limit) -> int:
    """Count one attempt; seconds until the source is heard again, 0 when it is heard now."""
    scope, source = f"form:{limit.scope}", request.META["REMOTE_ADDR"]
    share = share_of(request)
    for allowed, seconds in limit.rates:
        if not ratelimit.allow(scope, source, limit=allowed * share, seconds=seconds):
            return ratelimit.until_next_window(seconds)
    return 0


def share_of(request: HttpRequest) -> int:
    """How many people's limits a source may use up: 1, of the onion's ONION_SHARE.

    All visitors of the onion arrive from the tor daemon: to us they are one source, and a limit for
    one person would lock them out together. They get the challenge instead, since pressure is
    judged without this share, and the wider limit only keeps a flood through the onion from taking
    every process. Naming the onion as the host from elsewhere buys the same and no more: a wider
    limit, with a challenge for nearly every form.
    """
    onion = getattr(settings, "ONION_HOST", "")
    return settings.ONION_SHARE if onion and request.get_host() == onion else 1


def too_many(request: HttpRequest, seconds: int = MINUTE) -> HttpResponse:
    """The page 429, which says when to come back; also allauth's, as `handler429`."""
    context = {"noindex": True, "status": 429, "again": in_words(seconds)}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def in_words(seconds: int) -> str:
    if seconds < 2 * MINUTE:
        text = ngettext("Try again in %(n)d second.", "Try again in %(n)d seconds.", seconds)
        return text % {"n": seconds}
    minutes = -(-seconds // MINUTE)  # rounded up: never sooner than it is true
    return ngettext("Try again in %(n)d minute.", "Try again in %(n)d minutes.", minutes) % {
        "n": minutes
    }
