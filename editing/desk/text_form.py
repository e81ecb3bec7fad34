"""The form of a text that has a title, an address and a body in each language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core import html, slugs
from core.languages import LANGUAGES
from editing.desk.form import DeskForm

NEEDED = ("title", "slug", "body")


class TextForm(DeskForm):
    """A text in one language or more; neither is required, but one has to be whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed = {f"{field}_{code}" for field in NEEDED for code in LANGUAGES}
        for name in needed & {*self.fields}:  # none, for who only reads
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Bodies pass the one cleaner; an address left empty is made from the title."""
        data = super().clean() or {}
        for code in LANGUAGES:
            title, body = data.get(f"title_{code}"), data.get(f"body_{code}")
            if body:
                data[f"body_{code}"] = self.clean_text(body, code)
            if title and not data.get(f"slug_{code}") and f"slug_{code}" not in self.errors:
                data[f"slug_{code}"] = self.free_slug(title, code)
        if not any(data.get(f"title_{code}") and data.get(f"body_{code}") for code in LANGUAGES):
            self.add_error(None, _("A title and a text are needed in one language at least."))
        self.check_version(data)
        return data

    def clean_text(self, body: str, language: str) -> str:
        return html.clean(body)

    def free_slug(self, title: str, language: str) -> str:
        others = self._meta.model._default_manager.exclude(pk=self.instance.pk)

        def is_taken(slug: str) -> bool:
            is_anothers = others.filter(**{f"slug_{language}": slug}).exists()
            return is_anothers or self.is_reserved(slug)

        return slugs.unique(slugs.slugify(title, language), is_taken)

    def is_reserved(self, slug: str) -> bool:
        """Whether something else answers at such an address, or leads on from there."""
        return False
