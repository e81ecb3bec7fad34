"""The admin's door: staff come in through the site's own sign-in, and with a second factor."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from accounts.models import User

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff, who have shown a second factor in this very session, and have it still.

        No query for others.
        """
        return super().has_permission(request) and has_shown_second_factor(request)

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


def _to(view: str, back: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(view)}?{urlencode({REDIRECT_FIELD_NAME: back})}")
