"""What a signed-in member's settings change about every page, and asking for the password again."""

import copy
import zoneinfo
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from accounts import sessions
from accounts.models import User

Handler = Callable[[HttpRequest], HttpResponseBase]

# Of a request that waits for the password: enough to be answered later, nothing of who sent it.
NEEDED_LATER = (
    "REQUEST_METHOD", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "HTTP_X_FORWARDED_PROTO",
    "REMOTE_ADDR",  # the pseudonym core.middleware.Source put there, by which limits count
)  # fmt: skip

# What a query says of a row that is gone: not there, not updated, not to be referred to.
CLOSED_MEANWHILE = {User.DoesNotExist, DatabaseError, IntegrityError}
DOORS = ("account_", "accounts_", "mfa_")  # how the names of their addresses begin


class Unkept:
    """The doors leave nothing on the reader's disk: neither codes nor that somebody has an account."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.resolver_match and (request.resolver_match.url_name or "").startswith(DOORS):
            add_never_cache_headers(response)
        if is_leaving(request) and response.status_code == 302:  # not a forged form
            response["Clear-Site-Data"] = '"cache", "storage"'  # whose pages were private
        return response


def is_leaving(request: HttpRequest) -> bool:
    match = request.resolver_match
    return request.method == "POST" and bool(match and match.url_name == "account_logout")


class Member:
    """Times in the member's own zone, their theme; the day of use noted in the session, once a day.

    In the admin their language too, whatever the browser says: its addresses name none, and a
    computer that several editors use speaks to each as they chose. A reader without a session costs
    nothing here.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        timezone.deactivate()  # of whom this thread served before
        if request.session.session_key and isinstance(request.user, User):
            sessions.note_use(request, request.user)
            request.theme = request.user.theme  # type: ignore[attr-defined]  # for the page's frame
            if request.user.time_zone in zoneinfo.available_timezones():
                timezone.activate(request.user.time_zone)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        match = request.resolver_match
        is_admin = match is not None and match.app_name == "admin"
        if is_admin and isinstance(request.user, User) and request.user.is_staff:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Whose account was closed while they were being answered is a stranger."""
        if type(exception) not in CLOSED_MEANWHILE or not request.user.pk:
            return None
        if User.objects.filter(pk=request.user.pk).exists():
            return None
        request.session.flush()
        return redirect("account_login")


class Reauthentication:
    """Ask for the password once more, and keep of the interrupted request only its form.

    Stands after allauth's middleware, whose own answer would store cookies in the session, and
    keep the forms of people who haven't signed in at all.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ReauthenticationRequired):
            return None
        methods = get_adapter().get_reauthentication_methods(request.user)
        if not methods:
            return redirect_to_login(request.get_full_path())
        request.POST  # noqa: B018  read while the headers that tell how are there
        suspended = copy.copy(request)
        suspended.META = {key: request.META[key] for key in NEEDED_LATER if key in request.META}
        answer: HttpResponse = suspend_request(suspended, methods[0]["url"])
        return answer
