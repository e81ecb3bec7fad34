"""The admin's door: staff come in through the site's own sign-in, and with a second factor."""

from functools import update_wrapper
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts import holding
from accounts.models import User
from core import panels
from core.choices import remember_language
from core.languages import LANGUAGES, site_name

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff, who have shown a second factor in this very session, and have it still.

        No query for others.
        """
        return super().has_permission(request) and has_shown_second_factor(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """What was sent after the session ended isn’t lost on the way to sign in."""
        opened: Any = super().admin_view(view, cacheable)

        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            may_return = request.user.is_staff or not request.user.is_authenticated
            if may_return and holding.is_sent_by_hand(request) and not self.has_permission(request):
                return holding.hold(request)
            return opened(request, *args, **kwargs)

        return update_wrapper(door, opened)

    index_title = gettext_lazy("Start page")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        named = {"site_title": site_name(), "site_header": site_name()}
        return {**super().each_context(request), **named}

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """What waits for whoever comes in, above the lists they may open."""
        return super().index(request, {**(extra_context or {}), **_panels(request)})

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        more = {**(extra_context or {}), **_panels(request, app_label)}
        return super().app_index(request, app_label, more)

    def get_urls(self) -> list[Any]:
        chosen = self.admin_view(require_POST(self.choose_language))
        return [path("language/", chosen, name="language"), *super().get_urls()]

    def choose_language(self, request: HttpRequest) -> HttpResponse:
        """Of the account, by a button in every page's head; this browser follows elsewhere. Back there."""
        person: Any = request.user
        chosen, back = request.POST.get("language", ""), request.POST.get("next", "")
        is_here = url_has_allowed_host_and_scheme(back, None)
        response = HttpResponseRedirect(back if is_here else reverse("admin:index"))
        if chosen in LANGUAGES:
            User.objects.filter(pk=person.pk).update(language=chosen)
            remember_language(response, chosen)
        return response

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """On to what is missing: signing in, setting up a second factor, or showing it."""
        user = request.user
        asked = request.GET.get(REDIRECT_FIELD_NAME, "")
        back = asked if url_has_allowed_host_and_scheme(asked, None) else reverse("admin:index")
        if not isinstance(user, User):
            return _to("account_login", back)
        if not (user.is_active and user.is_staff):
            raise PermissionDenied
        if not is_mfa_enabled(user, FACTORS):
            messages.warning(
                request, _("To open the admin, set up a passkey or an authenticator app first.")
            )
            return HttpResponseRedirect(reverse("mfa_index"))
        if not has_shown_second_factor(request):
            return _to("mfa_reauthenticate", back)
        return HttpResponseRedirect(back)


def has_shown_second_factor(request: HttpRequest) -> bool:
    """A recovery code is none: two of one sheet, without password or app, would open the admin.

    Django asks at the door and again for the page: one query for both.
    """
    user = request.user if isinstance(request.user, User) else None
    shown = [record.get("id") for record in get_authentication_records(request, user)]
    answers = request.__dict__.setdefault("second_factors", {})  # as long as the request
    key = getattr(user, "pk", None), *shown
    if key not in answers:
        factors = Authenticator.objects.filter(pk__in=shown, user=user, type__in=FACTORS)
        answers[key] = factors.exists()
    return bool(answers[key])


def _panels(request: HttpRequest, app: str = "") -> dict[str, Any]:
    shown = panels.shown_to(request, app)
    return {"panels": shown, "panel_styles": panels.styles(shown)}


def _to(view: str, back: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(view)}?{urlencode({REDIRECT_FIELD_NAME: back})}")
