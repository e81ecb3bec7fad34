"""From a query to a page of results, over rows made here."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import override

from search import counting, gathering, pages
from search.models import Page, Spelling
from search.results import MAX_PAGES, PAGE_SIZE
from search.spellings import keep
from tests.factories import make_author, make_topic, make_translated_post, make_user
from tests.forum.factories import make_reply, make_section
from tests.forum.factories import make_topic as make_thread
from tests.search import small
from tests.search.posts import ask, before, keys, queries_of, shown, titles, written

pytestmark = pytest.mark.django_db

STRANGER = AnonymousUser()
AGO = timezone.now() - datetime.timedelta(days=500)


@pytest.fixture
def two_by_fox():
    author = make_author(name_ru="Лис Петров", name_en="Fox Petrov")
    written("Первый замок", "Крыльцо и чердак", author=author)
    written("Второй замок", "Чердак и крыльцо", published_at=AGO)
    make_thread(make_section(slug="help", name_ru="Помощь"), title="Третий замок", text="Подвал", author=make_user(name="Anna Kim"), language="be", opening={"language": "be"})  # fmt: skip
    counting.count_all()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("замок", {"Первый замок", "Второй замок", "Третий замок"}),
        ('"крыльцо и чердак"', {"Первый замок"}),
        ('"чердак крыльцо"', set()),
        ("замок -чердак", {"Третий замок"}),
        ('замок -"чердак и крыльцо"', {"Первый замок", "Третий замок"}),
        ("-чердак", {"Третий замок"}),
        ("крыльцо OR подвал", {"Первый замок", "Второй замок", "Третий замок"}),
        ("подвал ИЛИ небывальщина", {"Третий замок"}),
        ('author:"лис петров"', {"Первый замок"}),
        ('замок автор:"Fox Petrov"', {"Первый замок"}),
        ("author:петров", {"Первый замок"}),
        ('author:"петров лис"', {"Первый замок"}),
        ("author:петр", set()),
        ('author:"Anna Kim"', {"Третий замок"}),
        ("in:help", {"Третий замок"}),
        ("замок в:помощь", {"Третий замок"}),
        ("in:nowhere замок", set()),
        (f"замок before:{timezone.now().year}", {"Второй замок"}),
        (f"after:{timezone.now().year}", {"Первый замок", "Третий замок"}),
        ("замок lang:be", {"Третий замок"}),
        ("lang:ru", {"Первый замок", "Второй замок"}),
        ("lang:uk замок", set()),
        ('"и" замок', {"Первый замок", "Второй замок", "Третий замок"}),
        ("и на в", {"Первый замок", "Второй замок", "Третий замок"}),
    ],
)
def test_operators_leave_what_they_say(two_by_fox, query, found):
    assert set(titles(query)) == found


def test_a_post_is_found_under_its_topic():
    written("Замок").topics.add(make_topic(title_ru="Жильё", slug_ru="zhilyo"))
    written("Другой замок")
    counting.count_all()
    assert titles("замок topic:жилье") == titles("тема:zhilyo") == ["Замок"]


def test_all_words_come_before_most_of_them():
    for number in range(4):
        written(f"Каштан {number}", "Каштан и каштан, каштан. " * 3)
    written("Жёлудь", "Каштан и ещё много других слов о том, как он растёт")
    counting.count_all()
    found = ask("каштан жёлудь")
    assert found.results[0].hit.title == "Жёлудь"
    assert found.with_all_words == (1, False)
    assert found.total.number >= found.with_all_words.number


def test_a_long_text_with_all_words_comes_before_a_line_with_one_of_them():
    for number in range(40):
        written(f"Строка {number}", "Спасибо")
    written("Желудёвая строка", "Жёлудь")
    written("Повесть", f"Каштан, {' '.join(f'слово{n}' for n in range(800))}, жёлудь")
    counting.count_all()
    assert titles("каштан жёлудь") == ["Повесть", "Желудёвая строка"]


def test_what_has_few_of_the_words_is_left_out_where_enough_have_all():
    for number in range(gathering.FEW):
        written(f"Каштан {number}", "и жёлудь")
    written("Каштан", "один")
    counting.count_all()
    assert ask("каштан жёлудь").total == ask("каштан жёлудь").with_all_words == (20, False)


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("переплетчек", "переплетчик"),
        ("ужин переплетчек", "ужин переплетчик"),
        ("gthtgktnxbr", "переплетчик"),
        ("pereplyotchik", "переплётчик"),
        ("переплетчик", ""),
        ("переплётчики", ""),
    ],
)
def test_what_was_mistyped_is_said_and_found(typed, mended):
    written("Переплётчик", "Ужин у переплётчика")
    counting.count_all()
    found = ask(typed)
    assert (found.mended, found.doubtful) == (mended, ())
    assert len(found.results) == 1


@pytest.mark.parametrize("typed", ["Латушко", "Latushko", "латушка"])
def test_a_name_is_found_by_its_sound_in_other_letters(typed):
    written("Встреча", "Schetyna, Latushka и другие")
    counting.count_all()
    found = ask(typed)
    assert (found.mended, len(found.results)) == ("latushka", 1)


@pytest.mark.parametrize("typed", ["лапушки", "лат", "лотушко"])
def test_what_is_further_than_one_slip_in_other_letters_is_no_name(typed):
    written("Встреча", "Schetyna, Latushka и другие")
    counting.count_all()
    assert ask(typed).mended == ""


@pytest.mark.parametrize("typed", ["q", "yf", "d yf", "C++"])
def test_nothing_is_mended_into_words_that_say_nothing(typed):
    written("Замок")
    counting.count_all()
    found = ask(typed)
    assert (found.total.number, found.mended) == (0, "")
    assert found.doubtful == tuple(typed.lower().strip("+").split())


@pytest.mark.parametrize("typed", ["и на в", "don’t", '"the" and'])
def test_words_that_say_nothing_are_said_to(typed):
    written("Замок")
    counting.count_all()
    found = ask(typed)
    assert (found.total.number, found.says_nothing) == (1, True)
    assert not ask(f"{typed} замок").says_nothing
    assert not ask("").says_nothing


def test_verbatim_mends_nothing():
    written("Переплётчик")
    counting.count_all()
    for typed in ("переплетчек", "gthtgktnxbr", "pereplyotchik"):
        found = ask(typed, verbatim=True)
        assert (found.total.number, found.mended, found.doubtful) == (0, "", (typed,))


def test_a_part_of_a_hyphenated_word_is_mended_in_its_place():
    written("Онлайн-переплётчик")
    counting.count_all()
    assert ask("онлайм-переплетчик нет").mended == "онлайн-переплетчик нет"


def test_a_word_that_is_nowhere_is_said_to_be():
    written("Переплётчик")
    counting.count_all()
    found = ask("переплётчик небывальщина")
    assert (found.doubtful, len(found.results)) == (("небывальщина",), 1)
    assert ask("небывальщина").doubtful == ("небывальщина",)


def test_a_word_too_new_to_be_counted_is_found_and_not_mended():
    written("Переплетчик")
    counting.count_all()
    written("Переплетчев")
    found = ask("переплетчев")
    assert titles("переплетчев") == ["Переплетчев"]
    assert (found.mended, found.doubtful) == ("", ())


def test_a_new_word_beside_a_mistyped_one_is_kept():
    written("Переплетчик", "Колокольня")
    counting.count_all()
    written("Переплетчев", "Колокольня")
    found = ask("переплетчев калокольня")
    assert found.mended == "переплетчев колокольня"
    assert found.results[0].hit.title == "Переплетчев"


def test_a_mistyped_name_is_mended_though_its_other_spelling_is_nowhere():
    written("Латушко")
    counting.count_all()
    keep(Spelling(words=["Латушко", "Latushka"]))
    found = ask("латушкэ")
    assert (found.mended, len(found.results)) == ("латушко", 1)


def test_a_post_in_two_languages_is_found_once_and_in_either():
    make_translated_post(title_ru="Veche", title_en="Veche", body_ru="<p>Замок</p>", body_en="<p>Castle</p>")  # fmt: skip
    counting.count_all()
    for text in ("veche", ""):
        with override("en"):
            found = ask(text)
            assert [(result.hit.language, result.found.language) for result in found.results] == [("en", "en")]  # fmt: skip
            assert {(each.value, each.count.number) for each in found.languages} == {("ru", 1), ("en", 1)}  # fmt: skip


def test_what_was_found_by_its_other_version_says_so():
    make_translated_post(body_ru="<p>Замок</p>", body_en="<p>Castle</p>")
    counting.count_all()
    with override("en"):
        [result] = ask("замок").results
    assert (result.hit.title, result.hit.address) == ("House", "/en/blog/house/")
    assert (result.hit.language, result.found.language) == ("en", "ru")
    assert shown(result.snippet) == "[Замок]"


def test_of_versions_with_the_same_words_the_readers_own_is_shown():
    """However much more often the other says them."""
    make_translated_post(body_ru="<p>Где vpn, а где " + "нет " * 90 + "</p>", body_en="<p>vpn vpn vpn</p>")  # fmt: skip
    counting.count_all()
    for language in ("ru", "en"):
        with override(language):
            [result] = ask("vpn").results
            assert (result.hit.language, result.found.language) == (language, language)


def test_by_date_no_post_is_skipped_whose_translation_came_later():
    """It stands where its newest version does, on whichever page."""
    for number in range(50):
        dates = {"published_at_ru": before(30 + 10 * number)}
        if number % 2:
            dates["published_at_en"] = before(5 + 10 * number)
            make_translated_post(slug_ru=f"ru-{number}", slug_en=f"en-{number}", **dates)
        else:
            written(f"Пост {number}", **dates)
    every = [key for page in (1, 2, 3) for key in keys(ask("", page=page))]
    assert len(every) == len(set(every)) == 50


def test_a_page_that_stands_in_no_table_is_one_result_in_both_languages():
    for language, body in (("ru", "Зеркало, minisign"), ("en", "Mirror, minisign")):
        Page.objects.create(name="mirrors", language=language, title="Title", body=body)
    counting.count_all()
    assert "mirrors" in pages.registered_pages()
    with override("en"):
        for query, language in (("minisign", "en"), ("зеркало", "ru"), ("", "en"), ("lang:ru", "ru")):  # fmt: skip
            [result] = ask(query).results
            assert (result.hit.address, result.found.language) == ("/en/mirrors/", language)


def test_matches_are_marked_in_titles_and_snippets():
    written("Лисы и лес", "Про лису. " + "Дальше о другом. " * 30)
    counting.count_all()
    [result] = ask("лиса").results
    assert shown(result.title) == "[Лисы] и лес"
    assert shown(result.snippet).startswith("Про [лису]. Дальше")


def test_what_was_asked_on_other_keys_is_found_anew_with_fewer_words():
    """Where nothing is found, a swapped query has other words than the typed one."""
    written("Castle, veche")
    counting.count_all()
    found = ask("сфыедубмусру lang:uk")
    assert (found.total.number, found.mended) == (0, "castle,veche lang:uk")


def test_there_are_no_more_pages_than_a_reader_would_turn(monkeypatch):
    rows = PAGE_SIZE * MAX_PAGES + 5
    section = make_section()
    thread = make_thread(section, title="Каштан")
    make_reply(thread, text="Каштан")
    post = thread.posts.get(number=1)
    type(post).objects.bulk_create(
        type(post)(topic=thread, number=number, plain="каштан", language="ru")
        for number in range(2, rows)
    )
    counting.count_all()
    for query in ("", "каштан"):
        last = ask(query, page=MAX_PAGES)
        assert (last.total.number, last.page_count) == (rows, MAX_PAGES)
        assert len(last.results) == PAGE_SIZE


@pytest.mark.parametrize(
    ("query", "most"),
    [("", 10), ("абракон", 13), ("абракон бумазап", 13), ("абраком", 16), ("ничегошеньки", 13)],
)
def test_a_page_of_results_takes_as_many_queries_whatever_there_is(query, most):
    small.write(1)
    counting.count_all()
    few = queries_of(query)
    small.write(40, seed=2)
    counting.count_all()
    assert few <= most
    assert queries_of(query) <= most


def test_an_empty_site_answers():
    assert counting.count_all() == 0
    assert ask("замок").total == ask("").total == (0, False)


def test_where_nothing_is_found_the_other_alphabet_is_offered_for_a_word_of_a_dictionary():
    written("Браузер", "Tor, open")
    counting.count_all()
    found = ask("тор")
    assert found.total.number == 0
    assert found.nearest == ("tor",)


def test_where_nothing_is_found_a_longer_word_is_offered():
    written("Справка", "налоговой")
    counting.count_all()
    assert ask("налог").nearest == ask("налого").nearest == ("налоговой",)
    assert ask("небывальщина").nearest == ()
