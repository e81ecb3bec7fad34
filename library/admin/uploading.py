"""What pictures and files have in common: sent by the dozen, chosen from, deleted while unused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from library import discarding, usage
from library.forms import SCRIPT, UploadForm
from library.taking import Taken

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PAGE = 30  # to choose from at once
LAST_PAGE = 40  # whoever gets there should have searched


class UsedFilter(admin.SimpleListFilter):
    title = gettext_lazy("use")
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, _StrPromise]]:
        return [("yes", gettext_lazy("used")), ("no", gettext_lazy("used nowhere"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.used()
        return queryset.unused() if self.value() == "no" else queryset


class LibraryAdmin(admin.ModelAdmin[Any]):
    piece: str  # the template of what is chosen from
    accepted: str  # kinds of files, as a browser's dialog takes them
    refusal: type[ValueError]
    hint: _StrPromise

    date_hierarchy = "uploaded_at"
    show_full_result_count = False

    class Media:
        css = {"all": ["css/library.css"]}
        js = [SCRIPT]

    def take(self, file: Any) -> Taken:
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.with_uses()  # type: ignore[no-any-return]

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        return queryset.mentioning(search_term), False

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_choose"
        choose = path("choose/", self.admin_site.admin_view(self.choose), name=name)
        return [choose, *super().get_urls()]

    # Sending

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Any number of files. With `X-Piece` the answer is what `choose` shows of them, or a refusal."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        form.fields["upload"].widget.attrs["accept"] = self.accepted
        if not form.is_valid():
            return self.upload_page(request, form)
        taken, refused = self.take_all(request, form.cleaned_data["upload"])
        if "X-Piece" in request.headers:
            return self.as_piece(request, [each.row for each in taken], refused)
        for line in refused:
            messages.error(request, line)
        return self.onward(request, taken) if taken else self.upload_page(request, UploadForm())

    def take_all(self, request: HttpRequest, files: list[Any]) -> tuple[list[Taken], list[str]]:
        """What was taken, and of the rest what is wrong with each."""
        taken, refused = [], []
        for file in files:
            try:
                taken.append(self.take(file))
            except self.refusal as refusal:
                refused.append(f"{file.name}: {refusal}")
        for each in taken:
            if each.is_new:
                self.log_addition(request, each.row, [{"added": {}}])
        return taken, refused

    def upload_page(self, request: HttpRequest, form: UploadForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Upload %(things)s") % {"things": self.opts.verbose_name_plural},
            "opts": self.opts,
            "form": form,
            "hint": self.hint,
            "media": self.media,
            "is_popup": IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST,
        }
        return render(request, "admin/library/upload.html", context)

    def onward(self, request: HttpRequest, taken: list[Taken]) -> HttpResponse:
        """To the only one, to be described; else to all."""
        new = sum(each.is_new for each in taken)
        if new:
            said = ngettext("%(n)d file is here now.", "%(n)d files are here now.", new)
            messages.success(request, said % {"n": new})
        if old := len(taken) - new:
            said = ngettext("%(n)d file was here already.", "%(n)d files were here already.", old)
            messages.info(request, said % {"n": old})
        if IS_POPUP_VAR in request.POST:
            return self.response_add(request, taken[-1].row)
        opts = self.opts
        if len(taken) > 1:
            return redirect(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        return redirect(f"admin:{opts.app_label}_{opts.model_name}_change", taken[0].row.pk)

    # Choosing

    def choose(self, request: HttpRequest) -> HttpResponse:
        """A piece of HTML for pickers and the editor: the newest, or those that `q` mentions.

        GET /admin/library/picture/choose/?q=words&page=2 answers `<ul data-next="…">` with a
        `<li><button>` for each; the address of the next page is empty on the last one. A picture's
        button has `data-picture` (its number), `data-address`, `data-width`, `data-height`,
        `data-thumbnail`, `data-credit` and `data-alt-<language>`. A file's button, from
        /admin/library/document/choose/, has `data-document`, `data-address`, `data-kind`
        (“PDF, 1.2 MB”) and `data-title-<language>`. A new one is sent by POST to …/add/ with the
        header X-Piece, as `upload`: 200 and the same HTML, or 400 and a `<p>` that says why not.
        Staff who may see the library only. Two queries.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        words, number = request.GET.get("q", "")[:200], request.GET.get("page", "1")
        page = min(int(number), LAST_PAGE) if number.isdecimal() and len(number) < 4 else 1
        start = (max(page, 1) - 1) * PAGE
        rows: Any = self.model._default_manager.all()
        found = list(rows.mentioning(words).newest_first()[start : start + PAGE + 1])
        is_more = len(found) > PAGE and page < LAST_PAGE
        context = {"rows": found[:PAGE], "words": words, "next": page + 1 if is_more else 0}
        return render(request, self.piece, context)

    def as_piece(
        self, request: HttpRequest, rows: Sequence[Any], refused: list[str]
    ) -> HttpResponse:
        if refused:
            said = format_html('<p class="errornote">{}</p>', "\n".join(refused))
            return HttpResponse(said, status=400)
        return render(request, self.piece, {"rows": rows})

    # Where it is used

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        context = {"places": usage.places(row) if row else [], **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        """Whatever uses them protects them; the table says it first, the contents for certain."""
        places = [place for row in objs for place in usage.places(row)]
        if not places and request.method == "POST":
            places = usage.places_for_certain(objs)
        protected = [
            format_html('{}: <a href="{}">{}</a>', place.kind, place.address, place.name)
            for place in dict.fromkeys(places)
        ]
        count = {self.opts.verbose_name_plural: len(objs)}
        return [str(row) for row in objs], count, set(), protected

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        discarding.discard([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        discarding.discard(list(queryset))
