"""Spam rules, and what one would have met among the latest posts before it is in force."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import spam
from forum.admin.showing import Moderated, moderator_of
from forum.models import SpamRule


class SpamRuleForm(forms.ModelForm[SpamRule]):
    class Meta:
        model = SpamRule
        fields = ("kind", "pattern", "outcome", "spares_trusted", "disabled_at")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, pattern = data.get("kind"), data.get("pattern", "")
        if kind == "link" and pattern and not (host := spam.clean_host(pattern)):
            raise ValidationError({"pattern": _("This is no host, such as example.org.")})
        if kind == "link" and pattern:
            data["pattern"] = host
        if kind == "word" and pattern and not spam.words(pattern):
            raise ValidationError({"pattern": _("There is no word in it.")})
        return data


class DryRunForm(forms.ModelForm[SpamRule]):
    class Meta:
        model = SpamRule
        fields = ("kind", "pattern")

    def validate_unique(self) -> None:
        """A rule that is there may be tried."""

    def validate_constraints(self) -> None:
        """As above."""


@admin.register(SpamRule)
class SpamRuleAdmin(Moderated, admin.ModelAdmin[SpamRule]):
    form = SpamRuleForm
    change_list_template = "admin/forum/spam_rules.html"
    list_display = ("pattern", "kind", "outcome", "spares_trusted", "disabled_at", "trial")
    list_filter = ("kind", "outcome", ("disabled_at", admin.EmptyFieldListFilter))
    search_fields = ("pattern",)
    ordering = ("kind", "pattern")
    readonly_fields = ("trial",)
    fields = ("kind", "pattern", "outcome", "spares_trusted", "disabled_at", "trial")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.dry_run)
        return [path("dry-run/", view, name="forum_dry_run"), *super().get_urls()]

    @admin.display(description=gettext_lazy("dry run"))
    def trial(self, rule: SpamRule) -> SafeString:
        query = urlencode({"kind": rule.kind, "pattern": rule.pattern}) if rule.pattern else ""
        address = reverse("admin:forum_dry_run")
        return format_html('<a href="{}?{}">{}</a>', address, query, _("What it would have met"))

    def dry_run(self, request: HttpRequest) -> HttpResponse:
        """Nothing is changed by it."""
        moderator_of(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        form = DryRunForm(request.GET if "pattern" in request.GET else None)
        posts = spam.dry_run(form.save(commit=False)) if form.is_valid() else []
        query = urlencode({name: request.GET.get(name, "") for name in ("kind", "pattern")})
        context = {
            **self.admin_site.each_context(request),
            "title": _("Dry run"),
            "opts": self.opts,
            "form": form,
            "posts": posts,
            "looked_at": spam.LOOKED_AT,
            "add": f"{reverse('admin:forum_spamrule_add')}?{query}",
        }
        return render(request, "admin/forum/dry_run.html", context)
