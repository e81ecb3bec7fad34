"""What an editor is told to look at before a text comes out."""

import re
import time

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.models import Post
from editing import checking
from editing.checking import Problem, problems
from editing.kinds import Kind

KIND = Kind(Post, words=("title", "summary", "body"), shared=("topics",))
GOOD = {"title_ru": "Дом", "summary_ru": "О доме", "body_ru": "<h2>Стены</h2><p>Кирпич.</p>"}
LONG = "Это довольно длинное предложение, которое само собой не повторится."


def found(**values):
    """(field, fragment) of what there is to say of the Russian."""
    return [(each.field, each.fragment) for each in problems(KIND, GOOD | values, "ru")]


def test_of_a_text_without_fault_nothing_is_said():
    assert problems(KIND, GOOD, "ru") == []


def test_an_empty_summary_is_told_in_the_language_asked_for():
    assert found(summary_ru=" ") == [("summary_ru", "")]
    assert [each.field for each in problems(KIND, GOOD | {"title_en": "A"}, "en")] == ["summary_en"]


def test_a_title_too_long_for_lists_is_told():
    assert found(title_ru="д" * 101) == [("title_ru", "")]
    assert found(title_ru="д" * 100) == []


@pytest.mark.parametrize("alt", ["", ' alt=""', ' alt=" "'])
def test_a_picture_without_words_is_told_by_its_file(alt):
    body = f'<figure><img src="/media/a&amp;b.png"{alt}></figure>'
    assert found(body_ru=body) == [("body_ru", "/media/a&b.png")]


def test_a_picture_with_words_is_none():
    assert found(body_ru='<figure><img src="/media/a.png" alt="Река"></figure>') == []


@pytest.mark.parametrize(
    ("body", "heading"),
    [
        ("<h3>А</h3><h2>Б</h2>", "А"),
        ("<h2>А</h2><h4>Б <em>в</em></h4>", "Б в"),
        ("<h2>А</h2><h3>Б</h3><h2>В</h2><h4>Г</h4>", "Г"),
    ],
)
def test_a_heading_that_leaves_a_level_out_is_told(body, heading):
    assert found(body_ru=body) == [("body_ru", heading)]


def test_headings_may_go_up_by_any_number_of_levels():
    assert found(body_ru="<h2>А</h2><h3>Б</h3><h4>В</h4><h2>Г</h2><h3>Д</h3>") == []


def test_a_text_that_was_copied_and_not_translated_is_told():
    body = f"<p>{LONG}</p><p>И ещё.</p>"
    assert found(body_ru=body, body_en=body) == [("body_ru", LONG)]
    assert found(body_ru=body, body_en=f"<h2>{LONG}</h2><p>And more.</p>") == [("body_ru", LONG)]


def test_a_quotation_both_languages_share_is_not_told():
    short = "<p>Да.</p>" * 20
    assert found(body_ru=f"{short}<p>Нет.</p>", body_en=f"{short}<p>No.</p>") == []
    rest = "<p>" + "Совсем другие слова, и их больше, чем в цитате. " * 3 + "</p>"
    assert found(body_ru=f"<p>{LONG}</p>{rest}", body_en=f"<p>{LONG}</p><p>Other.</p>") == []


@pytest.mark.parametrize(
    "piece", ["vera@example.org", "+48 22 555 01 23", "4111 1111 1111 1111"]
)  # fmt: skip
@pytest.mark.parametrize("field", ["title_ru", "summary_ru", "body_ru"])
def test_personal_data_is_told_wherever_it_stands(piece, field):
    assert (field, piece) in found(**{field: f"Пишите: {piece} всегда"})


def test_an_address_behind_a_link_or_a_picture_is_told_once():
    link = '<p><a href="mailto:vera@example.org">vera@example.org</a></p>'
    assert found(body_ru=link) == [("body_ru", "vera@example.org")]
    assert found(body_ru='<p><a href="mailto:vera@example.org">письмо</a></p>')
    assert found(body_ru='<p><img src="/media/1.png" alt="vera@example.org"></p>')


def test_addresses_of_pages_are_no_numbers_of_anybody():
    address = "https://example.org/4111111111111111"
    assert found(body_ru=f'<p><a href="{address}">там</a></p>') == []


def test_problems_come_in_the_order_of_the_form():
    told = found(title_ru="д" * 101, summary_ru="", body_ru="<h3>А</h3><p>vera@example.org</p>")
    assert [field for field, _fragment in told] == ["title_ru", "summary_ru", "body_ru", "body_ru"]


def test_no_sort_of_problem_fills_the_page():
    assert len(found(body_ru='<p><img src="/media/a.png"></p>' * 100)) == checking.MOST


def test_a_kind_says_what_only_it_can_lack():
    kind = Kind(
        Post, ("title", "summary", "body"), checks=(lambda *_: iter([Problem("Нет", "x")]),)
    )
    assert problems(kind, GOOD, "ru") == [Problem("Нет", "x")]


@given(st.text(alphabet='<>/h234pimgsrcalt=" @.+0123456789а\n', max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_checked(text):
    for each in problems(KIND, dict.fromkeys((*GOOD, "body_en"), text), "ru"):
        assert each.message and len(each.fragment) <= checking.SHOWN


@pytest.mark.parametrize(
    "piece",
    [
        "<h4>а</h4>",
        '<img src="/a">',
        "<a",
        "a@",
        "+7 (",
        "4111 ",
        "<p>слово</p>",
        '<a href="',
        "&lt;",
    ],
)
def test_a_hundred_kilobytes_take_no_longer_than_an_editor_waits(piece):
    body = piece * (100_000 // len(piece.encode()))
    begun = time.process_time()
    problems(KIND, GOOD | {"body_ru": body, "body_en": body}, "ru")
    assert time.process_time() - begun < 2


def test_the_list_leads_to_the_fields_and_shows_the_spot():
    told = problems(KIND, GOOD | {"body_ru": "<h3>А &lt;Б&gt;</h3>", "summary_ru": ""}, "ru")
    page = render_to_string("admin/editing/_problems.html", {"problems": told})
    assert re.findall(r'href="#([^"]+)"', page) == ["id_summary_ru", "id_body_ru"]
    assert '<q lang="ru">А &lt;Б&gt;</q>' in page
    assert "<ul" not in render_to_string("admin/editing/_problems.html", {"problems": []})
