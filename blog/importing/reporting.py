"""What an import says when it is done: a table of the files, then a line for each remark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.importing.writing import Outcome

MOST_LINES = 1000  # remarks of one file; beyond they are counted only


@dataclass
class FileReport:
    name: str
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)  # what isn't a post, by WordPress's type
    comments: int = 0
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
        counted = [
            _("not posts, left out: %(count)d × %(type)s") % {"count": count, "type": name}
            for name, count in self.others.most_common()
        ]
        if self.comments:
            text = ngettext(
                "%(count)d comment left out", "%(count)d comments left out", self.comments
            )
            counted.append(text % {"count": self.comments})
        if self.unlisted:
            text = ngettext(
                "and %(count)d more remark", "and %(count)d more remarks", self.unlisted
            )
            counted.append(text % {"count": self.unlisted})
        return [f"{self.name}: {line}" for line in self.lines + counted]


def table(reports: list[FileReport]) -> list[str]:
    """Lines with the columns under one another."""
    rows = [[_("File"), _("New"), _("Changed"), _("Unchanged"), _("Skipped")]]
    rows += [
        [report.name, *(str(report.outcomes[outcome]) for outcome in Outcome)] for report in reports
    ]
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


def addresses(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Old and new address, a line each, the old ones under one another."""
    width = max((len(old) for old, _new in pairs), default=0)
    return [f"{old.ljust(width)}  →  {new}" for old, new in pairs]
