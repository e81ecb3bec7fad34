from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.asking import (
    LONGEST,
    LONGEST_WORD,
    MOST_EXCLUSIONS,
    MOST_NAMES,
    MOST_PHRASES,
    MOST_WORDS,
    Query,
    Word,
    read,
)

PIECES = st.sampled_from(
    '" « » “ ” „ - — ( ) OR ИЛИ author: автор:"Анна в:новости тема: before:2024 до:31.02.2024 lang:ru '
    "lang:xx -слово -5 -2020 слово word Node.js и\u0301й \0 \ud800 \u202e 🕊 % _ \\ & | ! <-> ' :*".split()
)
HOSTILE = st.text() | st.lists(PIECES | st.just(" ")).map("".join) | st.lists(PIECES).map(" ".join)


def texts(query):
    return [word.text for word in query.words]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  Где моя\tкарта?! ", "Где моя карта"),
        ("онлайн-платёж", "онлайн-платёж"),
        ("об'явление Don’t Panthers'", "об'явление Don’t Panthers"),
        ("Node.js да/нет snake_case a@example.org", "Node js да нет snake case a example org"),
        ("2.5 процента, 01.05.2024 №5 50% 24-10", "2.5 процента 01.05.2024 5 50 24-10"),
        ("мир — труд - май", "мир труд май"),
        ("Ле\u0301бедев ча\u200bй\0", "Лебедев чай"),
        ("🕊 & | ! <-> :* ()", ""),
    ],
)
def test_words_part_as_in_the_index_but_keep_hyphens(typed, words):
    assert texts(read(typed)) == words.split()


@pytest.mark.parametrize(
    "quoted",
    ['"право голоса"', "«право голоса»", "“право голоса”", "„право голоса“", "„право голоса”"],
)
def test_words_in_any_quotes_are_a_phrase_and_words(quoted):
    query = read(f"где {quoted}?")
    assert query.phrases == (("право", "голоса"),)
    assert texts(query) == ["где", "право", "голоса"]


@pytest.mark.parametrize(
    "typed", ['экран 15" и 13" ширины', 'а "право голоса', "»право голоса«", '"" «!»', '"а"б']
)
def test_quotes_that_enclose_no_words_are_no_phrase(typed):
    assert read(typed).phrases == ()


def test_a_minus_before_a_word_or_phrase_excludes_it():
    query = read('выборы -Москва -"Новая газета" -«вторая» -Node.js (-скобки)')
    assert texts(query) == ["выборы"]
    assert query.without == (
        ("Москва",),
        ("Новая", "газета"),
        ("вторая",),
        ("Node", "js"),
        ("скобки",),
    )


@pytest.mark.parametrize(
    "typed", ["кое-что", "мир — труд", "мир – труд", "мир - труд", "--", "-", "a -- b"]
)
def test_a_hyphen_in_a_word_and_a_lone_dash_exclude_nothing(typed):
    assert read(typed).without == ()


def test_a_minus_before_a_number_is_its_sign_but_before_a_year_it_excludes():
    assert texts(read("ночью -5, -20° и -3.5%")) == ["ночью", "5", "20", "и", "3.5"]
    assert read("ночью -5, -20° и -3.5%").without == ()
    assert read("выборы -2020").without == (("2020",),)
    assert read("выборы -3D").without == (("3D",),)


def test_or_joins_the_words_beside_it_in_chains():
    query = read("митинг Минск OR Гродно ИЛИ Брест сегодня")
    assert query.words == (Word("митинг"), Word("Минск", ("Гродно", "Брест")), Word("сегодня"))
    assert read("кот OR OR пёс").words == (Word("кот", ("пёс",)),)
    assert read("(кот OR пёс) дома").words == (Word("кот", ("пёс",)), Word("дома"))


def test_or_in_small_letters_is_a_word():
    assert read("кот или пёс or").words == tuple(map(Word, "кот или пёс or".split()))


@pytest.mark.parametrize("typed", ["OR", "ИЛИ кот", "кот OR", "OR OR", "OR author:Анна", "-кот OR"])
def test_or_without_words_on_both_sides_is_a_word(typed):
    query = read(typed)
    assert {"OR", "ИЛИ"} & set(texts(query))
    assert not any(word.alternatives for word in query.words)


def test_a_phrase_beside_or_is_no_longer_exact():
    query = read('"права человека" OR "human rights" "точно это"')
    assert query.phrases == (("точно", "это"),)
    assert query.words[1] == Word("человека", ("human",))


def test_filters_have_names_in_both_languages():
    english = read('author:"Anna K" in:news topic:courts before:2024 after:2023-05 lang:be')
    russian = read("Автор:«Anna K» в:news тема:courts до:2024 после:05.2023 язык:Беларуский")
    assert replace(english, text="") == replace(russian, text="")
    assert (english.authors, english.places, english.topics) == (
        ("Anna K",),
        ("news",),
        ("courts",),
    )
    assert (english.language, english.words) == ("be", ())
    assert (english.after, english.before) == (date(2023, 5, 1), date(2024, 1, 1))


