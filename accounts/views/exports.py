"""A member's copy of everything that is theirs."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import exporting
from accounts.models import Export
from accounts.views.me import FORM, member


@login_required
@require_http_methods(FORM)
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        exporting.ask(member(request))
        return redirect("accounts:export")
    context = {"export": exporting.current(member(request)), "noindex": True}
    return render(request, "accounts/export.html", context)


@login_required
@require_safe
@reauthentication_required
@never_cache
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Others' and those that are gone don't exist. The file's name says nothing of whose it is."""
    alive = Export.objects.filter(ready_at__isnull=False, expires_at__gt=timezone.now())
    export = get_object_or_404(alive, pk=pk, user=member(request))
    try:
        file = exporting.path_of(export).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"export-{export.ready_at:%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name)
