import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.importing import tidying


@pytest.mark.parametrize(
    ("found", "mended"),
    [
        ("Bread , salt .", "Bread, salt."),
        ("in “bread” , salt", "in “bread”, salt"),
        ("Хлеб , соль ; вода : да !", "Хлеб, соль; вода: да!"),
        ("in 1996 , in May", "in 1996, in May"),
        ("“Is it ?”", "“Is it?”"),
        ("salt\xa0, bread", "salt, bread"),
    ],
)
def test_spaces_before_punctuation_go(found, mended):
    assert tidying.punctuated(found) == mended


@pytest.mark.parametrize(
    "text",
    ["a score of 2 : 1", "well ... yes", "use .env here", "smile :) now", "a .5 share", "— , —"],
)
def test_spaces_that_mean_something_stay(text):
    assert tidying.punctuated(text) == text


def test_a_body_is_mended_between_its_tags_and_not_in_code_or_addresses():
    found = '<p>See <a href="/a ,b">bread</a> , salt .</p><pre>a , b</pre><p>x<code>a , b</code> , y</p>'
    mended = (
        '<p>See <a href="/a ,b">bread</a>, salt.</p><pre>a , b</pre><p>x<code>a , b</code>, y</p>'
    )
    assert tidying.body(found) == mended


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ("  Bread \n\t and   salt ", "Bread and salt"),
        ("Bread &amp; salt", "Bread & salt"),
        ("Bread &amp;amp; salt", "Bread & salt"),
        ("<b>Bread</b>&nbsp;and <i>salt</i>", "Bread and salt"),
        ("3 < 4", "3 < 4"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("\x1b[31mred", "[31mred"),
        ("\u200b \ufeff\xad", ""),
    ],
)
def test_a_title_becomes_one_line_of_plain_text(found, line):
    assert tidying.line(found) == line


@given(st.text(alphabet=st.characters()))
def test_a_line_can_always_be_stored_and_shown(text):
    line = tidying.line(text + "\ud800\x00")
    assert line.encode().decode() == line
    assert not any(character < " " or "\x7f" <= character < "\xa0" for character in line)


@pytest.mark.parametrize(
    ("text", "longest", "kept"),
    [
        ("short", 10, "short"),
        ("bread and salt", 11, "bread and…"),
        ("bread, and salt", 8, "bread…"),
        ("x" * 20, 10, "x" * 9 + "…"),
    ],
)
def test_a_long_text_is_cut_at_a_word(text, longest, kept):
    assert tidying.cut(text, longest) == kept


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_what_is_cut_is_never_longer_than_asked(text, longest):
    assert len(tidying.cut(text, longest)) <= longest
