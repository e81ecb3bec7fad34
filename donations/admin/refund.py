"""Refunding a payment: how much, asked once more, done, and written down."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donations import money, refunding, remote
from donations.models import Payment

RIGHTS = ["donations.view_payment", "donations.refund_payment"]


class RefundForm(forms.Form):
    """`amount` is typed as people do; cleaned, it is minor units of the payment's currency."""

    amount = forms.CharField(label=gettext_lazy("Amount to give back"))

    def __init__(self, payment: Payment, left: int, data: Any = None) -> None:
        super().__init__(data, initial={"amount": money.figures(left)})
        self.payment, self.left = payment, left

    def clean_amount(self) -> int:
        try:
            amount = money.read(self.cleaned_data["amount"], self.payment.currency)
        except money.Unreadable as error:
            raise ValidationError(str(error.reason)) from None
        if not 0 < amount <= self.left:
            raise ValidationError(
                _("Of this payment, %(left)s can still go back.")
                % {"left": money.written(self.left, self.payment.currency)}
            )
        return amount


class DecisionForm(forms.Form):
    """What was on the page that asked once more."""

    amount = forms.IntegerField(min_value=1, widget=forms.HiddenInput)  # minor units
    knowing = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def refund(request: HttpRequest, pk: int, model_admin: admin.ModelAdmin[Any]) -> HttpResponse:
    """GET asks how much, GET with an amount asks once more, POST does it."""
    if not request.user.has_perms(RIGHTS):
        raise PermissionDenied
    payment = get_object_or_404(Payment.objects.select_related("campaign"), pk=pk)
    match request.method:
        case "POST":
            decision = DecisionForm(request.POST)
            level, said = messages.ERROR, _("This form was not whole. Please begin again.")
            if decision.is_valid():
                level, said = _given_back(request, payment, model_admin, **decision.cleaned_data)
            messages.add_message(request, level, said)
            address = reverse("admin:donations_payment_change", args=[pk])
            return HttpResponseRedirect(address)
        case "GET":
            return _ask(request, payment, model_admin)
    return HttpResponseNotAllowed(["GET", "POST"])


def _ask(
    request: HttpRequest, payment: Payment, model_admin: admin.ModelAdmin[Any]
) -> HttpResponse:
    left = refunding.left(payment)
    form = RefundForm(payment, left, request.GET if "amount" in request.GET else None)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Refund a payment"),
        "opts": model_admin.opts,
        "payment": payment,
        "left": money.written(left, payment.currency) if left else "",
        "is_traceable": refunding.is_traceable(payment),
        "form": form,
    }
    if not form.is_valid():
        return render(request, "admin/donations/refund.html", context)
    amount = form.cleaned_data["amount"]
    context |= {
        "amount": money.written(amount, payment.currency),
        "is_whole": amount == payment.amount,
        "decision": DecisionForm(initial={"amount": amount, "knowing": refunding.known(payment)}),
    }
    return render(request, "admin/donations/refund_confirm.html", context)


def _given_back(
    request: HttpRequest,
    payment: Payment,
    model_admin: admin.ModelAdmin[Any],
    *,
    amount: int,
    knowing: int,
) -> tuple[int, str]:
    """What is to be said of it."""
    try:
        row = refunding.refund(payment, amount, knowing=knowing)
    except remote.Unavailable as error:
        model_admin.log_change(request, payment, _("Refund asked for; Stripe gave no answer."))
        return _why_not(error)
    except (refunding.Changed, refunding.Untraceable, remote.GatewayError) as error:
        return _why_not(error)
    written = money.written(row.amount, row.currency)
    model_admin.log_change(request, payment, _("Refunded: %(amount)s.") % {"amount": written})
    said = {"amount": written, "state": row.get_state_display()}
    return messages.SUCCESS, _("%(amount)s: %(state)s.") % said


def _why_not(error: Exception) -> tuple[int, str]:
    match error:
        case refunding.Changed():
            return messages.WARNING, _(
                "Nothing was done now: something of this payment went back meanwhile. Look below what it"
                " was, and decide anew."
            )
        case refunding.Untraceable():
            return messages.ERROR, _(
                "Nothing here leads to this payment at Stripe any more. Refund it in Stripe’s dashboard:"
                " we shall hear of it."
            )
        case remote.Unavailable():
            return messages.WARNING, _(
                "Stripe gave no answer: it may have been done. Look again in some minutes, before you ask"
                " for it again."
            )
    return messages.ERROR, _("Stripe refused: %(reason)s.") % {"reason": error}
