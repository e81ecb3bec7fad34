"""Payments, what went back of them, and visits to Stripe's page."""

import re
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from donations import money, refunding
from donations.admin import export, overview, refund
from donations.admin.showing import CurrencyFilter, ShownAdmin, ShownInline
from donations.models import Checkout, Dispute, Payment, PaymentQuerySet, PaymentTrace, Refund

NUMBER = re.compile(r"\s*(?:[0-9]{4}\s*[-–]\s*)?0*([0-9]{1,18})\s*")


class RefundInline(ShownInline):
    model = Refund
    fields = readonly_fields = ("written", "state", "made_on")


class DisputeInline(ShownInline):
    model = Dispute
    fields = readonly_fields = ("written", "kind", "state", "opened_on")


@admin.register(Payment)
class PaymentAdmin(ShownAdmin):
    change_form_template = "admin/donations/payment.html"
    change_list_template = "admin/donations/payments.html"
    list_display = ("number", "written", "kind", "paid_on", "went_back", "campaign")
    list_filter = ("kind", CurrencyFilter, "campaign")
    list_select_related = ("campaign",)
    date_hierarchy = "paid_on"
    search_fields = ("pk",)
    search_help_text = _("The number of a receipt")
    inlines = (RefundInline, DisputeInline)

    def get_queryset(self, request: HttpRequest) -> PaymentQuerySet:
        return super().get_queryset(request).with_returned()  # type: ignore[no-any-return,attr-defined]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By the number people have on their receipt, whole or without its year."""
        if not search_term:
            return queryset, False
        typed = NUMBER.fullmatch(search_term)
        return (queryset.filter(pk=typed[1]) if typed else queryset.none()), False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What leads to the payment at Stripe is for who may refund it."""
        shown = ("number", "written", "kind", "campaign", "subscription", "paid_on", "went_back")
        return (*shown, "at_stripe") if may_refund(request) else shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.get_fields(request, obj)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("overview/", wrap(overview.overview), name="donations_overview"),
            path("export/", wrap(export.export), name="donations_export"),
            path(
                "<int:pk>/refund/",
                wrap(refund.refund),
                {"model_admin": self},
                name="donations_refund",
            ),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        payment = self.get_object(request, object_id)
        is_offered = payment and may_refund(request) and refunding.left(payment) > 0
        return super().change_view(request, object_id, form_url, {"is_offered": is_offered})

    @admin.display(description=_("number"), ordering="pk")
    def number(self, payment: Payment) -> str:
        return payment.number

    @admin.display(description=_("went back"))
    def went_back(self, payment: Any) -> str:
        return money.written(payment.returned, payment.currency) if payment.returned else ""

    @admin.display(description=_("at Stripe"))
    def at_stripe(self, payment: Payment) -> str:
        trace = PaymentTrace.objects.filter(payment=payment).first()
        return str(trace) if trace else str(_("The donor was forgotten: nothing leads there."))


def may_refund(request: HttpRequest) -> bool:
    return request.user.has_perm("donations.refund_payment")


@admin.register(Refund)
class RefundAdmin(ShownAdmin):
    list_display = ("written", "state", "made_on", "payment")
    list_filter = ("state", CurrencyFilter)
    list_select_related = ("payment",)
    date_hierarchy = "made_on"
    fields = ("written", "state", "made_on", "payment")
    readonly_fields = ("written",)


@admin.register(Dispute)
class DisputeAdmin(ShownAdmin):
    list_display = ("written", "kind", "state", "opened_on", "payment")
    list_filter = ("state", "kind", CurrencyFilter)
    list_select_related = ("payment",)
    date_hierarchy = "opened_on"
    fields = ("written", "kind", "state", "stripe_status", "opened_on", "payment")
    readonly_fields = ("written",)


@admin.register(Checkout)
class CheckoutAdmin(ShownAdmin):
    list_display = ("pk", "kind", "chosen", "state", "campaign", "created_on")
    list_filter = ("state", "kind", CurrencyFilter, "campaign")
    list_select_related = ("campaign",)
    date_hierarchy = "created_on"
    fields = ("kind", "chosen", "state", "language", "campaign", "created_on")
    readonly_fields = ("chosen",)

    @admin.display(description=_("amount"), ordering="amount")
    def chosen(self, checkout: Checkout) -> str | None:
        """None, to leave another card."""
        return money.written(checkout.amount, checkout.currency) if checkout.amount else None
