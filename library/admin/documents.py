"""Files to download: their list, and what each is called."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from library import taking
from library.admin.uploading import LibraryAdmin, UsedFilter
from library.models import Document
from library.papers import BadPaper


@admin.register(Document)
class DocumentAdmin(LibraryAdmin):
    piece = "admin/library/_documents.html"
    accepted = "application/pdf,.pdf"
    refusal = BadPaper
    hint = _(
        "A PDF loses who made it and with what, what is attached to it, and what would run in it."
    )

    list_display = ("__str__", "kind_shown", "pages", "uploaded_at", "use_shown")
    list_filter = (UsedFilter,)
    search_fields = ("title",)
    fields = ("title_ru", "title_en")

    def take(self, file: Any) -> taking.Taken:
        return taking.document(file)

    @admin.display(description=_("type and size"), ordering="size")
    def kind_shown(self, row: Document) -> str:
        return row.kind

    @admin.display(description=_("used"), boolean=True)
    def use_shown(self, row: Document) -> bool:
        return bool(row.is_used)  # type: ignore[attr-defined]
