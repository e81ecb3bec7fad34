"""Ending letters from a letter, without signing in."""

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import mailing
from accounts.models import User


@csrf_exempt  # mail programs post here themselves: RFC 8058
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A scanner that follows the link changes nothing: GET shows, POST acts."""
    try:
        user, kinds = mailing.whose(token)
    except (BadSignature, User.DoesNotExist):
        raise Http404 from None
    if request.method == "POST":
        mailing.switch_off(user, *kinds)
    context = {
        "kinds": [mailing.KINDS[kind] for kind in kinds if kind in mailing.KINDS],
        "is_off": set(kinds) <= set(user.mail_off),
        "noindex": True,
    }
    return render(request, "accounts/unsubscribe.html", context)
