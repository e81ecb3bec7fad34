import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.keyboard import readings, swapped, swapped_words

SETS = next(
    (
        folder / "shared/search"
        for folder in Path(__file__).parents
        if (folder / "shared/search").exists()
    ),
    None,
)  # beside the project
RUSSIAN = st.text(st.sampled_from("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"), max_size=12).map(
    "а".__add__
)
ENGLISH = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghbdtn", "привет"),
        ("Rjulf Ds,jhs", "Когда Выборы"),
        ("руддщ", "hello"),
        ("Ду\nьщтву", "Le\nmonde"),
        ("k.r gj'n `;br j,]zdbk", "люк поэт ёжик объявил"),
        ("вщтэе", "don't"),
        ("Ўфср іфкіе", "Oach sarst"),
        ("yfgbib руддщ", "напиши hello"),
        ("2024 .", "2024 ю"),
        ("руддщ , 5", "hello ? 5"),
    ],
)
def test_each_key_gives_the_other_letter(typed, meant):
    assert swapped(typed) == meant


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ghbdtn?", "привет"),
        ("g'ynthc ,kj k.r", "пэнтерс бло люк"),
        ("ghbdtn, rke,", "привет клуб"),
        ("j, 'njv", "об этом"),
        ("gjcktly.. ve;", "последнюю муж"),
        ('"ghbdtn vbh" (lf) «ytn»!', "привет мир да нет"),
        ('"nj {fhmrjd: <tkfhecm', "Это Харьков Беларусь"),
        ("'ghbdtn' [lf] rjytw...", "привет да конец"),
        ("DS<JHS RKE<", "ВЫБОРЫ КЛУБ"),
        ("d 1990-[ uu/ — 24-10", "в 1990-х гг 24-10"),
        ("зфтерукыэ цфнб вщтэею", "panthers way don't"),
    ],
)
def test_marks_around_words_are_told_from_letters_on_their_keys(typed, words):
    assert swapped_words(typed) == words.split()


def test_a_doubtful_mark_is_read_both_ways():
    assert readings("rke,") == ["клуб", "клу"]
    assert readings("gtht[dfnjd,") == ["перехватовб", "перехватов"]
    assert readings('"ghbdtn') == ["Эпривет", "привет"]
    assert readings("—") == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_questions_typed_in_the_other_layout_are_read_as_they_were_meant(language):
    if SETS is None:
        pytest.skip("../shared is not there")
    meant, typed = (lines(f"queries-{language}{kind}.jsonl") for kind in ("", "-layout"))
    other = re.compile("[a-z]" if language == "ru" else "[а-я]")  # was right, wasn't turned
    pairs = [
        (word, got)
        for question, turned in zip(meant, typed, strict=True)
        for word, got in zip(
            re.findall(r"\w(?:\S*\w)?", question.lower()), swapped_words(turned), strict=False
        )
        if not other.search(word)
    ]
    assert len(pairs) > 10_000
    assert sum(word != got for word, got in pairs) / len(pairs) < 0.005


def lines(name):
    return [json.loads(line)["query"] for line in (SETS / name).read_text().splitlines()]


@given(st.lists(RUSSIAN | ENGLISH).map(" ".join))
def test_twice_swapped_letters_are_the_first_ones(text):
    assert swapped(swapped(text)) == text


@given(st.text() | st.text(st.sampled_from("аbб\"'.,;:[]{}<>`~-—?! 1")))
def test_any_text_can_be_swapped(text):
    assert len(swapped(text)) == len(text)
    words = swapped_words(text)
    assert all(word and len(word.split()) == 1 for word in words)
    assert len(words) <= len(text.split())
    assert all(len(readings(token)) <= 2 for token in text.split())
