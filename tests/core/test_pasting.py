"""What Word, Google Docs and a site builder write, as the cleaner leaves it."""

import time

import pytest

from core import html, pasting

WORD_ITEM = (
    "<p class=MsoListParagraphCxSpMiddle style='margin-left:{indent}pt;text-indent:-18.0pt;mso-list:l0 level{level} lfo1'>"
    "<![if !supportLists]><span style='font-family:Symbol;mso-bidi-font-family:Symbol'><span style='mso-list:Ignore'>{marker}"
    "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>"
    "<span lang=EN-US style='mso-ansi-language:EN-US'>{words}<o:p></o:p></span></p>\n"
)


def word(*items):
    return "".join(
        WORD_ITEM.format(level=level, indent=36 * level, marker=marker, words=words)
        for level, marker, words in items
    )


WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">
<style><!-- p.MsoNormal {{mso-style-parent:"";margin:0cm}} --></style></head><body lang=RU style='tab-interval:35.4pt'>
<!--StartFragment--><h1 style='mso-outline-level:1'>Что мы сделали<o:p></o:p></h1>
<p class=MsoNormal style='mso-margin-top-alt:auto'><span style='font-size:12.0pt;font-family:"Times New Roman",serif'>Год был
<b style='mso-bidi-font-weight:normal'>«долгим»</b>, и&nbsp;мы <i>справились</i>.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>{word((1, "·", "первое"), (2, "o", "внутри"), (1, "·", "второе"))}
<p class=MsoNormal>Потом<o:p></o:p></p>{word((1, "1.", "раз"), (1, "2.", "два"))}<!--EndFragment--></body></html>"""

WORD_CLEAN = (
    "<h2>Что мы сделали</h2><p>Год был\n<strong>«долгим»</strong>, и&nbsp;мы <em>справились</em>.</p>"
    "<ul><li>первое<ul><li>внутри</li></ul></li>"
    "<li>второе</li></ul><p>Потом</p>"
    "<ol><li>раз</li><li>два</li></ol>"
)

GOOGLE = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-00000000-7fff-0000-0000-000000000000">'
    '<h3 dir="ltr" style="line-height:1.38;margin-top:18pt;"><span style="font-size:16pt;font-weight:700;">Plans</span></h3>'
    '<p dir="ltr" style="line-height:1.38;"><span style="font-size:11pt;font-weight:400;font-style:normal;">We’ll </span>'
    '<span style="font-size:11pt;font-weight:700;font-style:normal;">meet</span>'
    '<span style="font-weight:400;font-style:italic;"> soon</span></p><br />'
    '<ul style="margin-top:0;"><li dir="ltr" style="list-style-type:disc;font-weight:400;" aria-level="1">'
    '<p dir="ltr" role="presentation"><span style="font-weight:400;">in the hall</span></p></li></ul>'
    '<p dir="ltr"><a href="https://example.org/" style="text-decoration:none;"><span style="text-decoration:underline;">'
    'map</span></a></p></b><br class="Apple-interchange-newline">'
)
GOOGLE_CLEAN = (
    "<h3>Plans</h3><p>We’ll <strong>meet</strong><em> soon</em></p><ul><li>in the hall</li></ul>"
    '<p><a href="https://example.org/" rel="noopener noreferrer">map</a></p>'
)

BUILDER = (
    '<div data-hook="rcv-block3" class="kZb2x"><p class="mm8Nw" id="viewer-a1b2c" dir="auto"><span class="vkIF2">'
    '<span style="color:#333333"><font face="Arial"><strong>Слово</strong></font></span></span></p></div>'
    '<div type="empty-line" data-hook="rcv-block4"><p class="-XbAJ" id="viewer-d3e4f"><br role="presentation"/></p></div>'
    '<div data-hook="rcv-block5"><p>&nbsp;</p><p>Одно&nbsp; &nbsp;два&nbsp;три&nbsp;</p></div>'
    '<div data-hook="rcv-block6"><h2 dir="auto"><span style="font-weight:bold">Итог</span></h2></div>'
)  # fmt: skip
BUILDER_CLEAN = "<p><strong>Слово</strong></p><p>Одно два&nbsp;три</p><h2>Итог</h2>"


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [(WORD, WORD_CLEAN), (GOOGLE, GOOGLE_CLEAN), (BUILDER, BUILDER_CLEAN)],
    ids=["Word", "Google Docs", "a site builder"],
)
def test_what_is_pasted_comes_out_clean(pasted, expected):
    assert html.clean(pasted) == expected
    assert html.clean(expected) == expected


def test_a_list_of_word_begins_where_it_began_and_changes_its_kind():
    listed = html.clean(word((1, "3.", "c"), (1, "4.", "d"), (1, "§", "e")))
    assert listed == '<ol start="3"><li>c</li><li>d</li></ol><ul><li>e</li></ul>'


def test_a_list_of_word_that_begins_deep_is_a_list_within_a_list():
    listed = html.clean(word((2, "o", "deep")))
    assert listed == "<ul><li><ul><li>deep</li></ul></li></ul>"


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("color:red", ""),
        ("FONT-WEIGHT: Bold", "strong"),
        ("font-weight:700;font-style:italic;text-decoration:line-through", "strong em s"),
        ("font-weight:400", "light"),
        ("margin:0;mso-list:l3 level12 lfo1", "office item1"),
    ],
)
def test_of_a_style_stay_the_words_that_mean_something(style, said):
    assert pasting.said(style) == said


def test_spaces_in_a_row_take_linear_time():
    started = time.process_time()
    html.clean(f"<p>{' ' * 200_000}&nbsp;{'&nbsp; ' * 50_000}a</p>")
    assert time.process_time() - started < 2