@pytest.mark.parametrize(
    "value", ["2024-05-01", "01.05.2024", "1.5.2024", "2024-05", "05.2024", "2024-05,"]
)
def test_a_day_or_the_first_day_of_a_month_is_meant(value):
    assert read(f"before:{value}").before == date(2024, 5, 1)


def test_of_several_days_the_narrowest_count():
    query = read("before:2024 before:2023 after:2020 after:2021")
    assert (query.after, query.before) == (date(2021, 1, 1), date(2023, 1, 1))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("before:яблоко", "before яблоко"),
        ("до:31.02.2024", "до 31.02.2024"),
        ("after:9999-12-31", "after 9999-12-31"),
        ("after:1066", "after 1066"),
        ("before:2024-13", "before 2024-13"),
        ("lang:xx", "lang xx"),
        ('author: author:"" author:— кот', "author author author кот"),
        ('author:"Анна', "author Анна"),
        ("тема: свобода", "тема свобода"),
        ("в: себе", "в себе"),
        ("https://example.org", "https example org"),
        ("вавтор:Анна", "вавтор Анна"),
    ],
)
def test_an_unreadable_operator_is_plain_words(typed, words):
    query = read(typed)
    assert query == Query(query.text, tuple(map(Word, words.split())))


def test_only_a_query_that_narrows_nothing_is_empty():
    assert all(read(typed).is_empty for typed in ["", "  ", "!!!", "— «»", "\0"])
    narrowing = [
        "кот",
        "-кот",
        '"кот"',
        "автор:Анна",
        "в:x",
        "тема:x",
        "до:2024",
        "после:2024",
        "lang:ru",
    ]
    assert not any(read(typed).is_empty for typed in narrowing)


def test_the_plain_text_has_no_operators():
    query = read("""author:Анна "" "g'ynthc ,kj" k.r OR vbh -ytn before:2024 "nj?""")
    assert query.without_operators() == """g'ynthc ,kj k.r vbh "nj?"""
    assert read("кот OR пёс, «мир труд» -май lang:ru").plain == "кот пёс мир труд"


def test_plain_text_is_rewritten_around_the_operators():
    query = read('author:Анна "один два" -три lang:xx OR четыре?')
    assert (
        query.rewritten(lambda typed: typed.upper() * 2)
        == 'author:Анна "ОДИН ДВАОДИН ДВА" -три LANG:XXLANG:XX OR ЧЕТЫРЕ?ЧЕТЫРЕ?'
    )


def test_one_word_is_replaced_where_it_stands():
    query = read("до:2024 «первый втарой», третий")
    assert query.replaced(1, "второй") == "до:2024 «первый второй», третий"


def test_a_long_query_is_bounded():
    query = read("а OR б " * 30 + '"в г" -д author:е ' * 40)
    assert len(query.text) <= LONGEST
    assert len(read("\u0344" + "\u0958" * LONGEST).text) <= LONGEST  # grows by normalisation
    assert read(" " * LONGEST + "слово").is_empty
    many = read(" ".join(["-а"] * 9 + ["author:б в:б тема:б"] * 5 + ['"г"'] * 9))
    assert (len(many.without), len(many.phrases)) == (MOST_EXCLUSIONS, MOST_PHRASES)
    assert len(many.authors) == len(many.places) == len(many.topics) == MOST_NAMES
    assert len(read("x" * 900).words[0].text) == LONGEST_WORD


def test_an_exclusion_too_long_to_use_is_not_cut_short_which_would_exclude_more():
    assert read('-"' + "а " * MOST_WORDS + '"').without == (("а",) * MOST_WORDS,)
    assert read('-"' + "а " * (MOST_WORDS + 1) + '"').is_empty


def test_the_first_words_are_used():
    assert texts(read(" ".join(map(str, range(100, 200))))) == [str(n) for n in range(100, 124)]
    long = read('"' + "слово " * 100 + '"')
    assert [len(phrase) for phrase in long.phrases] == [len(long.words)] == [MOST_WORDS]


@given(HOSTILE)
def test_any_text_is_read_within_bounds(text):
    query = read(text)
    assert sum(1 + len(word.alternatives) for word in query.words) <= MOST_WORDS
    assert all(query.phrases) and all(query.without)
    for names in (query.authors, query.places, query.topics):
        assert len(names) <= MOST_NAMES and all(0 < len(name) <= LONGEST_WORD for name in names)
    assert "\0" not in query.text and query.text.encode() is not None


@given(HOSTILE)
def test_what_is_shown_in_the_box_is_read_the_same_again(text):
    query = read(text)
    assert read(query.text) == query
    assert query.rewritten(str) == query.text
    assert all(query.replaced(n, word.text) == query.text for n, word in enumerate(query.words))
