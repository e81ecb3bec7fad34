"""What a signed-in member's settings change about every page."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from accounts import sessions
from accounts.models import User

Handler = Callable[[HttpRequest], HttpResponseBase]

DOORS = ("account_", "accounts_", "mfa_")  # how the names of their addresses begin


class Unkept:
    """The doors leave nothing on the reader's disk: neither codes nor that somebody has an account."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.resolver_match and (request.resolver_match.url_name or "").startswith(DOORS):
            add_never_cache_headers(response)
        return response


class Member:
    """Times in the member's own zone; the day of use noted in the session, once a day.

    A reader without a session costs nothing here.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        timezone.deactivate()  # of whom this thread served before
        if request.session.session_key and isinstance(request.user, User):
            sessions.note_use(request, request.user)
            if request.user.time_zone in zoneinfo.available_timezones():
                timezone.activate(request.user.time_zone)
        return self.get_response(request)
