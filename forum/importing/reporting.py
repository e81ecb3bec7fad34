"""What an import says when it is done: a table of the files, then a line for each remark."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.importing.writing import Outcome

MOST_LINES = 1000  # remarks of one file; beyond they are counted only


@dataclass
class FileReport:
    name: str
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    replies: int = 0  # that the threads taken brought along, new or not
    is_broken: bool = False
    lines: list[str] = field(default_factory=list)
    unlisted: int = 0

    def say(self, line: str) -> None:
        if len(self.lines) < MOST_LINES:
            self.lines.append(line)
        else:
            self.unlisted += 1

    def said(self) -> list[str]:
        """Every line of this file, those that count at the end."""
        counted = []
        if self.unlisted:
            text = ngettext(
                "and %(count)d more remark", "and %(count)d more remarks", self.unlisted
            )
            counted.append(text % {"count": self.unlisted})
        return [f"{self.name}: {line}" for line in self.lines + counted]


def table(reports: list[FileReport]) -> list[str]:
    """Lines with the columns under one another."""
    rows = [[_("File"), _("New"), _("Changed"), _("Unchanged"), _("Skipped"), _("Replies")]]
    for report in reports:
        counts = [*(report.outcomes[outcome] for outcome in Outcome), report.replies]
        rows.append([report.name, *map(str, counts)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in rows
    ]
