"""Names that look alike are one name; that is a promise of the database, not of a form."""

import threading
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext, override
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.lookalikes import ALPHABET, SEPARATORS
from accounts.models import User
from accounts.names import (
    NOT_FREE,
    clean_name,
    is_reserved,
    validate_form,
    validate_name,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db

SAME = [
    ("Вася", "вася"),
    ("Вася", "Bася"),  # a Latin B
    ("Вася", "BAСЯ"),  # Latin B and A, capitals
    ("Xopc", "Хорс"),  # wholly Latin beside wholly Cyrillic
    ("ЁЛКА", "ёлка"),
    ("Ёж", "Ëж"),  # Latin with a diaeresis
    ("Жанна", "ЖАННА"),
    ("Éva", "E\N{COMBINING ACUTE ACCENT}va"),
    ("Іван", "Iван"),
    ("Йод", "Иод"),
    ("Igor", "lgor"),
    ("Maria", "Mar1a"),
    ("Зоя", "3оя"),
    ("Morning", "M0ming"),
    ("Lukasz", "Łukasz"),
    ("Anna Maria", "anna_maria"),
    ("Мар'яна", "Маряна"),
]


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def insert(name):
    """Past every check of Python's."""
    return User.objects.bulk_create([User(name=name, password="!")])


@pytest.mark.parametrize(("name", "double"), SAME)
def test_a_name_that_looks_like_another_is_refused_in_words_and_by_the_database(name, double):
    make_user(name=name)
    with pytest.raises(ValidationError, match="taken"):
        make_user(name=double)
    with pytest.raises(IntegrityError, match="user_name_unique"), transaction.atomic():
        insert(clean_name(double))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Вася", "Васи"), ("Ира", "Ида"), ("max", "мах2"), ("member-12", "member-13")],
)
def test_names_that_differ_to_the_eye_live_side_by_side(one, other):
    make_user(name=one)
    make_user(name=other)
    assert User.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_one_name_in_the_same_moment_one_gets_it():
    together, results = threading.Barrier(2), []

    def take(name):
        together.wait(timeout=10)
        try:
            insert(name)
            results.append("taken")
        except IntegrityError:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[name]) for name in ("Вася", "BACЯ".lower())]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(results) == ["refused", "taken"]
    assert User.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "\t\n"])
def test_an_empty_name_is_refused(name):
    with pytest.raises(ValidationError):
        make_user(name=name)


def test_the_database_refuses_an_empty_name_too():
    with pytest.raises(IntegrityError, match="user_name_form"), transaction.atomic():
        insert("")


def sign_in(client, name, password):
    return client.post("/en/accounts/login/", {"login": name, "password": password})


@pytest.mark.parametrize("typed", ["Вася", "вАСЯ", "BACя", "Вася "])
def test_members_sign_in_with_their_name_however_its_letters_were_typed(client, typed):
    user = make_user(name="Вася", password="a long and quiet river")
    assert sign_in(client, typed, "a long and quiet river").status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("password", ["A long and quiet river", "", "!"])
def test_a_wrong_password_opens_nothing(client, password):
    make_user(name="Вася", password="a long and quiet river")
    assert sign_in(client, "Вася", password).status_code == 200
    assert "_auth_user_id" not in client.session


# Finding an account


def test_finding_an_account_by_name_uses_the_unique_index():
    make_user(name="Вася")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "user_name_unique" in User.objects.named("вася").explain()


def test_asking_for_the_names_of_staff_uses_an_index_of_theirs():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "user_staff" in User.objects.filter(is_staff=True).values_list("name").explain()


def test_finding_an_account_costs_one_query_whether_it_is_there_or_not(django_assert_num_queries):
    user = make_user(name="Вася")
    for typed, found in (("BACЯ", user), ("Петя", None)):
        with django_assert_num_queries(1):
            assert User.objects.named(typed).first() == found


@pytest.mark.parametrize(
    "typed", ["", " ", "-", "\x00", "Вася\x00", "\ud800", "💥", "Вася💥", "я" * 100_000]
)
def test_what_is_nobodys_name_finds_nobody(typed):
    make_user(name="Вася")
    assert not User.objects.named(typed).exists()


# The form of a name

