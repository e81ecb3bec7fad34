"""Which texts are read for a query, and that a bound on them hides and falsifies nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search import counting, finding, gathering
from search.understanding import Term
from tests.factories import make_author
from tests.search import small
from tests.search.posts import ask, before, queries_of, shown, titles, written

pytestmark = pytest.mark.django_db


def test_common_words_of_which_no_text_has_all_are_answered_by_two_of_them(monkeypatch):
    for number in range(9):
        written(f"Раз {number}", ("Каштан жёлудь", "Жёлудь орех", "Орех каштан")[number % 3])
    counting.count_all()
    small.read_at_most(monkeypatch, 5)  # texts are read, the newest
    found = ask("каштан жёлудь орех")
    assert (found.total.number, found.with_all_words.number) == (3, 0)


def test_words_nobody_has_counted_yet_are_found_and_counted_all_the_same(monkeypatch):
    for number in range(8):
        written(f"Каштан {number}")
    small.read_at_most(monkeypatch, 5)
    assert ask("каштан").total == (8, False)


def test_texts_that_are_counted_though_nobody_reads_them_are_told_as_more(monkeypatch):
    for number in range(9):
        written(f"Каштан {number}")
    counting.count_all()
    small.read_at_most(monkeypatch, 3)
    assert ask("каштан").total == (9, False)
    assert len(ask("каштан").results) == 3
    monkeypatch.setattr(gathering, "SAMPLE", 5)
    found = ask("каштан")
    assert found.total == (6, True)  # one more than the sample
    assert found.with_all_words == found.total
    assert {choice.count.is_more for choice in found.kinds} == {True}


@pytest.mark.parametrize("query", ["каштан", "каштан квакозябра"])
def test_a_filter_is_answered_by_what_passes_it_however_old(monkeypatch, query):
    for number in range(8):
        written(f"Каштан {number}", published_at=before(0 if number else 900))
    counting.count_all()
    small.read_at_most(monkeypatch, 3)
    monkeypatch.setattr(gathering, "SAMPLE", 4)
    year = str(timezone.localtime(before(900)).year)
    found = ask(query, period=year)
    assert found.total == (1, False)
    assert [shown(result.title) for result in found.results] == ["[Каштан] 0"]
    [chosen] = [choice for choice in found.periods if choice.is_chosen]
    assert chosen.count.number == 1


def test_of_very_common_words_the_newest_texts_answer(monkeypatch):
    """A window of moments is asked, and what it leaves out is said to be more."""
    for number in range(12):
        written(f"Каштан {number}", published_at=before(number))
    counting.count_all()
    small.read_at_most(monkeypatch, 2)
    monkeypatch.setattr(gathering, "MANY", 5)
    with CaptureQueriesContext(connection) as queries:
        found = ask("каштан")
    assert found.total == (4, True)
    titles = {shown(result.title) for result in found.results}
    assert titles == {"[Каштан] 0", "[Каштан] 1"}
    asked_again = queries_of("каштан")
    assert asked_again < len(queries)  # where the window begins is remembered


def test_a_window_that_holds_too_few_is_given_up(monkeypatch):
    for number in range(20):
        written(f"{'Каштан' if number > 13 else 'Орех'} {number}", published_at=before(number))
    counting.count_all()
    small.read_at_most(monkeypatch, 2)
    monkeypatch.setattr(gathering, "MANY", 3)
    found = ask("каштан")
    assert found.total == (6, False)
    assert {shown(result.title) for result in found.results} == {"[Каштан] 14", "[Каштан] 15"}


def term(word, documents):
    return Term(word, {word: 1.0}, documents)


@pytest.mark.parametrize(
    ("room", "least", "found", "size"),
    [
        (500, 0, ["каштан орех"], 90),
        (500, 2, ["каштан орех", "каштан лес"], 90 + 450),
        (600, 1, ["каштан орех", "каштан лес"], 90 + 450),
        (80, 0, [], 0),
    ],
)
def test_the_rarest_pairs_are_those_there_is_room_for(room, least, found, size):
    words = [term("каштан", 900), term("орех", 1_000), term("лес", 5_000), term("дом", 9_000)]
    pairs, texts = gathering.rarest_pairs(words, 10_000, room, least)
    assert [f"{one.word} {other.word}" for one, other in pairs] == found
    assert texts == size


def test_the_rarest_words_are_those_there_is_room_for():
    words = [term("каштан", 0), term("орех", 90), term("лес", 110), term("дом", 9_000)]
    assert gathering.rarest(words, 200) == (words[:3], 0)
    assert gathering.rarest(words, 199) == (words[:2], 109)
    assert gathering.rarest(words[3:], 199) == ([], 199)
    assert gathering.rarest(words[:2], 199) == (words[:2], 109)


@pytest.mark.parametrize("rest", ["каштан", "каштан орех"])
def test_a_word_that_nothing_has_keeps_no_common_one_from_being_found(monkeypatch, rest):
    for number in range(6):
        written(f"Каштан {number}", "Орех")
    counting.count_all()
    small.read_at_most(monkeypatch, 5)
    found = ask(f"{rest} квакозябра")
    assert (found.total, found.with_all_words) == ((6, False), (0, False))
    assert found.doubtful == ("квакозябра",)
    assert len(ask(f"{rest} квакозябра", period="year").results) == 5
    assert ask(f"{rest} квакозябра", period="1999").total == (0, False)


def test_a_word_that_nothing_has_takes_nothing_from_what_the_others_find():
    written("Каштан каштан", "Каштан")
    written("О другом", f"Каштан и {' '.join(map(str, range(900)))}")
    for number in range(20):
        written(f"Орех {number}")
    counting.count_all()
    assert len(titles("каштан")) == 2
    assert titles("каштан квакозябра") == titles("каштан")


@pytest.mark.parametrize("query", ["орех каштан", "орех каштан квакозябра"])
def test_where_common_words_are_never_together_older_texts_pass_a_filter_too(monkeypatch, query):
    for number in range(15):
        written(f"{'Орех' if number > 6 else 'Каштан'} {number}", published_at=before(number * 200))
    counting.count_all()
    small.read_at_most(monkeypatch, 5)
    oldest = str(timezone.localtime(before(1200)).year)
    assert [shown(result.title) for result in ask(query, period=oldest).results] == ["[Каштан] 6"]


def test_a_common_word_that_an_operator_leaves_nothing_of_hides_no_other(monkeypatch):
    fox = make_author(name_ru="Лис")
    for number in range(15):
        is_nut = number > 6
        written(f"{'Орех' if is_nut else 'Каштан'} {number}", author=fox if is_nut else None)
    counting.count_all()
    small.read_at_most(monkeypatch, 5)
    assert ask("орех каштан автор:лис").total == (8, False)


def test_beside_a_rare_word_two_common_ones_are_found_that_are_seldom_together(monkeypatch):
    written("Редис")
    written("Каштан и орех", published_at=before(700))
    for number in range(24):
        written(f"Раз {number}", ("Каштан", "Орех", "Лес", "Дом")[number % 4])
    counting.count_all()
    small.read_at_most(monkeypatch, 5)
    monkeypatch.setattr(gathering, "FEW", 1)  # whatever was found is enough
    assert {"Редис", "Каштан и орех"} <= set(titles("каштан орех редис"))


def test_where_common_words_are_never_together_the_rarest_of_them_answers(monkeypatch):
    for number in range(13):
        written(f"{'Орех' if number > 5 else 'Каштан'} {number}")
    counting.count_all()
    small.read_at_most(monkeypatch, 5)
    found = ask("орех каштан")
    assert {shown(result.title)[:8] for result in found.results} == {"[Каштан]"}
    assert (found.total, found.with_all_words) == ((6, False), (0, False))


@pytest.mark.parametrize("rarer", ["", "редис "])
def test_where_few_have_all_words_those_of_the_rarest_follow(monkeypatch, rarer):
    written("Каштан, орех и редис")
    for number in range(14):
        written(f"{'Орех' if number > 5 else 'Каштан'} {number}")
    counting.count_all()
    monkeypatch.setattr(gathering, "ROOM", 5)
    monkeypatch.setattr(gathering, "FEW", 2)
    monkeypatch.setattr(finding, "CUT", 0.1)
    found = ask(f"{rarer}каштан орех")
    assert (found.total, found.with_all_words) == ((1 + 5, False), (1, False))
    assert found.results[0].hit.title == "Каштан, орех и редис"
