"""Monthly donations, and stopping one."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from donations.admin import stop
from donations.admin.showing import CurrencyFilter, ShownAdmin
from donations.models import Subscription


@admin.register(Subscription)
class SubscriptionAdmin(ShownAdmin):
    change_form_template = "admin/donations/subscription.html"
    list_display = (
        "written", "state", "started_on", "period_ends_on", "ended_on", "end_reason", "campaign",
    )  # fmt: skip
    list_filter = ("state", CurrencyFilter, "campaign", "end_reason")
    list_select_related = ("campaign",)
    date_hierarchy = "started_on"
    fields = (
        "written", "state", "stripe_status", "campaign", "started_on", "period_ends_on",
        "paused_until", "ended_on", "end_reason", "stop_asked_by",
    )  # fmt: skip
    readonly_fields = ("written",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(stop.stop)
        own = path("<int:pk>/stop/", view, {"model_admin": self}, name="donations_stop")
        return [own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        may_stop = request.user.has_perm("donations.stop_subscription")
        is_offered = may_stop and row and row.can_stop and row.stripe_id
        return super().change_view(request, object_id, form_url, {"is_offered": is_offered})
