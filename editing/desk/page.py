"""The writing desk: the admin's page of a text, with a column for each language and a panel beside them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.languages import LANGUAGES
from editing import drafting, history, presence, rules, saving
from editing.desk import bulk, columns, drafts, labelling, notices, past, previews, steps
from editing.desk.form import HIDDEN, DeskForm
from editing.desk.listing import ListAdmin
from editing.models import Revision
from editing.refusals import Conflict, NotAllowed, Twice


class DeskAdmin(ListAdmin):
    """For each kind of text; a subclass names its form, which is a DeskForm, and what it lists by."""

    change_form_template = "admin/editing/desk.html"

    # What the page is made of

    def column(self, language: str) -> list[str]:
        """Of the form: the words of a language in the order they are written in, then its address."""
        names = (*self.kind.words, *self.kind.addresses)
        return [f"{field}_{language}" for field in names if f"{field}_{language}" in self.fillable]

    @property
    def fillable(self) -> list[str]:
        form: Any = self.form
        return list(form.base_fields)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """One for each language, then what they share, then what only the page needs."""
        columns = [(None, {"fields": self.column(code)}) for code in LANGUAGES]
        shared = [name for name in self.kind.shared if name in self.fillable]
        sets = [*columns, *([(None, {"fields": shared})] if shared else [])]
        may = self.has_change_permission(request, obj) if obj else True
        return [*sets, (None, {"fields": HIDDEN})] if may else sets

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """A column says once which language it is; its fields tell it to spelling and screen readers."""
        found: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        language = getattr(db_field, "language", None)
        original: Field[Any, Any] | None = getattr(db_field, "translated_field", None)
        if found and language and original:
            found.label = capfirst(original.verbose_name)
            found.widget.attrs["lang"] = language
        return found

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.person, form.refusal = request.user, getattr(request, "refusal", "")
        if request.method == "GET":
            form.taken = drafts.taken(request, obj or self.model())
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        """A new text begins with the key of its address, under which its draft waits."""
        return {"key": request.GET.get("draft", "")[:40]}

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **more: Any
    ) -> Any:
        form: DeskForm = context["adminform"].form
        sets = list(context["adminform"])
        context |= {
            "columns": list(zip(LANGUAGES, sets, strict=False)),
            "side": sets[len(LANGUAGES) :],
            "show_save_and_add_another": False,
            "is_nav_sidebar_enabled": False,  # two columns need the room
            **notices.of_page(self, request, form),
        }
        return super().render_change_form(request, context, *args, **more)

    # Saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        data = form.cleaned_data
        based_on, key = data.get("based_on") or 0, data.get("key") or ""
        waiting = drafting.waiting(form.person, obj) if change else None
        fields, current = form.edited(data), form.current
        saving.save(obj, fields, by=form.person, based_on=based_on, key=key, current=current)
        if waiting and drafting.mark(waiting) != data.get("draft"):  # these words are still unsaved
            drafting.keep(form.person, obj, waiting.fields, based_on=waiting.based_on)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        """What the form could not foresee: two who saved in the same second, a right it can't see."""
        person: Any = request.user
        if request.method == "GET" and not object_id and (back := self.way_on(request)):
            return back
        object_id = object_id or self.begun(request)
        if request.method == "POST" and "_draft" in request.POST:
            if kept := drafts.kept_by_button(self, request, int(object_id or 0)):
                return kept
            request.refusal = drafts.waits()  # type: ignore[attr-defined]  # the form says it
        try:
            answer = super().changeform_view(request, object_id, *args, **kwargs)
        except Twice:
            return self.changeform_view(request, None, *args, **kwargs)
        except Conflict as conflict:
            drafting.keep_refused(person, conflict)
            text = _("Somebody saved this text at the same moment. Yours is kept as your draft.")
            self.message_user(request, text, messages.ERROR)
            return redirect(request.path)
        except NotAllowed:
            raise PermissionDenied from None
        if not object_id and self.is_late(request, answer):
            return self.changeform_view(request, None, *args, **kwargs)
        return answer

    def is_late(self, request: HttpRequest, answer: HttpResponse) -> bool:
        """Refused for having the address of another text: of the one just begun from the same form."""
        is_refused = request.method == "POST" and answer.status_code == 200
        return is_refused and self.first_save(request, request.POST.get("key", "")) is not None

    def way_on(self, request: HttpRequest) -> HttpResponse | None:
        """From a new text to an address of its own, and from there to what was saved from it.

        A way back or a reload comes to that address again: never to an empty page, nor to a second
        text of the same words.
        """
        if not self.has_add_permission(request):
            return None
        if not (key := request.GET.get("draft", "")):
            query = request.GET.copy()
            query["draft"] = drafts.new_key()
            return redirect(f"{request.path}?{query.urlencode()}")
        first = self.first_save(request, key)
        return redirect(self.address("change", first.object_id)) if first else None

    def begun(self, request: HttpRequest) -> str | None:
        """The text that was saved already from the form of a new one, which is sent once more.

        As by two clicks, or after a way back. From now on the request is one that changes it.
        """
        first = self.first_save(request, request.POST.get("key", ""))
        if first is None:
            return None
        data = request.POST.copy()
        if data.get("based_on", "") in ("", "0"):
            data["based_on"] = str(first.number)
        request.POST = data  # type: ignore[assignment]
        request.path = self.address("change", first.object_id)
        return str(first.object_id)

    def first_save(self, request: HttpRequest, key: str) -> Revision | None:
        person: Any = request.user
        return history.begun_with(person, self.model, key[:40]) if key else None

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """By columns, which say the language; what only the page needs is no change."""
        if add:
            return super().construct_change_message(request, form, formsets, add)
        changed = [name for name in form.changed_data if name not in HIDDEN]
        return [{"changed": {"fields": changed}}] if changed else []

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> Any:
        return self.next_step(request, obj) or onward(
            super().response_add(request, obj, *args, **kwargs)
        )

    def next_step(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """The text is saved; what the button is for is asked on a page of its own."""
        name, _dash, language = request.POST.get("_step", "").partition("-")
        if name not in steps.STEPS or language not in LANGUAGES:
            return None
        return redirect(self.address("step", obj.pk, name, language))

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        person: Any = request.user
        if "_continue" not in request.POST:
            presence.leave(person, obj)
        return self.next_step(request, obj) or onward(super().response_change(request, obj))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        person: Any = request.user
        saving.delete(obj, by=person)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for each in queryset:
            self.delete_model(request, each)

    # Who may

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        person: Any = request.user
        may = super().has_change_permission(request, obj)
        return may and (obj is None or rules.may_change(person, obj))

    # Its other pages

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("columns/", columns.choose, "columns"),
            self.page("bulk/label/", labelling.label, "label"),
            self.page("bulk/<slug:name>/", bulk.confirmed, "bulk"),
            self.page("draft/", drafts.draft, "new_draft"),
            self.page("preview/<slug:language>/", previews.new_preview, "new_preview"),
            self.page("preview/<slug:language>/page/", previews.new_page, "new_preview_page"),
            self.page("<int:pk>/draft/", drafts.draft, "draft"),
            self.page("<int:pk>/history/", past.page, "history"),
            self.page("<int:pk>/history/<int:number>/restore/", past.restore, "restore"),
            self.page("<int:pk>/preview/<slug:language>/", previews.preview, "preview"),
            self.page("<int:pk>/preview/<slug:language>/page/", previews.page, "preview_page"),
            self.page("<int:pk>/preview/<slug:language>/links/", previews.links, "preview_links"),
            self.page("<int:pk>/step/<slug:name>/<slug:language>/", steps.step, "step"),
            *super().get_urls(),
        ]

    def page(self, route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        return path(
            route, self.admin_site.admin_view(partial(self.opened, view)), name=self.name(name)
        )

    def opened(
        self, view: Callable[..., HttpResponseBase], request: HttpRequest, **kwargs: Any
    ) -> HttpResponseBase:
        """For who may open some of these texts at all; each view asks about the one it shows."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return view(self, request, **kwargs)

    def form_at(self, obj: Model, draft: str = "") -> str:
        """The address of the form of a text, on which whoever opens it goes on with a draft, if named."""
        page = self.address("change", obj.pk) if obj.pk else self.address("add")
        return f"{page}?{urlencode({'draft': draft})}" if draft else page

    def text(self, request: HttpRequest, pk: int | None) -> Any:
        """The text that somebody who may write it has open, or a new one. Raises Http404."""
        obj = self.stored(request, pk) if pk else self.model()
        drafts.demand_writing(self, request, obj)
        return obj

    def stored(self, request: HttpRequest, pk: int) -> Model:
        found: Model | None = self.get_object(request, str(pk))
        if found is None:
            raise Http404
        return found

    def clock(self) -> str:
        """Whose time the pages tell, said in the language in force."""
        return timezone.get_current_timezone_name()


def onward(answer: HttpResponse) -> HttpResponse:
    """The answer to a save, which leads to addresses without a draft: that has become the text."""
    if isinstance(answer, HttpResponseRedirect):
        address, _mark, query = answer.url.partition("?")
        rest = QueryDict(query, mutable=True)
        rest.pop("draft", None)
        answer["Location"] = f"{address}?{rest.urlencode()}" if rest else address
    return answer
