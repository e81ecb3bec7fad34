"""What editors tell the search, and what it tells them: spellings, best bets, what nobody found."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import CharField, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin

from core.languages import LANGUAGES
from search import bets, spellings
from search.forms import BestBetForm, SpellingForm, fields_in
from search.models import BestBet, Miss, Spelling


@admin.register(Spelling)
class SpellingAdmin(admin.ModelAdmin[Spelling]):
    form = SpellingForm
    search_fields = ("words",)

    def save_model(self, request: HttpRequest, obj: Spelling, form: Any, change: bool) -> None:
        spellings.keep(obj)


@admin.register(BestBet)
class BestBetAdmin(TranslationAdmin):  # type: ignore[type-arg]
    form = BestBetForm
    list_display = ("__str__", "asked", "changed_at")
    formfield_overrides = {
        CharField: {"widget": AdminTextInputWidget(attrs={"class": "vLargeTextField"})}
    }
    search_fields = ("queries", *(field for code in LANGUAGES for field in fields_in(code)))

    def get_fieldsets(self, request: HttpRequest, obj: BestBet | None = None) -> list[Any]:
        languages = [(name, {"fields": fields_in(code)}) for code, name in settings.LANGUAGES]
        return [(None, {"fields": ("queries",)}), *languages]

    @admin.display(description=gettext_lazy("queries"), ordering="queries")
    def asked(self, bet: BestBet) -> str:
        return ", ".join(bets.lines(bet.queries))

    def save_model(self, request: HttpRequest, obj: BestBet, form: Any, change: bool) -> None:
        bets.keep(obj)


@admin.register(Miss)
class MissAdmin(admin.ModelAdmin[Miss]):
    """Only to be read, and to be taken off the list."""

    list_display_links = None
    search_fields = ("term",)
    search_help_text = gettext_lazy(
        "Asked for on three different days or more. Before that nobody can read the words, and who"
        " asked is never known."
    )
    actions = ("settle",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Miss]:
        return super().get_queryset(request).exclude(term="")

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """With the ways on that are open to this editor."""
        ways = {"bet": "search.add_bestbet", "spelling": "search.add_spelling"}
        user = request.user
        return ("term", "days", "last_day", *(way for way in ways if user.has_perm(ways[way])))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Miss | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Miss | None = None) -> bool:
        """The admin's own way would keep the words in its log for ever."""
        return False

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("search.delete_miss")

    @admin.display(description=gettext_lazy("best bet"))
    def bet(self, miss: Miss) -> SafeString:
        return _way("admin:search_bestbet_add", {"queries": miss.term}, _("Set a best bet"))

    @admin.display(description=gettext_lazy("spelling"))
    def spelling(self, miss: Miss) -> SafeString | str:
        """Of one word: a query of several is none."""
        if " " in miss.term:
            return ""
        return _way("admin:search_spelling_add", {"words": miss.term}, _("Add a spelling"))

    @admin.action(description=gettext_lazy("Take off the list"), permissions=["settle"])
    def settle(self, request: HttpRequest, queryset: QuerySet[Miss]) -> None:
        count, _models = queryset.delete()
        said = ngettext(
            "%(n)d search is off the list. It comes back if three more days ask for it.",
            "%(n)d searches are off the list. They come back if three more days ask for them.",
            count,
        )
        self.message_user(request, said % {"n": count}, messages.SUCCESS)


def _way(name: str, values: dict[str, str], label: str) -> SafeString:
    return format_html('<a href="{}?{}">{}</a>', reverse(name), urlencode(values), label)
