"""Letters go to the confirmed address, in the member's language, of the kinds they want."""

import pytest
from django.core import mail as outbox
from django.core import signing
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import mailing
from accounts.models import User
from tests.accounts.members import give_address
from tests.factories import make_user

pytestmark = pytest.mark.django_db

NEUTRAL = "Новое сообщение для вас"
LETTER = "accounts/email/password_changed"


@pytest.fixture
def user():
    user = make_user(name="Nadia", language="ru")
    give_address(user)
    return user


def promised():
    return [job.args for job in ProcrastinateJob.objects.filter(task_name="core.send_mail")]


def path_of(address):
    return "/" + address.split("/", 3)[3]


def test_a_letter_is_promised_in_the_members_language(user):
    mailing.notify(user, LETTER, "security")
    [letter] = promised()
    assert (letter["to"], letter["language"], letter["template"]) == (
        "nadia@example.org",
        "ru",
        LETTER,
    )
    assert "/ru/accounts/letters/" in letter["manner"]["unsubscribe"]


@pytest.mark.parametrize("addresses", [[], [("nadia@example.org", False)]])
def test_without_a_confirmed_address_there_is_no_letter(addresses):
    user = make_user()
    for email, verified in addresses:
        give_address(user, email, verified)
    mailing.notify(user, LETTER, "security")
    assert promised() == []


def test_a_kind_that_is_off_stays_in_and_another_goes(user):
    mailing.switch_off(user, "account")
    mailing.notify(user, LETTER, "account")
    assert promised() == []
    mailing.notify(user, LETTER, "security")
    assert len(promised()) == 1


@pytest.mark.parametrize("is_neutral", [False, True])
@pytest.mark.django_db(transaction=True)
def test_the_subject_is_as_loud_as_they_like(user, run_jobs, is_neutral):
    user.subjects_neutral = is_neutral
    mailing.notify(user, LETTER, "security")
    run_jobs()
    [letter] = outbox.outbox
    assert (letter.subject == NEUTRAL) == is_neutral
    assert "Nadia" not in letter.subject
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_address_in_a_letter_names_nobody_and_knows_whom_and_what(user):
    address = mailing.unsubscribe_address(user, "security")
    token = address.rstrip("/").rpartition("/")[2]
    assert mailing.whose(token) == (user, ["security"])
    assert "nadia" not in address.lower()


@pytest.mark.parametrize("token", ["", "x", "W10:1:x"])
def test_a_made_up_token_is_refused(token):
    with pytest.raises(signing.BadSignature):
        mailing.whose(token)


def test_looking_changes_nothing_and_one_post_ends_the_kind(user):
    client = Client(enforce_csrf_checks=True)  # mail programs send no token
    path = path_of(mailing.unsubscribe_address(user, "security"))
    assert client.get(path).status_code == 200
    assert User.objects.get().mail_off == []
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert User.objects.get().mail_off == ["security"]
    assert client.post(path).status_code == 200
    assert User.objects.get().mail_off == ["security"]


def test_a_letter_to_one_ends_nothing_of_anothers(user, client):
    other = make_user()
    client.post(path_of(mailing.unsubscribe_address(other, "security")))
    user.refresh_from_db()
    assert user.mail_off == []


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, user, method):
    path = path_of(mailing.unsubscribe_address(user, "security"))
    assert getattr(client, method)(path).status_code == 405


def test_an_address_of_somebody_who_left_is_not_found(user, client):
    path = path_of(mailing.unsubscribe_address(user, "security"))
    user.delete()
    assert client.post(path).status_code == 404


def test_the_first_confirmed_address_counts(user):
    other = make_user()
    give_address(other, "new@example.org", verified=False)
    assert mailing.address_of(other) is None
    assert mailing.address_of(user) == "nadia@example.org"
