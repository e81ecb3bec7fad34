"""The list of texts: what it shows of each, found and counted in few queries, however many there are."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    ManyToManyField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.languages import LANGUAGES
from editing import conditions, rules, translating
from editing.desk import bulk, columns, labelling
from editing.desk.chosen import AT_ONCE
from editing.desk.columns import title_of
from editing.desk.filters import Filters, is_number
from editing.kinds import Kind, kind_of
from editing.models import Revision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PER_PAGE = 50
CHECKBOX = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">'
NAME = get_user_model().USERNAME_FIELD
MOST = 1_000  # texts that are paged through: whoever looks for another narrows the list


class DeskList(ChangeList):
    """Django's, with our filters in the place of its own, and rows that know all their columns show."""

    model_admin: ListAdmin
    filters: Filters
    has_more: bool  # than are paged through

    def get_queryset(self, request: HttpRequest, *_more: Any) -> QuerySet[Any]:
        self.filters = Filters(self.model_admin, request.GET)
        self.filter_specs, self.has_filters = [], False
        self.has_active_filters = self.filters.is_active
        self.clear_all_filters_qs = f"?{IS_POPUP_VAR}=1" if self.is_popup else "?"
        rows: QuerySet[Any] = self.root_queryset.filter(self.filters.condition())
        return rows.order_by(*self.model_admin.last_first)

    def get_results(self, request: HttpRequest) -> None:
        """A page that isn't there is the nearest one. What is counted is what is paged through, at once."""
        found = self.found()
        self.has_more = len(found) > MOST
        paginator = Paginator(found[:MOST], self.list_per_page)
        page = paginator.get_page(self.page_num)
        self.page_num, self.paginator = page.number, paginator
        self.result_count, self.full_result_count = paginator.count, None
        self.show_full_result_count, self.show_admin_actions = False, paginator.count > 0
        self.can_show_all, self.multi_page = False, paginator.num_pages > 1
        self.result_list = self.model_admin.dressed(list(page), self.filters.names)

    def found(self) -> list[int]:
        """Numbers of the rows, of one more than are paged through. One query."""
        order = self.model_admin.last_first
        names = [each.removeprefix("-") for each in order]
        query = self.root_queryset.query.chain()
        rows: Any = QuerySet(self.model, query=query)  # modeltranslation's mixes columns up
        ways = [
            rows.filter(way).order_by(*order).values_list(*names)[: MOST + 1]
            for way in self.filters.ways
        ]
        united = ways[0].union(*ways[1:]).order_by(*order)[: MOST + 1] if ways[1:] else ways[0]
        return [values[-1] for values in united]

    def get_ordering_field_columns(self) -> dict[int, Any]:
        return {}

    @property
    def pages(self) -> list[int | str]:
        return list(self.paginator.get_elided_page_range(self.page_num))

    @property
    def narrowing(self) -> str:
        """What of its address a list is found again by."""
        return self.get_query_string().removeprefix("?")

    @property
    def offered(self) -> list[tuple[columns.Column, bool]]:
        return columns.offered(self.model_admin, self.list_display)


