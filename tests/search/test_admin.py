"""What editors do for the search in the admin, and how it answers what they type."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from search import bets
from search.forms import BestBetForm, SpellingForm, own_path
from search.models import BestBet, Miss, Spelling
from tests.factories import make_editor, sign_in_with_second_factor

pytestmark = pytest.mark.django_db
IN_ENGLISH = {"accept-language": "en"}

SPELLING, BET, MISS = (f"/admin/search/{name}/" for name in ("spelling", "bestbet", "miss"))
VALID = {
    "queries": "отменить платёж\ncancel payment",
    "title_ru": "Остановить",
    "address_ru": "/ru/donate/manage/",
}


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def make_miss(term="скворечники", **fields):
    defaults = {"key": term[:32], "term": term, "days": 3, "last_day": timezone.localdate()}
    return Miss.objects.create(**defaults | fields)


def client_with(*permissions):
    editor = make_editor(is_superuser=False)
    editor.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    sign_in_with_second_factor(client, editor)
    return client


def errors(form, field):
    assert not form.is_valid()
    return " ".join(form.errors[field])


def spelling_errors(words):
    return errors(SpellingForm({"words": words}), "words")


# Spellings


@pytest.mark.parametrize(
    "typed", ["Савуляк\nSavuliak\r\n\n", "Савуляк, Savuliak", "Савуляк;Savuliak"]
)
def test_words_are_typed_one_a_line_or_with_commas(admin_client, typed):
    assert admin_client.post(f"{SPELLING}add/", {"words": typed}).status_code == 302
    row = Spelling.objects.get()
    assert (row.words, row.lexemes) == (["Савуляк", "Savuliak"], ["савуляк", "savuliak"])


def test_a_row_is_changed_and_its_stems_with_it(admin_client):
    admin_client.post(f"{SPELLING}add/", {"words": "письмо, letter"})
    address = f"{SPELLING}{Spelling.objects.get().pk}/change/"
    assert "письмо\nletter" in admin_client.get(address).content.decode()
    admin_client.post(address, {"words": "посылка, parcel"})
    assert Spelling.objects.get().lexemes == ["посылк", "parcel"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Савуляк", "each finds the others"),
        (
            ", ".join(f"слово{letter}" for letter in "абвгдежзиклмнопрстуфх"),
            "each finds the others",
        ),
        ("Тёмкин, ТЕМКИН, Tyomkin", "“ТЕМКИН” is there already"),
        ("Мария Савуляк, Savuliak", "“Мария Савуляк” is not a single word"),
        ("example.org, пример", "“example.org” is not a single word"),
        ("сам'я, семья", "not a single word"),
        ("щ" * 41 + ", щит", "is too long"),
        ("ещё, again", "“ещё” is in nearly every text"),
        ("Савуляк, Савуляка", "forms of one word"),
    ],
)
def test_words_that_would_do_nothing_are_refused(words, said):
    assert said in spelling_errors(words)


def test_all_faults_are_said_at_once():
    assert spelling_errors("два слова, три четыре, щит").count("is not a single word") == 2


# Best bets


def test_a_best_bet_is_added_in_one_language_and_found(admin_client):
    assert admin_client.post(f"{BET}add/", VALID).status_code == 302
    assert BestBet.objects.get().keys == ["отмен платеж", "cancel payment"]
    assert [bet.title for bet in bets.for_query([{"платеж"}, {"отмен"}], "en")] == ["Остановить"]


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"queries": "и\nплатёж"}, "queries", "“и” has no word"),
        ({"queries": "щ" * 121}, "queries", "is too long"),
        ({"queries": "платёж\n" * 41}, "queries", "At most 40"),
        ({"address_ru": ""}, "__all__", "need each other"),
        ({"title_ru": "", "address_ru": ""}, "__all__", "in one language at least"),
        ({"title_en": "Stop"}, "__all__", "need each other"),
        ({"address_ru": "https://evil.example/ru/"}, "address_ru", "another site"),
    ],
)
def test_a_best_bet_that_leads_nowhere_is_refused(change, field, said):
    assert said in errors(BestBetForm(VALID | change), field)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/ru/donate/manage/", "/ru/donate/manage/"),
        (" /en/blog/?page=2#list ", "/en/blog/?page=2#list"),
        ("http://testserver/en/forum/", "/en/forum/"),
        ("https://localhost:8000/ru/", "/ru/"),
        ("/ru/u/%D0%92%D0%B5%D1%80%D0%B0/", "/ru/u/%D0%92%D0%B5%D1%80%D0%B0/"),
    ],
)
def test_an_address_of_this_site_is_kept_without_its_host(typed, kept, language):
    with override(language):
        assert own_path(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "https://evil.example/ru/donate/",
        "//evil.example/ru/",
        "/\t/evil.example/ru/",
        "/\\evil.example/ru/",
        "http://testserver//evil.example/ru/",
        "javascript:alert(1)",
        "mailto:anna@example.org",
        "data:text/html,x",
        "http://[::1/ru/",
        "/ru/nowhere/",
        "ru/donate/",
        "testserver/ru/donate/",
        "?q=x",
    ],
)
def test_other_addresses_are_refused(typed):
    assert errors(BestBetForm(VALID | {"address_ru": typed}), "address_ru")


# What nobody found


def test_only_told_words_are_listed_the_most_asked_first(admin_client):
    make_miss("скворечник")
    make_miss("грабли", days=5)
    Miss.objects.create(key="secret-key", days=2, last_day=timezone.localdate())
    html = admin_client.get(MISS).content.decode()
    assert html.index("грабли") < html.index("скворечник")
    assert "secret-key" not in html and html.count("field-term") == 2


@pytest.mark.parametrize(
    ("term", "ways"),
    [("скворечник", ["bestbet/add/?queries", "spelling/add/?words"]), ("два слова", ["bestbet/add/?queries"])],
)  # fmt: skip
def test_a_row_leads_to_the_forms_with_its_words_filled_in(admin_client, term, ways):
    make_miss(term)
    html = admin_client.get(MISS).content.decode()
    found = [
        part.split('"')[0] for part in html.split('href="/admin/search/') if "/add/?" in part[:30]
    ]
    assert [address.split("=")[0] for address in found] == ways
    for address in found:
        assert (
            f">\n{term}</textarea>" in admin_client.get(f"/admin/search/{address}").content.decode()
        )


def test_what_a_best_bet_answers_leaves_the_list(admin_client):
    make_miss("отмена платежа")
    admin_client.post(f"{BET}add/", VALID | {"queries": "отмена платежей"})
    assert not Miss.objects.exists()


def test_rows_are_taken_off_the_list_without_a_trace_in_the_log(admin_client, admin_user):
    admin_user.language = "en"
    admin_user.save(update_fields=["language"])
    miss, kept = make_miss(), make_miss("грабли")
    chosen = {"action": "settle", "_selected_action": [miss.pk]}
    response = admin_client.post(MISS, chosen, follow=True)
    assert "1 search is off the list" in response.content.decode()
    assert list(Miss.objects.all()) == [kept]
    assert not LogEntry.objects.exists()


def test_nobody_writes_into_the_list(admin_client):
    miss = make_miss()
    assert admin_client.get(f"{MISS}add/").status_code == 403
    assert admin_client.post(f"{MISS}{miss.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.post(f"{MISS}{miss.pk}/change/", {"term": "x"}).status_code == 403
    assert Miss.objects.get().term == miss.term


# Who may


def test_staff_do_what_they_have_permissions_for():
    make_miss()
    client = client_with("view_miss")
    html = client.get(MISS).content.decode()
    assert "скворечники" in html and "/add/?" not in html and 'value="settle"' not in html
    assert {client.get(address).status_code for address in (SPELLING, f"{BET}add/")} == {403}
    with_bets = client_with("view_miss", "add_bestbet").get(MISS).content.decode()
    assert "bestbet/add/?" in with_bets and "spelling/add/?" not in with_bets


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("address", [SPELLING, f"{SPELLING}add/", BET, f"{BET}add/", MISS])
def test_each_page_opens_in_both_languages(admin_client, admin_user, address, language):
    admin_client.post(f"{BET}add/", VALID)
    admin_client.post(f"{SPELLING}add/", {"words": "Савуляк, Savuliak"})
    make_miss()
    admin_client.cookies["language"] = language
    assert (
        admin_client.get(f"{address}?q=в" if address[-5:] != "/add/" else address).status_code
        == 200
    )


def test_a_list_costs_the_same_for_more_rows(admin_client, django_assert_max_num_queries):
    for number in range(20):
        make_miss(f"слово {number}", key=str(number))
        bets.keep(BestBet(queries="дом", title_ru="Дом", address_ru="/ru/"))
    for address in (MISS, BET):
        with django_assert_max_num_queries(10):
            admin_client.get(address)
