"""Pages are found by what they say to strangers, in each language."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from config.search_sources import Pages, number_of
from search import pages
from search.models import Page
from search.sources import Found

pytestmark = pytest.mark.django_db

STRANGER = AnonymousUser()
NAMES = {"donations:donate", "donations:manage", "protection", "mirrors", "exit-help"}
NAMES |= {"account_signup", "account_reset_password", "accounts_recover"}


def raw(words):
    return SearchQuery(words, search_type="raw", config="bilingual")


def found(words):
    rows = Pages().rows(STRANGER).filter(search=raw(words))
    return set(rows.values_list("name", "language"))


def said(html):
    return pages.read(HttpResponse(html))


@pytest.fixture
def answers(monkeypatch):
    """What the pages answer instead: a status by name, 200 otherwise."""
    statuses = {}

    def answer(handler, name, language):
        html = f"<main><h1>{name}</h1>{language}</main>"
        return HttpResponse(html, status=statuses.get(name, 200))

    monkeypatch.setattr(pages, "answer", answer)
    return statuses


def test_every_registered_page_is_read_in_each_language():
    assert set(pages.registered_pages()) >= NAMES
    assert pages.read_pages() == 2 * len(pages.registered_pages()) == Page.objects.count()
    page = Page.objects.get(name="mirrors", language="ru")
    assert page.title == "Зеркала этого сайта"
    assert "minisign" in page.body
    assert ("exit-help", "en") in found("browser & forget")
    assert ("accounts_recover", "en") in found("forget | forgotten & password")
    assert not Page.objects.filter(title="").exists() and not Page.objects.filter(body="").exists()


def test_reading_again_changes_only_what_says_something_else(answers):
    total = pages.read_pages()
    Page.objects.filter(name="mirrors", language="ru").update(body="Раньше")
    before = dict(Page.objects.values_list("pk", "changed_at"))
    assert pages.read_pages() == 1
    after = dict(Page.objects.values_list("pk", "changed_at"))
    assert len({pk for pk in before if before[pk] != after[pk]}) == 1
    assert total == len(after)


def test_a_page_of_which_only_numbers_change_is_not_new():
    page = Page(name="x", language="en", title="Give", body="5.20 of 100 € on 3 May")
    pages.write(page, pages.Read("Give", "5.20 of 100 € on 3 May"))
    before = page.changed_at
    assert pages.write(page, pages.Read("Give", "1,017 of 1,200 € on 12 May"))
    assert (page.body, page.changed_at) == ("1,017 of 1,200 € on 12 May", before)
    assert pages.write(page, pages.Read("Give", "1,017 of 1,200 € on 12 June"))
    assert page.changed_at > before


def test_what_is_gone_is_found_no_more_and_what_breaks_stays(answers):
    pages.read_pages()
    Page.objects.create(name="former", language="ru", title="Было")
    answers |= {"mirrors": 404, "protection": 302, "exit-help": 500}
    assert pages.read_pages() == 5
    assert set(Page.objects.values_list("name", flat=True)) == NAMES - {"mirrors", "protection"}


def test_a_page_that_nobody_registered_is_not_found():
    Page.objects.create(name="former", language="ru", title="Было")
    assert not Pages().rows(STRANGER)


def test_only_the_words_of_the_main_part_are_read():
    html = (
        "<title>Да · Вече</title><header>Шапка</header><main><nav>Путь</nav><h1>Как <b>да</b>ть</h1>"
        '<p class="back"><a href="/">← Поддержать</a></p>'
        "<p>Сразу\n&amp; <i>лег</i>ко.</p><form><p>Сумма<input></p><button>Дать</button></form>"
        "<ul><li>Раз<li>Два</ul></main><footer>Подвал</footer>"
    )
    assert said(html) == ("Как дать", "Сразу & легко.\nРаз\nДва")


def test_whatever_a_page_holds_it_is_read():
    assert said("") == ("", "")
    assert said("</form></main><main><form></main>Вне<main>Да") == ("", "Да")


def test_a_hit_leads_to_the_page_in_the_language_in_force():
    pages.read_pages()
    english = Page.objects.get(name="mirrors", language="en")
    wanted = Found(number_of("mirrors"), "en")
    with override("ru"), CaptureQueriesContext(connection) as queries:
        hit = Pages().hits([wanted], STRANGER)[wanted]
    assert (hit.title, hit.address, hit.language) == ("Зеркала этого сайта", "/ru/mirrors/", "ru")
    assert hit.text == english.body
    assert len(queries) == 1


def test_the_languages_of_a_page_are_versions_of_one_result(answers):
    pages.read_pages()
    rows = Pages().rows(STRANGER).values_list("number", "language")
    assert set(rows) == {(number_of(name), code) for name in NAMES for code in ("ru", "en")}
    assert len({number_of(name) for name in NAMES}) == len(NAMES)


def test_titles_are_suggested_and_texts_are_counted(answers):
    pages.read_pages()
    [suggested] = Pages().titles(raw("mirror"), STRANGER, 1)
    assert suggested[:2] in {("mirrors", "/ru/mirrors/"), ("mirrors", "/en/mirrors/")}
    assert ("mirrors", "en") in list(Pages().texts(STRANGER))
