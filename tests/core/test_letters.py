import time
import unicodedata

import pytest

from core.markdown.letters import shown, tidied


@pytest.mark.parametrize(
    "text",
    [
        "за\u0301мок, и\u0306 и е\u0308",  # stress, й and ё in parts
        "Việt Nam".encode().decode(),
        unicodedata.normalize("NFD", "Việt Nam, ǻ"),
        "שָׁלוֹם\u200f!",  # vowelled Hebrew, and a mark of direction
        "السَّلَامُ عَلَيْكُم\u061c",
        "می\u200cخواهم",  # Persian needs what joins not
        "👩\u200d👩\u200d👧 1\ufe0f\u20e3 ❤\ufe0f",
        "नमस्ते ภาษาไทย 한국어 中文",
        "soft\u00adhyphen, no\u00a0break",
        "tab\tand\nline",
    ],
)
def test_what_people_write_is_shown_as_it_is(text):
    assert shown(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("z" + "\u0301" * 50 + "a", "z" + "\u0301" * 4 + "a"),
        ("z" + "\u0301\u200d" * 50, "z" + "\u0301\u200d" * 2),  # joiners don't begin a new letter
        ("z" + "\u0489" * 9, "z" + "\u0489" * 4),
        ("z" + "\U0001d167" * 9, "z" + "\U0001d167" * 4),
        ("z<em>\u0301\u0301</em>\u0301b", "z<em></em>b"),  # nor does an element
        ("a\u202eb\u202c\u202cc\u2067", "a[U+202E]b[U+202C]c[U+2067]"),
        ("a\u200bb\ufeffc\u2060d\U000e0041\U000e007fe\x00\x85", "abcde"),
        ("\ud800", "\ufffd"),
    ],
)
def test_what_deceives_is_cut_named_or_left_out(text, expected):
    assert shown(text) == expected


def test_a_mark_never_joins_a_tag():
    assert shown("<p>\u0338</p>") == "<p></p>"


def test_letters_are_composed_and_line_ends_are_one():
    assert tidied("и\u0306\r\nе\u0308\r") == "й\nё\n"


def test_marks_that_must_be_sorted_take_no_square_time():
    started = time.process_time()
    tidied("z" + "\u0301\u0316\U0001d165\u302e" * 12_500)
    assert time.process_time() - started < 0.2
