"""What readers are told beside a link to a file: its type and size."""

from __future__ import annotations

import re
from html import escape

from django.utils.translation import override

from library.models import Document

LINK = re.compile(r'(<a [^>]*href="/media/(library/[\w./-]+\.pdf)"[^>]*>)(.*?)(</a>)', re.DOTALL)
SAID = re.compile(r"\s*\(PDF, [^()<>]*\)$")


def with_kinds(html: str, language: str) -> str:
    """Links of clean HTML end with what one would load: “(PDF, 1.2 MB)”. Again and again the same.

    One query, and none for HTML without such links. A file never changes, so neither does this.
    """
    names = {link[2] for link in LINK.finditer(html)}
    if not names:
        return html
    found = {str(each.file.name): each for each in Document.objects.filter(file__in=names)}

    def told(link: re.Match[str]) -> str:
        document = found.get(link[2])
        if not document:
            return link[0]
        return f"{link[1]}{SAID.sub('', link[3])} ({escape(document.kind)}){link[4]}"

    with override(language):
        return LINK.sub(told, html)
