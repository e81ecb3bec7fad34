"""The treasurer's first page: the figures, drawn."""

from functools import cache, partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from donations import campaigns, drawing, money, treasury
from donations.admin.export import PeriodForm, last_month
from donations.drawing import Plot, Series
from donations.models import Campaign

CAMPAIGNS = 6  # the newest; the list has the rest


def overview(request: HttpRequest) -> HttpResponse:
    """Eight queries beside those of every page of the admin."""
    if not request.user.has_perm("donations.view_payment"):
        raise PermissionDenied
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    flow = treasury.flow()
    context = {
        **admin.site.each_context(request),
        "title": _("Donations at a glance"),
        "definitions": treasury.DEFINITIONS,
        "recurring": treasury.recurring(),
        "waiting": treasury.waiting(),
        "money": money_plots(treasury.money()),
        "flow": flow_plot(flow),
        "running": running_plot(flow),
        "after": treasury.AFTER,
        "cohorts": treasury.retention(),
        "campaigns": campaign_rows(),
        "period": PeriodForm(initial=last_month()),
        "may_export": request.user.has_perm("donations.export_payment"),
    }
    return render(request, "admin/donations/overview.html", context)


def money_plots(by_currency: dict[str, list[treasury.Month]]) -> dict[str, Plot]:
    """By the currency's code, as it is written."""
    plots = {}
    for code, series in by_currency.items():
        months = [each.month for each in series]
        drawn = [
            Series(_("monthly"), "series-a", [each.monthly for each in series]),
            Series(_("once"), "series-b", [each.once for each in series]),
        ]
        write = cache(partial(_written, code=code))
        plots[code.upper()] = drawing.stacked(f"money-{code}", months, drawn, write, _("together"))
    return plots


def _written(amount: int, code: str) -> str:
    return money.written(amount, code)


def flow_plot(flow: list[treasury.Flow]) -> Plot:
    series = [
        Series(pgettext("monthly donations", "new"), "series-a", [each.new for each in flow]),
        Series(
            pgettext("monthly donations", "ended"),
            "series-c",
            [each.ended for each in flow],
            is_down=True,
        ),
        Series(
            pgettext("monthly donations", "failed"),
            "series-d",
            [each.failed for each in flow],
            is_down=True,
        ),
    ]
    months = [each.month for each in flow]
    return drawing.stacked("flow", months, series, number_format, _("more or fewer"))


def running_plot(flow: list[treasury.Flow]) -> Plot:
    series = Series(
        pgettext("monthly donations", "running"), "series-a", [each.running for each in flow]
    )
    return drawing.line("running", [each.month for each in flow], series, number_format)


def campaign_rows() -> list[dict[str, Any]]:
    rows = list(Campaign.objects.all()[:CAMPAIGNS])
    progress = campaigns.raised_by_each(rows)
    return [{"row": row, "progress": progress[row.pk]} for row in rows]
