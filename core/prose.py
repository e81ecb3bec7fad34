"""The field in which editors write: HTML in a textarea, which scripts turn into an editor.

The editor is django-prose-editor's, under a policy without inline scripts and styles. Its own widget
needs an import map, which is an inline script; our modules import its one built file by a relative
address instead, which `config.storage` makes that of the hashed file: no map, no nonce, no hash.
Without scripts the textarea stays. What comes back is cleaned here, whatever wrote it.
"""

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import embeds, html, pasting

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

WORDS = {
    "toolbar": _("Formatting"),
    "table_toolbar": _("Table"),
    "heading": _("Heading"),
    "subheading": _("Subheading"),
    "bold": _("Bold"),
    "italic": _("Italic"),
    "link": _("Link"),
    "unlink": _("Remove the link"),
    "bullets": _("Bulleted list"),
    "numbers": _("Numbered list"),
    "quote": _("Quote"),
    "divider": _("Divider"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "source": _("HTML"),
    "callout": _("Callout"),
    "kind": _("Kind"),
    "none": _("None: ordinary text"),
    "note": _("Note"),
    "tip": _("Tip"),
    "warning": _("Important"),
    "picture": _("Picture"),
    "library": _("Choose from the library"),
    "search": _("Search"),
    "more": _("More"),
    "unreachable": _("The library doesn’t answer. Please try again."),
    "picture_address": _("Address of the picture"),
    "picture_help": _("It begins with /media/: pictures of other sites become links."),
    "not_here": _("A picture has to be on this site: its address begins with a slash."),
    "alt": _("Description for those who don’t see it"),
    "no_alt": _("No description"),
    "caption": _("Caption"),
    "embed": _("Video or post of another site"),
    "embed_address": _("Address at YouTube, Telegram or X"),
    "unknown": _("This isn’t the address of a video at YouTube or of a post at Telegram or X."),
    "embed_title": _("Title"),
    "embed_help": _("Readers see it as a link and decide themselves whether to load anything."),
    "address": _("Address"),
    "bad_address": _("An address begins with https://, mailto: or a slash."),
    "table": _("Table"),
    "rows": _("Rows"),
    "columns": _("Columns"),
    "header": _("The first row names the columns"),
    "row": _("Add a row"),
    "column": _("Add a column"),
    "less_row": _("Delete the row"),
    "less_column": _("Delete the column"),
    "head": _("Heading cell"),
    "merge": _("Merge the cells"),
    "split": _("Split the cell"),
    "table_caption": _("Caption of the table"),
    "less_table": _("Delete the table"),
    "insert": _("Insert"),
    "change": _("Change"),
    "cancel": _("Cancel"),
}  # fmt: skip


class BodyWidget(forms.Textarea):
    """`lang` of the attributes is the language of the text, for spelling and screen readers.

    `chooser` and `adder` are addresses of the library of pictures, which answers with pieces of HTML:
    where they are chosen, and where a new one is sent. Without them a picture is named by its address.
    """

    class Media:
        css = {
            "all": [
                "django_prose_editor/material-icons.css",
                "css/prose.css",
            ]
        }
        js = [forms.Script("js/prose.js", type="module")]

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        chooser: "StrOrPromise" = "",
        adder: "StrOrPromise" = "",
    ) -> None:
        super().__init__({"rows": 20, "cols": 80} | (attrs or {}))
        self.chooser = chooser
        self.adder = adder

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-prose"] = json.dumps(
            {
                "words": {name: str(word) for name, word in WORDS.items()},
                "sites": [
                    {"name": site.name, "pattern": site.pattern, "link": site.link}
                    for site in embeds.SITES
                ],
                "styles": {
                    "meanings": [[word, meant.pattern] for meant, word in pasting.MEANINGS],
                    "level": pasting.LEVEL.pattern,
                    "number": pasting.NUMBER.pattern,
                },
                "chooser": str(self.chooser),
                "adder": str(self.adder),
            }
        )
        return context

    def use_required_attribute(self, initial: Any) -> bool:
        """A browser can't show that the textarea is empty while the editor stands in its place."""
        return False


class BodyField(forms.CharField):
    """A body: cleaned HTML, "" when nothing of it is left."""

    widget = BodyWidget

    def clean(self, value: Any) -> str:
        return html.clean(super().clean(value))
