"""What all lists of giving have in common: they show what Stripe told, and nothing is typed over."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from donations import money


class Shown:
    """Nothing is added, changed or deleted."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ShownAdmin(Shown, admin.ModelAdmin[Any]):
    list_per_page = 50

    class Media:
        css = {"all": ["css/treasury.css"]}

    @admin.display(description=_("amount"), ordering="amount")
    def written(self, row: Any) -> str:
        return money.written(row.amount, row.currency)


class ShownInline(Shown, admin.TabularInline[Any, Any]):
    extra = 0

    @admin.display(description=_("amount"))
    def written(self, row: Any) -> str:
        return money.written(row.amount, row.currency)


class CurrencyFilter(admin.SimpleListFilter):
    """Ours, without a look through the whole table for which there are."""

    title = _("currency")
    parameter_name = "currency"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return money.CHOICES

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(currency=self.value()) if self.value() else queryset
