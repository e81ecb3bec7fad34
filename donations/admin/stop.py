"""Stopping somebody's monthly donation: asked once more, done, and written down."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from donations import remote, stopping
from donations.models import Subscription

State = Subscription.State


def stop(request: HttpRequest, pk: int, model_admin: admin.ModelAdmin[Any]) -> HttpResponse:
    if not _may(request):
        raise PermissionDenied
    row = get_object_or_404(Subscription.objects.select_related("campaign"), pk=pk)
    back = HttpResponseRedirect(reverse("admin:donations_subscription_change", args=[pk]))
    match request.method:
        case "POST":
            level, said = _stopped(request, row, model_admin)
            messages.add_message(request, level, said)
            return back
        case "GET" if row.can_stop and row.stripe_id:
            context = {
                **model_admin.admin_site.each_context(request),
                "title": _("Stop a monthly donation"),
                "opts": model_admin.opts,
                "row": row,
                "is_unpaid": row.state in (State.PAST_DUE, State.UNPAID),
            }
            return render(request, "admin/donations/stop.html", context)
        case "GET":
            messages.info(request, _over())
            return back
    return HttpResponseNotAllowed(["GET", "POST"])


def _may(request: HttpRequest) -> bool:
    return request.user.has_perms(["donations.view_subscription", "donations.stop_subscription"])


def _over() -> str:
    return _("It is ending already or over, or nothing here leads to it at Stripe any more.")


def _stopped(
    request: HttpRequest, row: Subscription, model_admin: admin.ModelAdmin[Any]
) -> tuple[int, str]:
    """What is to be said of it. Logged as soon as it is asked for: a job goes on with it."""
    if not row.can_stop or not row.stripe_id:
        return messages.INFO, _over()
    model_admin.log_change(request, row, _("A stop was asked for."))
    try:
        stopped = stopping.stop(row, by=Subscription.End.TREASURER)
    except remote.Unavailable:
        return messages.WARNING, _(
            "Stripe does not answer. The donation is not stopped yet; we go on asking by ourselves"
            " until it is. Look at this page again in an hour."
        )
    except remote.GatewayError as error:
        return messages.ERROR, _("Stripe refused: %(reason)s.") % {"reason": error}
    if stopped.is_stopping:
        return messages.ERROR, _("Stripe did not stop it. Please look at it in Stripe’s dashboard.")
    return messages.SUCCESS, _("Stopped: there will be no further charge. The donor gets a letter.")