class ListAdmin(admin.ModelAdmin[Any]):
    """The part of a `DeskAdmin` that lists its texts.

    `narrowed_by` names relations of the kind, by the parameter that narrows the list to one of them;
    each is a column, too. `labelled_by` is that of them whose rows are given to many texts at once.
    """

    change_list_template = "admin/editing/list.html"
    list_per_page = PER_PAGE
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    actions = [bulk.publish, bulk.withdraw, labelling.relabel]
    narrowed_by: Mapping[str, str] = {}
    labelled_by = ""

    @property
    def kind(self) -> Kind:
        return kind_of(self.model)

    def name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def address(self, page: str, *args: Any) -> str:
        return reverse(f"admin:{self.name(page)}", args=args)

    def having(self, text: str) -> Q:
        """Texts with these words: in their titles, unless the kind knows better."""
        return Q(*((f"title_{code}__icontains", text) for code in LANGUAGES), _connector=Q.OR)

    # What it shows

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DeskList

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        person: Any = request.user
        chosen = columns.chosen(self, person)
        return [each.cell for each in columns.all_of(self) if each.name in chosen]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    @cached_property
    def changed_at(self) -> str:
        """The column that is set by each save; empty of a kind without one."""
        moments = (each for each in self.opts.concrete_fields if isinstance(each, DateTimeField))
        return next((each.name for each in moments if each.auto_now), "")

    @property
    def last_first(self) -> list[str]:
        return [*([f"-{self.changed_at}"] if self.changed_at else []), "-pk"]

    def names_of(self, field: str) -> dict[int, str]:
        """What a relation may lead to. One query."""
        model: Any = self.kind.field(field).related_model
        rows = model._default_manager.all()
        return {row.pk: name_of(row) for row in rows}

    # What is done to many

    def action_checkbox(self, obj: Any) -> Any:
        """Django's, without rendering a template for each."""
        label = format_html(_("Select “{}”"), title_of(obj)[0])
        return format_html(CHECKBOX, ACTION_CHECKBOX_NAME, obj.pk, label)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = super().get_actions(request)
        if not self.labelled_by:
            found.pop(labelling.relabel.__name__, None)
        return found

    def has_publish_permission(self, request: HttpRequest) -> bool:
        person: Any = request.user
        return rules.may_publish(person, self.model)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *_more: Any) -> Any:
        """So many as one request can do, by numbers that are some."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(is_number(each) for each in chosen):
            self.message_user(request, _("Nothing was chosen."), messages.WARNING)
            return None
        is_across = request.POST.get("select_across", "0") != "0"
        number = queryset.order_by()[: AT_ONCE + 1].count() if is_across else len(chosen)
        if number > AT_ONCE:
            said = _("At most %(n)d texts at once: narrow the list, or choose fewer of them.")
            self.message_user(request, said % {"n": AT_ONCE}, messages.ERROR)
            return None
        return super().response_action(request, queryset)

    # Its rows

    def dressed(self, pks: Sequence[int], names: Mapping[str, dict[int, str]]) -> list[Any]:
        """The rows of a page, with what columns show of them. Two queries."""
        found = self.model._default_manager.filter(pk__in=pks)
        found = found.defer(*self.long_texts).annotate(**self.told())
        page = list(found.order_by(*self.last_first))
        standings = translating.standings(page) if page else {}
        for row in page:
            row.standings = standings[row.pk]
            row.names = {
                name: [names[name][pk] for pk in self.related(row, field) if pk in names[name]]
                for name, field in self.narrowed_by.items()
            }
        return page

    @cached_property
    def long_texts(self) -> list[str]:
        own = {*self.kind.words, *(name for code in LANGUAGES for name in self.kind.words_in(code))}
        return [
            each.name
            for each in self.opts.concrete_fields
            if each.name in own and isinstance(each, TextField)
        ]

    def told(self) -> dict[str, Any]:
        """What rows say beside their own columns."""
        words = self.kind.words
        begun = {
            f"begun_{code}": Case(
                When(conditions.begun_in(code, words), then=True),
                default=Value(False),
                output_field=BooleanField(),
            )
            for code in LANGUAGES
        }
        model = ContentType.objects.get_for_model(self.model)
        last = Revision.objects.filter(content_type=model, object_id=OuterRef("pk"))
        who = Subquery(last.order_by("-number").values(f"saved_by__{NAME}")[:1])
        return {**begun, "changed_by": who, **self.labels()}

    def labels(self) -> dict[str, Any]:
        """The numbers of those rows that a row has many of, in one look for each."""
        found = {}
        for field in map(self.kind.field, self.narrowed_by.values()):
            if isinstance(field, ManyToManyField):
                through: Any = field.remote_field.through
                links = through._default_manager
                own = links.filter(**{field.m2m_field_name(): OuterRef("pk")}).order_by("pk")
                column = f"{field.m2m_reverse_field_name()}_id"
                found[f"{field.name}_pks"] = ArraySubquery(own.values(column))
        return found

    def related(self, row: Any, field: str) -> list[int]:
        many: list[int] | None = getattr(row, f"{field}_pks", None)
        if many is not None:
            return many
        one = getattr(row, self.kind.field(field).attname)
        return [one] if one else []


def name_of(row: Model) -> str:
    """In the current language, else in another that has one; a number where none has."""
    if name := str(row):
        return name
    for code in LANGUAGES:
        with override(code):
            if name := str(row):
                return name
    return f"#{row.pk}"
