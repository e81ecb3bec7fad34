"""Receipts and statements on paper: PDFs that are the same, byte for byte, whenever they are drawn.

They know no time but the payment's day, and nothing of the machine or the program that drew them.
"""

import datetime
from functools import cached_property

import fontpkg_pt_sans
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from core.languages import current_language, site_name
from donations import receipts
from donations.receipts import Receipt, Statement

FONTS = fontpkg_pt_sans.ROOT / "files"
MARGIN = 24  # millimetres, as all lengths here
INK, FAINT, LINE, ACCENT = 29, 104, 205, (157, 28, 43)
ENDING = 58  # what stands below everything
ROW = 7.2  # height of a line in a table
COLUMNS = {3: (42, 90, 30), 5: (40, 32, 30, 30, 30)}  # widths: day, kind, amount, returned, left


class Paper(FPDF):
    """A4 with the organisation's name on top and the page's number below."""

    def __init__(self, document: Receipt | Statement) -> None:
        super().__init__(format="A4")
        self.document = document
        self.set_margins(MARGIN, MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(True, MARGIN + 8)
        self.add_font("Sans", "", FONTS / "PT_Sans-Web-Regular.ttf")
        self.add_font("Sans", "B", FONTS / "PT_Sans-Web-Bold.ttf")
        self.set_title(document.name)
        self.set_lang(current_language())
        self.set_producer("")
        midnight = datetime.time(tzinfo=datetime.UTC)
        self.set_creation_date(datetime.datetime.combine(document.made_on, midnight))
        self.add_page()

    @cached_property
    def width_within(self) -> float:
        return float(self.epw)

    def header(self) -> None:
        self.write_line(site_name(), size=11, bold=True, after=1)
        self.set_draw_color(*ACCENT)
        self.set_line_width(0.7)
        self.line(MARGIN, self.get_y() + 1, MARGIN + self.width_within, self.get_y() + 1)
        self.set_y(self.get_y() + 12)

    def footer(self) -> None:
        self.set_y(-MARGIN)
        self.set_font("Sans", "", 9)
        self.set_text_color(FAINT)
        self.cell(0, 5, f"{self.document.name} · {self.page_no()}/{{nb}}")

    def write_line(
        self, text: str, *, size: float, bold: bool = False, faint: bool = False, after: float = 0
    ) -> None:
        """A line or as many as it takes, and the space after it."""
        self.set_font("Sans", "B" if bold else "", size)
        self.set_text_color(FAINT if faint else INK)
        self.multi_cell(0, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_y(self.get_y() + after)

    def rule(self) -> None:
        self.set_draw_color(LINE)
        self.set_line_width(0.2)
        self.line(MARGIN, self.get_y(), MARGIN + self.width_within, self.get_y())

    def pair(self, label: str, value: str) -> None:
        """A label and, to its right, the value."""
        top = self.get_y() + 2.6
        self.set_xy(MARGIN, top)
        self.set_font("Sans", "", 11)
        self.set_text_color(FAINT)
        self.multi_cell(78, 5.5, label, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        bottom = self.get_y()
        self.set_xy(MARGIN + 82, top)
        self.set_text_color(INK)
        self.multi_cell(0, 5.5, value, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_y(max(bottom, self.get_y()) + 2.6)
        self.rule()

    def row(self, texts: list[str], *, bold: bool = False, faint: bool = False) -> None:
        """Of a table: two columns of words, then figures."""
        self.set_font("Sans", "B" if bold else "", 9.5 if faint else 10.5)
        self.set_text_color(FAINT if faint else INK)
        for index, (text, width) in enumerate(zip(texts, COLUMNS[len(texts)], strict=True)):
            self.cell(width, ROW, text, align="L" if index < 2 else "R")
        self.ln(ROW)
        self.rule()


def receipt(document: Receipt) -> bytes:
    """A page. Some 100 ms."""
    paper = Paper(document)
    paper.write_line(document.title, size=28, bold=True, after=3)
    paper.write_line(document.amount, size=18, after=8)
    paper.rule()
    for label, value in document.facts:
        paper.pair(label, value)
    _ending(paper)
    return bytes(paper.output())


def statement(document: Statement) -> bytes:
    """As many pages as it takes."""
    paper = Paper(document)
    paper.write_line(document.title, size=28, bold=True, after=6)
    if document.is_unfinished:
        text = _("The year is not over: what is paid later is not in it.")
        paper.write_line(text, size=11, faint=True, after=6)
    heads = [_("Day"), _("What for"), _("Amount"), _("Returned"), _("Left")]
    columns = len(heads) if document.has_returned else 3
    paper.row(heads[:columns], faint=True)
    for row in document.rows:
        if paper.will_page_break(ROW):
            paper.add_page()
            paper.row(heads[:columns], faint=True)
        paper.row([row.paid_on, row.kind, row.amount, row.returned, row.left][:columns])
    for total in document.totals:
        cells = [_("In all"), "", total.paid, total.returned, total.left]
        paper.row(cells[:columns], bold=True)
    _ending(paper)
    return bytes(paper.output())


def _ending(paper: Paper) -> None:
    """What it is in law, a line for the name, who issued it: together on one page."""
    if paper.will_page_break(ENDING):
        paper.add_page()
    paper.set_y(paper.get_y() + 8)
    paper.write_line(receipts.nature(), size=11, after=16)
    paper.rule()
    paper.set_y(paper.get_y() + 1.5)
    paper.write_line(_("Name of the giver"), size=9, faint=True)
    paper.write_line(receipts.anonymity(), size=9, faint=True, after=12)
    paper.write_line(_("Issued by"), size=9, faint=True, after=1)
    for line in receipts.issuer():
        paper.write_line(line, size=11)
