import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.slugs import LONGEST, slugify, unique


@pytest.mark.parametrize(
    ("text", "language", "slug"),
    [
        ("Щёлкнем ещё раз", "ru", "shchyolknem-eshchyo-raz"),
        ("Съезд, объём — и цифры №5!", "ru", "sezd-obyom-i-tsifry-5"),
        ("За́мок", "ru", "zamok"),
        ("Е\u0308лка и и\u0306од", "ru", "yolka-i-yod"),
        ("Кот д’Ивуар", "ru", "kot-divuar"),
        ("Ўладзімір Караткевіч, Гродна", "be", "uladzimir-karatkevich-hrodna"),
        ("Київ і Ґалаґан", "uk", "kyyiv-i-galagan"),
        ("Don't  stop: Łódź & café", "en", "dont-stop-lodz-cafe"),
        ("!!!", "ru", "post"),
        ("漢字", "en", "post"),
    ],
)
def test_titles_become_readable_addresses(text, language, slug):
    assert slugify(text, language) == slug


def test_a_long_title_is_cut_between_words():
    assert slugify("слово " * 40, "ru") == "-".join(["slovo"] * 13)
    assert slugify("щ" * 100, "ru") == ("shch" * 20)


@given(st.text(max_size=300), st.sampled_from(["ru", "en", "be", "uk", "xx"]))
def test_any_text_gives_a_valid_slug(text, language):
    slug = slugify(text, language)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= LONGEST
    assert slugify(slug, language) == slug


def test_a_taken_slug_gets_the_first_free_number():
    taken = {"a", "a-2", "a-3"}
    assert unique("a", taken.__contains__) == "a-4"
    assert unique("b", taken.__contains__) == "b"


def test_a_numbered_slug_stays_within_the_limit():
    long = "x" * LONGEST
    assert unique(long, {long}.__contains__) == "x" * (LONGEST - 2) + "-2"
