"""People of the tests: what they do to come in, and what they own."""

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth
from django.test import Client

PASSWORD = "correct horse battery"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def sign_in(user, agent=FIREFOX):
    """As people do, by the form. The first page after it notes the device and the day."""
    client = Client(headers={"User-Agent": agent})
    response = client.post("/en/accounts/login/", {"login": user.name, "password": PASSWORD})
    assert response.status_code == 302, response.context["form"].errors
    return client


def confirm(client):
    """The password, once more: having signed in with it doesn't count."""
    response = client.post("/en/accounts/reauthenticate/", {"password": PASSWORD, "next": "/en/"})
    assert response["Location"] == "/en/"


def give_address(user, address="nadia@example.org", verified=True):
    return EmailAddress.objects.create(user=user, email=address, verified=verified, primary=True)


def totp_code(secret, later=0):
    """What the app shows now; `later` steps of half a minute on."""
    counter = next(iter(auth.yield_hotp_counters_from_time())) + later
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def catch_letters(monkeypatch):
    """A list that fills with (template, to): the letters themselves have tests of their own."""
    sent = []
    monkeypatch.setattr(
        "core.mail.send", lambda template, *, to, **_more: sent.append((template, to))
    )
    return sent
