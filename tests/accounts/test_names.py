"""Names that look alike are one name; that is a promise of the database, not of a form."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import override

from accounts.models import User
from accounts.names import CYRILLIC, LATIN, folded
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
    ("Fi", "\N{LATIN SMALL LIGATURE FI}"),
    ("Éva", "E\N{COMBINING ACUTE ACCENT}va"),
    ("Іван", "Iван"),
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
        insert(double)


@pytest.mark.parametrize(
    ("one", "other"), [("Вася", "Васи"), ("Ира", "Ида"), ("max", "мах2"), ("Йод", "Иод")]
)
def test_names_that_differ_to_the_eye_live_side_by_side(one, other):
    make_user(name=one)
    make_user(name=other)
    assert User.objects.count() == 2


def test_every_letter_that_passes_for_another_has_its_pair():
    assert len(CYRILLIC) == len(LATIN) == len(set(CYRILLIC))


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


def test_an_address_is_optional_and_belongs_to_one_whatever_its_case():
    make_user()
    make_user()
    make_user(email="Anna@Example.org")
    with pytest.raises(ValidationError, match="already in use"):
        make_user(email="anna@example.ORG")
    with pytest.raises(IntegrityError, match="user_email_unique"), transaction.atomic():
        User.objects.bulk_create([User(name="other", password="!", email="ANNA@example.org")])


def test_an_address_left_empty_is_none_so_that_two_may_leave_it():
    make_user(email="")
    make_user(email="")
    assert set(User.objects.values_list("email", flat=True)) == {None}


@pytest.mark.parametrize("name", ["", "   ", "\t\n"])
def test_an_empty_name_is_refused(name):
    with pytest.raises(ValidationError):
        make_user(name=name)


def test_the_database_refuses_an_empty_name_too():
    with pytest.raises(IntegrityError, match="user_name_not_empty"), transaction.atomic():
        insert("")


@pytest.mark.parametrize("typed", ["Вася", "вАСЯ", "BACя", "Вася "])
def test_staff_sign_in_with_their_name_however_its_letters_were_typed(client, typed):
    make_user(name="Вася", password="a long and quiet river", is_staff=True)
    response = client.post(
        "/admin/login/", {"username": typed, "password": "a long and quiet river"}
    )
    assert response.status_code == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("password", ["A long and quiet river", "", "!"])
def test_a_wrong_password_opens_nothing(client, password):
    make_user(name="Вася", password="a long and quiet river", is_staff=True)
    response = client.post("/admin/login/", {"username": "Вася", "password": password})
    assert response.status_code == 200
    assert not response.cookies.get("sessionid")


@pytest.mark.parametrize("fields", [{"is_staff": False}, {"is_staff": True, "is_active": False}])
def test_the_right_password_opens_the_admin_only_for_active_staff(client, fields):
    make_user(name="Вася", password="a long and quiet river", **fields)
    client.post("/admin/login/", {"username": "Вася", "password": "a long and quiet river"})
    assert client.get("/admin/").status_code == 302


def test_createsuperuser_needs_a_name_and_nothing_else(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long and quiet river")
    call_command("createsuperuser", interactive=False, name="Вера", verbosity=0)
    user = User.objects.get_by_natural_key("вера")
    assert user.is_superuser
    assert user.is_staff
    assert user.check_password("a long and quiet river")


def test_an_account_holds_no_first_or_last_name():
    names = {field.name for field in User._meta.get_fields()}
    assert not names & {"first_name", "last_name", "username", "full_name"}


def test_finding_an_account_by_name_uses_the_unique_index():
    make_user(name="Вася")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = User.objects.alias(key=folded(F("name"))).filter(key=folded("вася")).explain()
    assert "user_name_unique" in plan
