"""A period's payments as a file."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from donations import exporting
from donations.models import today

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Day(forms.DateField):
    """Shown as a browser's own calendar, which sends ISO dates; as the language writes them, too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
        )


class PeriodForm(forms.Form):
    first = _Day(label=pgettext_lazy("period", "From"))
    last = _Day(label=pgettext_lazy("period", "To"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (first := data.get("first")) and (last := data.get("last")) and last < first:
            raise ValidationError(_("The last day is before the first."))
        return data


def last_month() -> dict[str, datetime.date]:
    last = today().replace(day=1) - datetime.timedelta(days=1)
    return {"first": last.replace(day=1), "last": last}


def export(request: HttpRequest) -> HttpResponseBase:
    """The file, as ?first=&last=&as=csv or xlsx says; the form, when that is no period."""
    if not request.user.has_perm("donations.export_payment"):
        raise PermissionDenied
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    form = PeriodForm(request.GET if request.GET else None, initial=last_month())
    if not form.is_valid():
        return _ask(request, form)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    name = f"payments-{first}-{last}"
    if request.GET.get("as") == "xlsx":
        file = exporting.as_workbook(first, last)
        return FileResponse(
            file, as_attachment=True, filename=f"{name}.xlsx", content_type=WORKBOOK
        )
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(
        exporting.as_csv(first, last), content_type="text/csv; charset=utf-8", headers=disposition
    )


def _ask(request: HttpRequest, form: PeriodForm) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Export payments"),
        "period": form,
    }
    status = 400 if form.is_bound else 200
    return render(request, "admin/donations/export.html", context, status=status)
