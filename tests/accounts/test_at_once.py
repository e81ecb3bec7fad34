"""Two browsers in the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from accounts.models import User
from tests.accounts import members
from tests.accounts.members import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = members.QUICK_HASHERS


def sign_up(_number):
    try:
        client = Client()
        form = {"username": "Nadia", "password1": PASSWORD}
        return client.post("/en/accounts/signup/", form).status_code
    finally:
        connections.close_all()


def test_a_name_chosen_twice_at_once_is_one_account_and_no_error(monkeypatch):
    """Both are told first that it is free."""
    monkeypatch.setattr("accounts.adapter.validate_name", lambda name: None)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(sign_up, range(2))) == [302, 302]
    assert User.objects.count() == 1
