"""Payments of a period for the accountant, as CSV and as a workbook: no donor, no id of Stripe's.

Rows are read as they are written, so the memory needed is the same for any number of them. No cell
begins with what a person typed: a spreadsheet takes no title for a formula.
"""

from __future__ import annotations

import csv
import datetime
import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from donations import ledger, money
from donations.models import Campaign, Payment
from donations.models.payments import receipt_number

CHUNK = 2_000  # rows fetched at once
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which spreadsheets know UTF-8
CAME, REFUNDED, LOST = range(3)


@dataclass(frozen=True, order=True)
class Entry:
    """Money that came, or went back, on a day. In this order in the file."""

    day: datetime.date
    payment: int
    what: int  # CAME, REFUNDED or LOST
    pk: int
    paid_on: datetime.date
    way: str
    net: int  # minor units
    currency: str
    cause: int | None

    @property
    def amount(self) -> Decimal:
        return (Decimal(self.net) / money.MINOR).quantize(Decimal("0.01"))


def entries(first: datetime.date, last: datetime.date) -> Iterator[Entry]:
    """Of a period, both days included, by day; read by CHUNK rows. Three queries."""
    return heapq.merge(
        *(_read(what, side, first, last) for what, side in enumerate(ledger.sides()))
    )


def _read(
    what: int, side: QuerySet[Any], first: datetime.date, last: datetime.date
) -> Iterator[Entry]:
    payment, paid_on = ("pk", "paid_on") if what == CAME else ("payment_id", "payment__paid_on")
    rows = (
        side.filter(day__range=(first, last))
        .order_by("day", payment, "pk")
        .values_list("day", payment, "pk", paid_on, "way", "net", "code", "cause")
    )
    for day, of, *rest in rows.iterator(chunk_size=CHUNK):
        yield Entry(day, of, what, *rest)


class Words:
    """What an entry is called in the language in force, looked up once."""

    def __init__(self) -> None:
        self.what = [pgettext("entry", "payment"), pgettext("entry", "refund"), _("lost dispute")]
        self.ways = {way: str(label) for way, label in Payment.Kind.choices}
        self.causes = {row.pk: f"{row.pk}: {row}" for row in Campaign.objects.order_by()}

    def cells(self, entry: Entry) -> list[str]:
        """All but the day and the amount: number, entry, kind, currency, campaign."""
        return [
            receipt_number(entry.paid_on, entry.payment),
            self.what[entry.what],
            self.ways.get(entry.way, ""),
            entry.currency.upper(),
            self.causes.get(entry.cause or 0, ""),
        ]


def headings() -> list[str]:
    return [
        _("Date"), _("Payment number"), _("Entry"), _("Kind"), _("Currency"), _("Campaign"),
        _("Amount"),
    ]  # fmt: skip


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(first: datetime.date, last: datetime.date) -> Iterator[str]:
    """CHUNK lines at a time, begun with the mark by which spreadsheets read Cyrillic."""
    writer, words = csv.writer(_Echo()), Words()
    yield MARK + writer.writerow(headings())
    lines = (
        writer.writerow([entry.day.isoformat(), *words.cells(entry), f"{entry.amount}"])
        for entry in entries(first, last)
    )
    while chunk := "".join(islice(lines, CHUNK)):
        yield chunk


def as_workbook(first: datetime.date, last: datetime.date) -> IO[bytes]:
    """A temporary file at its beginning, gone when closed: a sheet of entries, one of totals."""
    file = TemporaryFile()  # noqa: SIM115  the caller closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        looks = {
            "head": book.add_format({"bold": True}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "month": book.add_format({"num_format": "yyyy-mm", "align": "left"}),
            "amount": book.add_format({"num_format": "#,##0.00"}),
        }
        totals = _write_entries(book.add_worksheet(_("Payments")), looks, entries(first, last))
        _write_totals(book.add_worksheet(_("Totals")), looks, totals)
    file.seek(0)
    return file


Totals = dict[tuple[datetime.date, str], list[int]]


def _write_entries(sheet: Any, looks: dict[str, Any], rows: Iterable[Entry]) -> Totals:
    """What the rows come to, by month and currency: what came, and what went back."""
    _prepare(sheet, looks, headings(), widths=(12, 16, 14, 14, 10, 34, 14))
    words = Words()
    totals: Totals = defaultdict(lambda: [0, 0])
    for place, entry in enumerate(rows, 1):
        sheet.write_datetime(place, 0, entry.day, looks["day"])
        for column, text in enumerate(words.cells(entry), 1):
            sheet.write_string(place, column, text)
        sheet.write_number(place, 6, float(entry.amount), looks["amount"])
        totals[entry.day.replace(day=1), entry.currency][entry.net < 0] += entry.net
    return totals


def _write_totals(sheet: Any, looks: dict[str, Any], totals: Totals) -> None:
    names = [_("Month"), _("Currency"), _("Came"), _("Went back"), _("Net")]
    _prepare(sheet, looks, names, widths=(12, 10, 16, 16, 16))
    for place, ((month, currency), (came, went)) in enumerate(sorted(totals.items()), 1):
        sheet.write_datetime(place, 0, month, looks["month"])
        sheet.write_string(place, 1, currency.upper())
        for column, amount in enumerate((came, went, came + went), 2):
            sheet.write_number(place, column, amount / money.MINOR, looks["amount"])


def _prepare(
    sheet: Any, looks: dict[str, Any], names: list[str], *, widths: tuple[int, ...]
) -> None:
    for column, (name, width) in enumerate(zip(names, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, looks["head"])
    sheet.freeze_panes(1, 0)