FIT = [
    "Ян", "Вася", "O'Brien", "J. R. Roe", "Вера К.", "Анна-Мария", "kot_matroskin", "v.pupkin", "Мар'яна",
    "Łukasz Ćwik", "Ґалаґан", "Ёж 7", "7 ветров", "Ольга 1984", "x1", "a" * 40,
]  # fmt: skip
UNFIT = {
    "A name has from 2 to 40 characters": ["", " ", "x", "x" * 41],
    "e-mail": ["anna@example.org", "a@b", "вася@почта"],
    "phone": ["+48 123 456 789", "8-916-12-34", "a1b2c3d4e5f6g7", "1234567", "Anna 1234567"],
    "letters, digits": [
        "12 34", "-Вася", "Вася-", "Вася.", "_x_", "a--b", "a  -b", "a- b", "a..b", "О''Брайен", "Вася!", "<b>x</b>",
        "a/b", "a\\b", "a%b", "a?b", "a#b", "Вася💥", "Αθηνά", "ﬁn", "Ｖера", "ſam", "ĳs", "a\u200bb", "a\u00adb",
        "a\u202eb", "a\u00a0b", "a\tb", "a\nb", "Вася\n", "a\x00b", "a\ud800b", "В\u0301ася", "יוסף", "Вѣра", "Ԛ7",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", FIT)
def test_what_a_name_may_be(name):
    validate_name(name)
    assert make_user(name=name).name == name


@pytest.mark.parametrize(
    ("words", "name"), [(words, name) for words in UNFIT for name in UNFIT[words]]
)
def test_what_is_no_name_is_refused_with_the_reason_and_without_a_query(
    words, name, django_assert_num_queries
):
    with django_assert_num_queries(0), pytest.raises(ValidationError, match=words):
        validate_name(name)


@given(
    st.text(
        st.sampled_from(ALPHABET + "0123456789" + SEPARATORS)
        | st.characters(codec="utf-8", exclude_characters="\0"),
        max_size=40,
    )
)
@example("ſa")
@example("a\n")
@example("a1b2c3d4e5f6g7")
@example("Вера К.")
def test_the_database_takes_what_the_form_takes_and_nothing_else(name):
    name = clean_name(name)
    try:
        validate_form(name)
    except ValidationError:
        with pytest.raises(IntegrityError, match="user_name_form"), transaction.atomic():
            insert(name)
    else:
        with transaction.atomic():
            insert(name)
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Вася ", "Вася"), ("Анна   Мария", "Анна Мария"), ("И\u0306од", "Йод"), ("Мар’яна", "Мар'яна"),
        ("Марʼяна", "Мар'яна"), ("a\u00a0b", "a\u00a0b"), ("\tx", "\tx"),
    ],
)  # fmt: skip
def test_a_name_is_stored_trimmed_and_composed(typed, stored):
    assert clean_name(typed) == stored
    assert clean_name(stored) == stored


def test_so_does_every_way_of_saving_one():
    assert make_user(name="  Анна   Мария\u0301 ".replace("\u0301", "")).name == "Анна Мария"
    assert make_user(name="Мар’яна").name == "Мар'яна"


# Words of the site's own

RESERVED = [
    "admin", "Admin", "аdmin", "Adm1n", "4dm1n", "A.d.m.i.n", "a d m i n", "admin1", "admin007", "Addmin", "adminn",
    "sysadmin", "VecheAdmin", "admin-anna", "Admin Anna", "adminанна", "Administrator", "m0derator", "Moderator Ivan",
    "mod", "IgorMod", "support", "Support Team", "supportteam", "veche support", "staff", "root", "r00t", "system",
    "security", "no-reply", "noreply", "e-mail", "anonymous", "Anonym 7", "deleted", "Deleted User", "Former Member",
    "former_member 2", "Veche", "veche news", "Вече", "В е ч е", "Beче", "админ", "Администратор", "администрация сайта",
    "Модератор", "мoдератор", "поддержка", "Служба поддержки", "редакция", "Главный редактор", "аноним", "Аноним 12",
    "бывший участник", "Бывший-участник", "удалённый", "удаленный", "система", "безопасность", "почта",
]  # fmt: skip
FREE = [
    "Badminton", "Бадминтон", "Вечер", "Вечерняя", "Falstaff", "Groot", "Solar System", "Anonymous Cat", "Brad Minton",
    "Ad Minna", "Модерн", "Modest", "Creditor", "Ecosystem", "Admiral", "Адмирал", "Mai", "Май", "Roth", "Root Beer",
    "Info Warrior", "Помощник", "Почтальон", "Никто иной", "Dominik", "user77", "member-12", "Team Anna",
]  # fmt: skip


