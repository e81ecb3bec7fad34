"""Pages at the writing desk, and the menu as a list that is put in order by numbers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from accounts import time_zones
from core.cards import CardForm
from core.languages import LANGUAGES
from core.prose import BodyWidget
from editing import rules
from editing.desk.page import DeskAdmin
from editing.desk.text_form import TextForm
from editing.texts import WRITTEN
from library import showing
from pages import addresses, menu, moving
from pages.models import FormerSlug, MenuItem, Page

CHOOSER = reverse_lazy("admin:library_picture_choose")
ADDER = reverse_lazy("admin:library_picture_add")
ADDRESS = gettext_lazy(
    "Left empty, it is made from the title. With the address protection, mirrors or exit-help this"
    " text stands at the end of the site’s own page, under its title."
)


class PageForm(TextForm):
    let_go = ModelMultipleChoiceField(
        label=gettext_lazy("Former addresses"),
        queryset=FormerSlug.objects.none(),
        required=False,
        widget=CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "They lead readers to this page. One that you tick is let go when you save: nobody is led"
            " on from there any more, and another page may have it."
        ),
    )

    class Meta:
        model = Page
        fields = [f"{field}_{code}" for field in WRITTEN for code in LANGUAGES]
        widgets = {
            f"body_{code}": BodyWidget({"lang": code}, chooser=CHOOSER, adder=ADDER)
            for code in LANGUAGES
        }
        help_texts = {f"slug_{code}": ADDRESS for code in LANGUAGES}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        former: Any = self.fields["let_go"]
        former.queryset = FormerSlug.objects.filter(page=self.instance.pk).order_by("slug")
        former.disabled = bool(self.person and not rules.may_publish(self.person, Page))

    def clean_text(self, body: str, language: str) -> str:
        return showing.with_kinds(super().clean_text(body, language), language)

    def is_reserved(self, slug: str) -> bool:
        """What a page shares with the site it gets only from who wrote so."""
        is_sites = slug in addresses.SHARED or addresses.is_reserved(slug)
        return is_sites or moving.is_held(slug)


@admin.register(Page)
class PageAdmin(DeskAdmin):
    form = PageForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        """Of who doesn't publish, what they began: that alone opens, by whatever address."""
        rows = super().get_queryset(request).defer(*(f"body_{code}" for code in LANGUAGES), "body")
        person: Any = request.user
        may = rules.may_publish(person, Page)
        return rows if may else rows.filter(rules.begun_by(person, Page))

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """Readers may have it, or may have had it: for who publishes."""
        person: Any = request.user
        return super().has_delete_permission(request, obj) and rules.may_publish(person, Page)

    def get_fieldsets(self, request: HttpRequest, obj: Page | None = None) -> Any:
        """The addresses a page had stand beside it, for who may change it."""
        sets = super().get_fieldsets(request, obj)
        is_asked = obj and self.has_change_permission(request, obj) and obj.former_slugs.exists()
        return [*sets[:-1], (None, {"fields": ["let_go"]}), sets[-1]] if is_asked else sets

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        moving.let_go(form.cleaned_data["let_go"])

    def delete_model(self, request: HttpRequest, obj: Page) -> None:
        super().delete_model(request, obj)
        menu.forget()

    def clock(self) -> str:
        return time_zones.city(super().clock())


class MenuItemForm(ModelForm[MenuItem]):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("address") and not any(data.get(f"label_{code}") for code in LANGUAGES):
            raise ValidationError(_("An address needs a name for the menu."))
        return data


@admin.register(MenuItem)
class MenuItemAdmin(TranslationAdmin):  # type: ignore[type-arg]
    """What stands where is seen and changed in the list itself."""

    form = MenuItemForm
    list_display = ("__str__", "position", "place", "leads_to")
    list_editable = ("position", "place")
    list_select_related = ("page",)
    fields = ("place", "position", "page", "section", "address", "label")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[CardForm]:
        return CardForm

    @admin.display(description=gettext_lazy("leads to"))
    def leads_to(self, item: MenuItem) -> str:
        return menu.target_of(item)

    def save_model(self, request: HttpRequest, obj: MenuItem, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        menu.forget()

    def delete_model(self, request: HttpRequest, obj: MenuItem) -> None:
        super().delete_model(request, obj)
        menu.forget()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[MenuItem]) -> None:
        super().delete_queryset(request, queryset)
        menu.forget()
