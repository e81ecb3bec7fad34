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


@pytest.mark.parametrize("name", ["", "   ", "\t\n"])
def test_an_empty_name_is_refused(name):
    with pytest.raises(ValidationError):
        make_user(name=name)


def test_the_database_refuses_an_empty_name_too():
    with pytest.raises(IntegrityError, match="user_name_not_empty"), transaction.atomic():
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
