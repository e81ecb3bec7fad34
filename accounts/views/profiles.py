"""Public profiles: what one member shows to everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import User


def profile(request: HttpRequest, name: str) -> HttpResponse:
    """The hidden, the closed and those who never were get one 404, after one query each."""
    found = User.objects.visible_to(request.user).named(name).first()
    if not found:
        raise Http404
    if found.name != name:
        return redirect(found)
    context = {
        "member": found,
        "is_hidden_from_others": not found.is_public,
        "noindex": True,
    }
    return render(request, "accounts/profile.html", context)
