"""Redirects in the admin: found, followed, added one by one or as a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog import redirect_lists, redirecting
from blog.models import Redirect
from blog.redirecting import Refused, Wish
from core.languages import LANGUAGES
from editing.texts import MOMENTS

WIDE = {"class": "vLargeTextField"}


class RedirectForm(forms.ModelForm[Redirect]):
    """Two addresses. One of a post leads to the post, wherever it moves."""

    new = forms.CharField(
        label=gettext_lazy("Leads to"),
        max_length=2_000,
        widget=AdminTextInputWidget(attrs=WIDE),
        help_text=gettext_lazy(
            "The address of a page of this site, as the browser shows it. To a post it leads on even"
            " when the post’s address changes again."
        ),
    )

    class Meta:
        model = Redirect
        fields = ("path",)
        widgets = {"path": AdminTextInputWidget(attrs=WIDE)}
        help_texts = {
            "path": gettext_lazy(
                "Where a page was, here or on the older site: /about, or the whole address."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["new"] = self.instance.address

    def clean_path(self) -> str:
        instead_of = self.instance if self.instance.pk else None
        try:
            return redirecting.free_path(self.cleaned_data["path"], instead_of)
        except Refused as reason:
            raise ValidationError(str(reason)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "path" not in data or "new" not in data:
            return data
        wish = Wish(data["path"], data["new"])
        try:
            goal = redirecting.goal_among({wish.old: wish}, wish.old)
        except Refused as reason:
            raise ValidationError({"new": str(reason)}) from None
        self.instance.post, self.instance.language, self.instance.target = goal
        return data


class ListForm(forms.Form):
    """A list as a file or as text; what came as a file is shown as text, to be mended on the spot."""

    file = forms.FileField(label=gettext_lazy("File"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Or the list itself"),
        required=False,
        strip=False,
        max_length=redirect_lists.LARGEST,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file and file.size > redirect_lists.LARGEST:
            raise ValidationError(_("This file is too large for a list of redirects."))
        if file:
            data["text"] = redirect_lists.decoded(file.read())
        if "text" in data:
            try:
                data["plan"] = redirect_lists.plan(data["text"])
            except Refused as reason:
                raise ValidationError(str(reason)) from None
        return data


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin[Redirect]):
    form = RedirectForm
    change_list_template = "admin/blog/redirects.html"
    list_display = ("path", "leads_to", "hits", "last_hit_on")
    list_filter = (
        ("last_hit_on", admin.EmptyFieldListFilter),
        ("post", admin.EmptyFieldListFilter),
    )
    search_fields = ("path", "target", *(f"post__title_{code}" for code in LANGUAGES))
    search_help_text = gettext_lazy("Part of an address, or of the title of the post it leads to.")
    ordering = ("-hits", "path")
    fields = ("path", "new", "hits", "last_hit_on")
    readonly_fields = ("hits", "last_hit_on")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redirect]:
        columns = [f"post__{field}_{code}" for field in ("title", "slug") for code in LANGUAGES]
        columns += [f"post__{moment}" for moment in MOMENTS]
        own = [field.name for field in Redirect._meta.concrete_fields]
        return super().get_queryset(request).select_related("post").only(*own, *columns)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.bring_in)
        return [path("list/", view, name="blog_redirect_list"), *super().get_urls()]

    @admin.display(description=gettext_lazy("leads to"))
    def leads_to(self, row: Redirect) -> SafeString:
        return format_html('<a href="{}">{}</a>', row.address, row.address)

    def save_model(self, request: HttpRequest, obj: Redirect, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        redirecting.straighten({obj.path: obj})

    def bring_in(self, request: HttpRequest) -> HttpResponse:
        """First it says what would change; written is only a list without a fault, and all of it."""
        if not self.has_add_permission(request) or not self.has_change_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        form = ListForm(request.POST or None, request.FILES or None)
        plan = form.cleaned_data.get("plan") if form.is_valid() else None
        if plan and not plan.faults and "write" in request.POST:
            self.write(request, plan)
            return redirect("admin:blog_redirect_changelist")
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("A list of redirects"),
            "opts": self.opts,
            "form": ListForm(initial={"text": form.cleaned_data["text"]}) if plan else form,
            "plan": plan,
        }
        return render(request, "admin/blog/redirect_list.html", context)

    def write(self, request: HttpRequest, plan: redirect_lists.Plan) -> None:
        with transaction.atomic():
            redirecting.write(plan.rows)
            paths = [row.path for row in plan.rows]
            written = Redirect.objects.filter(path__in=paths)
            LogEntry.objects.log_actions(request.user.pk, written, ADDITION, [{"added": {}}])  # type: ignore[arg-type]
        count = len(plan.rows)
        said = ngettext("%(n)d redirect is in force.", "%(n)d redirects are in force.", count)
        messages.success(request, said % {"n": count})
