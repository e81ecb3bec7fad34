"""A recovery code in place of the password: once, for its owner, and nothing told to others."""

import statistics
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from accounts import recovery
from accounts.models import User
from accounts.views import recovery as views
from tests.accounts import members
from tests.accounts.members import PASSWORD, give_address, sign_in, totp_code
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PATH = "/en/accounts/recover/"
NEW = "a quite different one"
REFUSAL = "belong together"


@pytest.fixture(autouse=True)
def letters(monkeypatch, settings):
    settings.PASSWORD_HASHERS = members.QUICK_HASHERS
    return members.catch_letters(monkeypatch)


@pytest.fixture
def user():
    return make_user(name="Nadia", password=PASSWORD, language="en")


@pytest.fixture
def codes(user):
    return RecoveryCodes.activate(user).generate_codes()


def attempt(code, name="Nadia", password=NEW, client=None):
    client = client or Client()
    response = client.post(PATH, {"name": name, "code": code, "password": password})
    return client, response


def somewhere(number):
    return Client(REMOTE_ADDR=f"198.51.100.{number}")


def is_in(client):
    return client.get("/en/me/").status_code == 200


def left(user):
    return len(RecoveryCodes.activate(user).get_unused_codes())


def test_a_code_opens_the_account_and_sets_the_password(user, codes):
    client, response = attempt(codes[0])
    assert response.status_code == 302
    assert is_in(client)
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert left(user) == 9


def test_a_code_works_once(user, codes):
    attempt(codes[0])
    client, response = attempt(codes[0], password="another long password")
    assert REFUSAL in response.content.decode()
    assert not is_in(client)
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_the_name_may_be_typed_in_any_case_and_the_code_in_groups(user, codes):
    grouped = " ".join(codes[0][start : start + 4] for start in range(0, 12, 4))
    client, _response = attempt(grouped, name=" NADIA ")
    assert is_in(client)


@pytest.mark.parametrize("wrong", ["000000000000", "", "x" * 41, "\x00", "²" * 12, "١" * 12])
def test_a_wrong_code_opens_nothing(user, codes, wrong):
    client, response = attempt(wrong)
    assert response.status_code == 200
    assert not is_in(client)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert left(user) == 10


@pytest.mark.parametrize("name", ["Vera", "Nobody", "\x00", "n" * 300])
def test_anothers_name_or_nobodys_opens_nothing(user, codes, name):
    make_user(name="Vera", password=PASSWORD)
    client, response = attempt(codes[0], name=name)
    assert response.status_code == 200
    assert not is_in(client)
    assert left(user) == 10


def test_all_refusals_read_the_same(user, codes):
    make_user(name="Vera")
    pages = [
        attempt("000000000000", name=name)[1].content.decode().replace(name, "…")
        for name in ("Nadia", "Vera", "Nobody")
    ]
    pages = [page.partition("csrfmiddlewaretoken")[2][100:] for page in pages]
    assert pages[0] == pages[1] == pages[2]
    assert REFUSAL in pages[0]


def test_a_blocked_account_stays_shut(user, codes):
    user.is_active = False
    user.save(update_fields=["is_active"])
    _client, response = attempt(codes[0])
    assert REFUSAL in response.content.decode()
    assert left(user) == 10


@pytest.mark.parametrize("weak", ["short", "1234567890", "password123", "", "nadezhda-k"])
def test_a_weak_password_keeps_the_code(user, codes, weak):
    user.name = "Nadezhda K"
    user.save(update_fields=["name"])
    client, response = attempt(codes[0], name=user.name, password=weak)
    assert response.status_code == 200
    assert "password" in response.context["form"].errors
    assert left(user) == 10
    assert is_in(attempt(codes[0], name=user.name, client=client)[0])


def test_all_sessions_end_and_a_letter_says_so(user, codes, letters):
    give_address(user)
    elsewhere = sign_in(user)
    stranger = sign_in(make_user(name="Vera", password=PASSWORD))
    client, _response = attempt(codes[0])
    assert is_in(client)
    assert not is_in(elsewhere)
    assert is_in(stranger)
    assert user.sessions.count() == 1
    assert ("accounts/email/password_changed", "nadia@example.org") in letters


def test_the_second_factor_is_still_asked_for(user, codes):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client, response = attempt(codes[0])
    assert response["Location"].startswith("/en/accounts/2fa/authenticate/")
    assert not is_in(client)
    client.post("/en/accounts/2fa/authenticate/", {"code": totp_code(secret)})
    assert is_in(client)


def test_the_used_code_is_no_second_factor(user, codes):
    TOTP.activate(user, generate_totp_secret())
    client, _response = attempt(codes[0])
    client.post("/en/accounts/2fa/authenticate/", {"code": codes[0]})
    assert not is_in(client)


def test_too_many_tries_of_one_name_are_refused_however_it_is_spelt(user, codes, monkeypatch):
    monkeypatch.setattr(views, "TRIES_OF_ALL", 10)
    spellings = ["Nadia", "nadia", "NADIA", "Nаdia", "N.a.d.i.a"]  # the fourth has a Cyrillic а
    for number in range(10):
        attempt("000000000000", name=spellings[number % 5], client=somewhere(number))
    client, response = attempt(codes[0], client=somewhere(99))
    assert REFUSAL in response.content.decode()
    assert not is_in(client)
    assert left(user) == 10


def test_too_many_tries_from_one_source_are_refused(user, codes):
    for number in range(views.TRIES):
        attempt("000000000000", name=f"Nobody {number}")
    assert not is_in(attempt(codes[0])[0])
    assert left(user) == 10


def test_who_tries_a_name_does_not_keep_its_owner_out(user, codes):
    for _ in range(views.TRIES + 1):
        attempt("000000000000")
    assert is_in(attempt(codes[0], client=somewhere(7))[0])


def test_one_who_is_refused_costs_others_nothing(user, codes):
    for number in range(views.TRIES + 1):
        attempt("000000000000", name=f"Nobody {number}")
    assert is_in(attempt(codes[0], client=somewhere(7))[0])


def test_existing_and_missing_names_take_nearly_the_same_time(user, codes):
    """Turn about, so that a busy machine slows both; hashing a password would be far more."""
    took = {"Nadia": [], "Nobody": []}
    for _ in range(25):
        for name, times in took.items():
            began = time.perf_counter()
            with pytest.raises(recovery.Refused):
                recovery.recover(None, name, "000000000000", NEW)
            times.append(time.perf_counter() - began)
    quicker, slower = sorted(map(statistics.median, took.values()))
    assert slower < quicker * 1.5


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, method):
    assert getattr(client, method)(PATH).status_code == 405


def test_a_forged_form_is_refused(user, codes):
    client = Client(enforce_csrf_checks=True)
    assert attempt(codes[0], client=client)[1].status_code == 403
    assert left(user) == 10


def test_the_address_is_forgotten_whole_and_twice_is_no_harm(user, letters):
    give_address(user)
    user.emailaddress_set.create(email="old@example.org", verified=False)
    assert recovery.forget_address(user)
    assert recovery.forget_address(user)  # still unseen
    assert not User.objects.get().emailaddress_set.exists()
    assert left(user) == 10
    assert letters == [("accounts/email/email_deleted", "nadia@example.org")]