@pytest.mark.parametrize("name", RESERVED)
def test_nobody_speaks_for_the_site(name):
    with pytest.raises(ValidationError, match="reserved"):
        validate_name(name)
    with pytest.raises(ValidationError, match="reserved"):
        make_user(name=name)


@pytest.mark.parametrize("name", FREE)
def test_a_word_that_only_holds_such_a_word_is_free(name):
    validate_name(name)


def test_what_the_site_is_called_here_is_reserved(settings):
    settings.SITE_NAME = {"ru": "Свободное собрание", "en": "Free Assembly"}
    assert is_reserved("Свободное Собрание")
    assert is_reserved("free assembly support")
    assert is_reserved("FreeAssembly")
    assert not is_reserved("Free Bird")


@given(st.text(st.sampled_from("aAdmin 41.0-rоо"), min_size=2, max_size=40))
@example("4" * 40)
@example("a4" * 20)
@example("rnrnrnrnrnrnrn" * 2)
def test_deciding_takes_no_longer_for_hostile_names(name):
    started = time.process_time()
    is_reserved(name)
    assert time.process_time() - started < 0.2


# Look-alikes of staff

STAFF = [
    ("Vera Novak", "vera novak 2"), ("Vera Novak", "VeraNovak1"), ("Vera Novak", "V.e.r.a Nowak".replace("w", "v")),
    ("Vera Novak", "Veera Novvak".replace("vv", "v")), ("Vera Novak", "V3ra N0vak"), ("Вера", "Вера7"), ("Anna", "Ana"),
    ("Anna7", "Anna8"), ("Anna7", "Anna"), ("Вера", "BEPA_77"), ("Lena", "1lena"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "double"), STAFF)
def test_nobody_passes_for_staff(name, double):
    make_user(name=name, is_staff=True)
    with pytest.raises(ValidationError) as refusal:
        validate_name(double)
    assert refusal.value.messages == [gettext(NOT_FREE)]
    with pytest.raises(ValidationError, match="taken"):
        make_user(name=double)


@pytest.mark.parametrize(
    ("name", "other"), [("Anna", "Annabel"), ("Anna", "Hanna"), ("Вера", "Вера К.")]
)
def test_names_that_only_begin_like_one_of_staffs_are_free(name, other):
    make_user(name=name, is_staff=True)
    make_user(name=other)


def test_staff_may_have_reserved_names_for_they_were_given_them():
    assert make_user(name="admin", is_staff=True).name == "admin"


def test_members_may_be_as_like_one_another_as_numbers_are():
    make_user(name="Anna 7")
    validate_name("Anna 8")


def test_a_member_keeps_a_name_that_came_to_look_like_one_of_staffs():
    """And saves other settings; but takes no new one of that kind."""
    member = make_user(name="Vera 2")
    make_user(name="Vera", is_staff=True)
    member.language = "en"
    member.full_clean()
    member.name = "Vera 3"
    with pytest.raises(ValidationError, match="taken"):
        member.full_clean()


# One answer


def test_taken_reserved_and_alike_get_one_sentence_for_the_same_queries(django_assert_num_queries):
    make_user(name="Вася")
    make_user(name="Vera", is_staff=True)
    refusals = []
    for name in ("Вася", "BACЯ", "admin", "Vera", "Vera 7"):
        with django_assert_num_queries(2), pytest.raises(ValidationError) as refusal:
            validate_name(name)
        refusals.append((refusal.value.messages, refusal.value.code))
    assert refusals == [([gettext(NOT_FREE)], "taken")] * 5
    with django_assert_num_queries(2):
        validate_name("Свободное имя")


@pytest.mark.parametrize("taken", ["Вася", "admin", "Vera 7"])
def test_so_it_is_when_a_row_is_checked(taken):
    make_user(name="Вася")
    make_user(name="Vera", is_staff=True)
    with pytest.raises(ValidationError) as refusal:
        make_user(name=taken)
    assert refusal.value.messages == [gettext(NOT_FREE)]
