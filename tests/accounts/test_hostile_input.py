"""Whatever is thrown at a door: an answer, never a crash, never a way to another host."""

from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "a long and quiet river"
ELSEWHERE = "evil.example"

DOORS = {
    "login/": ("login", "password"),
    "login/code/": ("email",),
    "password/reset/": ("email",),
    "recover/": ("name", "code", "password"),
    "signup/": ("username", "email", "password1"),
}
hostile = st.one_of(
    st.text(max_size=300),
    st.text(alphabet=st.characters(categories=["Cc", "Cf", "Zs", "Mn", "So"]), max_size=50),
    st.sampled_from(
        [
            "\0", "a\0b", "' OR 1=1 --", "<script>alert(1)</script>", "%s%n{0}", "../../etc/passwd",
            "\u202eadmin", "ａｄｍｉｎ", "a" * 5000, "a@b@c", "@", "a@" + "b" * 300, "x" * 64 + "@y.org",
            "😀", "İ", "ﷺ" * 20, "Z͑ͫ̓ͪ̂ͫ", "\r\nBcc: a@b.org", "1" * 100, "१२३४५६",
        ]
    ),
)  # fmt: skip
few = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(autouse=True)
def quick_hashing(settings):
    """What is thrown here is many, and none of it about hashing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.mark.parametrize("door", DOORS)
@few
@given(data=st.data())
def test_any_text_in_any_field_gets_an_answer(door, data):
    cache.clear()
    form = {field: data.draw(hostile, label=field) for field in DOORS[door]}
    response = Client().post(f"/ru/accounts/{door}", form)
    assert response.status_code in (200, 302)
    assert ELSEWHERE not in response.headers.get("Location", "")


@few
@given(code=hostile)
def test_any_text_for_a_code_gets_an_answer(code):
    cache.clear()
    client = Client()
    client.post("/ru/accounts/login/code/", {"email": "nobody@example.org"})
    response = client.post("/ru/accounts/login/code/confirm/", {"code": code})
    assert response.status_code in (200, 302)
    assert "_auth_user_id" not in client.session


@few
@given(token=hostile.filter(lambda text: text not in ("", ".", "..")))
@example(token="x:y:z")
def test_any_text_for_the_token_of_a_letter_is_no_such_page(token):
    for method in (Client().get, Client().post):
        assert method(f"/ru/accounts/letters/{quote(token)}/").status_code == 404


SHAPES = [
    "http://{}/", "https://{}/", "//{}/", "///{}/", "////{}", "\\\\{}", "/\\{}", "\\/{}", "/\t/{}",
    "http:{}", "http:/{}", "https:///{}", "javascript:location='//{}'", "data:text/html,{}",
    "//{}\\@testserver/", "http://testserver@{}/", "http://testserver.{}/", "/\r\nLocation: //{}",
    " //{}", "\x00//{}", "//testserver:80@{}", "http://testserver/", "//testserver/me/",
]  # fmt: skip
targets = st.one_of(
    st.sampled_from(SHAPES).map(lambda shape: shape.format(ELSEWHERE)),
    st.text(alphabet="/\\:@.?#%\t\r\n evilhtps", max_size=30).map(lambda text: text + ELSEWHERE),
)


def leads_away(location):
    return not location.startswith("/") or location[1:2] in ("/", "\\")


@few
@given(target=targets)
def test_signing_in_leads_to_no_other_host(target):
    cache.clear()
    User.objects.all().delete()
    make_user(name="Вера", password=PASSWORD)
    form = {"login": "Вера", "password": PASSWORD, "next": target}
    response = Client().post("/ru/accounts/login/", form)
    assert response.status_code == 302
    assert not leads_away(response["Location"]), response["Location"]


@few
@given(target=targets)
def test_no_other_door_leads_to_another_host_either(target):
    cache.clear()
    User.objects.all().delete()
    client = Client()
    form = {"username": "Лена", "password1": PASSWORD, "next": target}
    answers = [client.post("/ru/accounts/signup/", form)]
    answers.append(client.get(answers[0]["Location"]))
    answers.append(client.get("/ru/accounts/login/", {"next": target}))
    answers.append(
        client.post("/ru/accounts/reauthenticate/", {"password": PASSWORD, "next": target})
    )
    answers.append(client.post("/ru/accounts/logout/", {"next": target}))
    for response in answers:
        if response.status_code == 302:
            assert not leads_away(response["Location"]), response["Location"]
        elif leads_away(target):
            assert f'href="{target}"' not in response.content.decode()


def test_a_path_of_our_own_is_led_to(client):
    make_user(name="Вера", password=PASSWORD)
    form = {"login": "Вера", "password": PASSWORD, "next": "/ru/blog/?page=2"}
    assert client.post("/ru/accounts/login/", form)["Location"] == "/ru/blog/?page=2"
    assert client.post("/ru/accounts/logout/", {"next": "/ru/blog/"})["Location"] == "/ru/blog/"


@pytest.mark.parametrize("name", ["Admin", "a@b.org", "+375 29 123-45-67", "\u202eadmin", "x" * 41])
def test_a_hostile_name_makes_no_account(client, name):
    client.post("/ru/accounts/signup/", {"username": name, "password1": PASSWORD})
    assert not User.objects.exists()


def test_signing_in_gives_the_session_a_new_key(client, settings):
    user = make_user(name="Вера", password=PASSWORD)
    planted = client.session
    planted["planted"] = "by somebody who knows the key"
    planted.save()
    before = client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    client.post("/ru/accounts/login/", {"login": "Вера", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != before


def test_a_sensitive_page_asks_again_after_a_while(client):
    user = make_user(name="Вера", password=PASSWORD)
    sign_in(client, user)
    assert client.get("/ru/accounts/2fa/totp/activate/").status_code == 200
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 301
    session.save()
    response = client.get("/ru/accounts/2fa/totp/activate/")
    assert response["Location"].startswith("/ru/accounts/reauthenticate/")


OWN = {
    "me/profile/": ("name", "language", "theme", "time_zone"),
    "me/mail/": ("wanted", "subjects_neutral"),
    "me/privacy/": ("is_hidden", "name_hidden_after", "keeps_no_sessions"),
    "me/sessions/one/": ("session", "key"),
    "me/close/": ("when", "texts", "is_sure"),
    "accounts/email/": ("email", "action"),
    "accounts/password/change/": ("oldpassword", "password1", "password2"),
    "accounts/reauthenticate/": ("password", "next"),
    "accounts/2fa/totp/activate/": ("code",),
    "accounts/2fa/webauthn/add/": ("name", "credential", "passwordless"),
}


@pytest.mark.parametrize("page", OWN)
@few
@given(data=st.data())
def test_any_text_in_a_members_own_forms_gets_an_answer(page, data):
    cache.clear()
    User.objects.all().delete()
    client = Client()
    sign_in(client, make_user(name="Вера", password=PASSWORD))
    form = {field: data.draw(hostile, label=field) for field in OWN[page]}
    response = client.post(f"/ru/{page}", form)
    assert response.status_code in (200, 302, 400, 404, 409)
    assert not leads_away(response.headers.get("Location", "/"))
