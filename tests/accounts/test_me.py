"""The member's own pages: what they show, what they change, and whom they refuse."""

import datetime
import json
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import Session, User
from accounts.names import NOT_FREE
from accounts.sessions import SessionStore, stored
from accounts.settings import ProfileForm
from tests.accounts import members
from tests.accounts.members import PASSWORD, confirm, give_address, sign_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db

FORMS = ["/en/me/profile/", "/en/me/mail/", "/en/me/privacy/"]
READ_ONLY = ["/en/me/", "/en/me/sessions/"]
DEEDS = ["/en/me/privacy/address/", "/en/me/sessions/one/", "/en/me/sessions/others/"]
PAGES = FORMS + READ_ONLY


@pytest.fixture
def user():
    return make_user(name="Nadia", password=PASSWORD, language="en")


@pytest.fixture(autouse=True)
def letters(monkeypatch):
    return members.catch_letters(monkeypatch)


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = members.QUICK_HASHERS


@pytest.fixture
def member(user):
    return sign_in(user)


def profile(**changes):
    return {"name": "Nadia", "language": "en", "theme": "", "time_zone": ""} | changes


# Who may come


@pytest.mark.parametrize("path", PAGES + DEEDS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_anonymous_are_sent_to_the_door(client, path, method):
    response = getattr(client, method)(path)
    assert response.status_code == 302
    assert urlsplit(response["Location"]).path == "/en/accounts/login/"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_member_reads_every_page_and_it_is_never_stored(member, path, language):
    response = member.get(path.replace("/en/", f"/{language}/"))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", DEEDS)
def test_a_deed_refuses_get(member, path):
    assert member.get(path).status_code == 405


@pytest.mark.parametrize("path", READ_ONLY)
def test_a_page_to_read_refuses_post(member, path):
    assert member.post(path).status_code == 405


@pytest.mark.parametrize("path", PAGES + DEEDS)
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(member, path, method):
    assert getattr(member, method)(path).status_code == 405


@pytest.mark.parametrize("path", FORMS + DEEDS)
def test_a_forged_form_is_refused(user, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post(path, profile(name="Forged")).status_code == 403
    user.refresh_from_db()
    assert user.name == "Nadia"


# Overview


def test_the_overview_warns_when_there_is_no_way_back(member):
    assert "no way back" in member.get("/en/me/").content.decode()


def test_a_confirmed_address_is_a_way_back(member, user):
    give_address(user)
    page = member.get("/en/me/").content.decode()
    assert "no way back" not in page
    assert "nadia@example.org" in page


def test_an_unconfirmed_address_is_no_way_back(member, user):
    give_address(user, verified=False)
    assert "no way back" in member.get("/en/me/").content.decode()


def test_recovery_codes_are_a_way_back_until_they_run_out(member, user):
    codes = RecoveryCodes.activate(user)
    page = member.get("/en/me/").content.decode()
    assert "10 unused" in page
    assert "no way back" not in page
    for code in codes.generate_codes()[:8]:
        assert codes.validate_code(code)
    assert "Only 2 recovery codes are left" in member.get("/en/me/").content.decode()


def test_the_overview_takes_the_same_queries_however_much_there_is(
    member, user, django_assert_num_queries
):
    member.get("/en/me/")
    with django_assert_num_queries(6):  # session, member twice, authenticators, address, bell
        member.get("/en/me/")
    give_address(user)
    TOTP.activate(user, "SECRET")
    RecoveryCodes.activate(user)
    with django_assert_num_queries(6):
        member.get("/en/me/")


@pytest.mark.parametrize("path", PAGES)
def test_no_link_of_these_pages_is_dead(member, path, user):
    RecoveryCodes.activate(user)
    page = member.get(path).content.decode()
    links = {part.split('"')[0] for part in page.split('href="/en/')[1:]}
    assert any(link.startswith("me/") for link in links)
    for link in links:
        assert member.get(f"/en/{link}").status_code in (200, 302), link


# Profile


def test_the_profile_is_saved_and_answers_in_the_chosen_language(member, user):
    form = profile(name="Nadezhda", language="ru", theme="dark", time_zone="Asia/Tbilisi")
    response = member.post("/en/me/profile/", form)
    assert (response.status_code, response["Location"]) == (302, "/ru/me/profile/")
    user.refresh_from_db()
    assert [user.name, user.language, user.theme, user.time_zone] == list(form.values())
    assert member.cookies["language"].value == "ru"
    assert member.cookies["theme"].value == "dark"
    assert member.cookies["theme"]["httponly"]


def test_saving_an_unchanged_name_is_no_change(member, user):
    for theme in ("dark", "light", ""):
        assert member.post("/en/me/profile/", profile(theme=theme)).status_code == 302
    assert member.post("/en/me/profile/", profile(name="Vera")).status_code == 302


def test_a_name_changes_once_a_day(member, user):
    assert member.post("/en/me/profile/", profile(name="Vera")).status_code == 302
    response = member.post("/en/me/profile/", profile(name="Lyuba"))
    assert response.status_code == 200
    assert "name" in response.context["form"].errors
    user.refresh_from_db()
    assert user.name == "Vera"


def test_a_refused_name_costs_no_turn_and_is_not_shown_as_the_members(member, user):
    make_user(name="Vera")
    response = member.post("/en/me/profile/", profile(name="VERA"))
    assert response.status_code == 200
    assert response.context["user"].name == "Nadia"
    assert response.context["form"].errors
    assert member.post("/en/me/profile/", profile(name="Lyuba")).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "n" * 41},
        {"language": "de"},
        {"theme": "pink"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
    ],
)
def test_what_is_no_choice_is_refused(member, user, wrong):
    assert member.post("/en/me/profile/", profile(**wrong)).status_code == 200
    changed = User.objects.get(pk=user.pk)
    assert (changed.name, changed.language, changed.theme, changed.time_zone) == (
        "Nadia",
        "en",
        "",
        "",
    )


def test_a_rare_time_zone_can_be_kept(member, user):
    user.time_zone = "Antarctica/Vostok"
    user.save(update_fields=["time_zone"])
    assert 'value="Antarctica/Vostok" selected' in member.get("/en/me/profile/").content.decode()
    member.post("/en/me/profile/", profile(time_zone="Antarctica/Vostok"))
    user.refresh_from_db()
    assert user.time_zone == "Antarctica/Vostok"


def test_nobody_can_make_themselves_staff_by_a_form(member, user):
    member.post("/en/me/profile/", profile(is_staff="on", is_superuser="on"))
    member.post("/en/me/privacy/", {"is_staff": "on"})
    user.refresh_from_db()
    assert not user.is_staff
    assert not user.is_superuser


# Theme


def test_the_members_theme_holds_where_nothing_was_chosen(member, user):
    user.theme = "dark"
    user.save(update_fields=["theme"])
    assert 'data-theme="dark"' in member.get("/en/").content.decode()
    member.post("/preferences/", {"theme": "light", "next": "/en/"})
    assert 'data-theme="light"' in member.get("/en/").content.decode()
    member.post("/preferences/", {"theme": "system", "next": "/en/"})
    assert "data-theme" not in member.get("/en/").content.decode()


def test_a_reader_gets_no_members_theme(member, user, client):
    user.theme = "dark"
    user.save(update_fields=["theme"])
    assert "data-theme" not in client.get("/en/").content.decode()


# Letters


def test_each_kind_is_switched_off_and_on(member, user):
    member.post("/en/me/mail/", {"wanted": ["account"], "subjects_neutral": "on"})
    user.refresh_from_db()
    assert user.mail_off == ["security"]
    assert user.subjects_neutral
    member.post("/en/me/mail/", {"wanted": ["account", "security"]})
    user.refresh_from_db()
    assert user.mail_off == []
    assert not user.subjects_neutral


def test_an_unknown_kind_is_refused(member, user):
    assert member.post("/en/me/mail/", {"wanted": ["gossip"]}).status_code == 200
    user.refresh_from_db()
    assert user.mail_off == []


def test_the_page_says_where_letters_go(member, user):
    assert "no confirmed address" in member.get("/en/me/mail/").content.decode()
    give_address(user)
    assert "They go to nadia@example.org" in member.get("/en/me/mail/").content.decode()


# Privacy


def test_privacy_is_saved(member, user):
    member.post("/en/me/privacy/", {"is_hidden": "on", "name_hidden_after": "30"})
    user.refresh_from_db()
    assert user.is_hidden
    assert user.name_hidden_after == 30
    member.post("/en/me/privacy/", {})
    user.refresh_from_db()
    assert not user.is_hidden
    assert user.name_hidden_after is None


@pytest.mark.parametrize("days", ["0", "-1", "3651", "many", "9" * 30])
def test_days_out_of_reason_are_refused(member, user, days):
    assert member.post("/en/me/privacy/", {"name_hidden_after": days}).status_code == 200
    user.refresh_from_db()
    assert user.name_hidden_after is None


def test_keeping_no_record_blanks_every_session_at_once(member, user):
    other = sign_in(user)
    other.get("/en/me/")
    member.get("/en/me/")
    assert set(user.sessions.values_list("device", flat=True)) == {"Firefox, Windows"}
    response = member.post("/en/me/privacy/", {"keeps_no_sessions": "on"})
    assert set(user.sessions.values_list("device", "used_on")) == {("", None)}
    for row in user.sessions.all():
        assert not {"device", "used_on"} & set(SessionStore().decode(row.session_data))
    assert (
        response.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    )  # until the browser closes
    user.refresh_from_db()
    assert user.last_login is None


def test_other_devices_stay_signed_in_without_record_until_their_browser_closes(member, user):
    other = sign_in(user)
    member.post("/en/me/privacy/", {"keeps_no_sessions": "on"})
    response = other.get("/en/me/")
    assert response.status_code == 200
    assert response.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    assert settings.SESSION_COOKIE_NAME not in other.get("/en/me/").cookies  # said once
    assert set(user.sessions.values_list("device", "used_on")) == {("", None)}


def test_signing_in_leaves_a_day_and_for_whom_wants_none_nothing(user):
    sign_in(user)
    user.refresh_from_db()
    assert (user.last_login.hour, user.last_login.minute, user.last_login.second) == (0, 0, 0)
    user.keeps_no_sessions = True
    user.save(update_fields=["keeps_no_sessions"])
    sign_in(user).get("/en/me/")
    user.refresh_from_db()
    assert user.last_login is None


# Removing the address


def test_removing_the_address_makes_codes_and_shows_them_once(member, user, letters):
    give_address(user)
    confirm(member)
    response = member.post("/en/me/privacy/address/")
    assert response["Location"].startswith("/en/accounts/2fa/recovery-codes/")
    assert not EmailAddress.objects.filter(user=user).exists()
    assert letters == [("accounts/email/email_deleted", "nadia@example.org")]
    codes = Authenticator.objects.get(user=user).wrap().get_unused_codes()
    assert len(codes) == 10
    assert codes[0][:4] in member.get(response["Location"]).content.decode()
    assert codes[0][:4] not in member.get(response["Location"]).content.decode()


def test_codes_already_seen_stay_as_they_are(member, user):
    give_address(user)
    confirm(member)
    codes = RecoveryCodes.activate(user)
    codes.mark_as_viewed()
    assert member.post("/en/me/privacy/address/")["Location"] == "/en/me/privacy/"
    kept = Authenticator.objects.get(user=user).wrap().get_unused_codes()
    assert kept == codes.get_unused_codes()


def test_used_up_codes_are_replaced(member, user):
    give_address(user)
    confirm(member)
    codes = RecoveryCodes.activate(user)
    codes.mark_as_viewed()
    for code in codes.generate_codes():
        assert codes.validate_code(code)
    member.post("/en/me/privacy/address/")
    assert len(Authenticator.objects.get(user=user).wrap().get_unused_codes()) == 10


def test_the_password_is_asked_again_and_then_the_address_goes(member, user):
    give_address(user)
    response = member.post("/en/me/privacy/address/")
    assert urlsplit(response["Location"]).path == "/en/accounts/reauthenticate/"
    assert EmailAddress.objects.filter(user=user).exists()
    response = member.post(response["Location"], {"password": "wrong wrong wrong"})
    assert EmailAddress.objects.filter(user=user).exists()
    response = member.post(
        "/en/accounts/reauthenticate/",
        {"password": PASSWORD, "next": "/en/me/privacy/address/"},
    )
    assert response["Location"].startswith("/en/accounts/2fa/recovery-codes/")
    assert not EmailAddress.objects.filter(user=user).exists()


def test_what_waits_for_the_password_holds_no_cookie_and_no_browser(member, user):
    member.post("/en/me/privacy/address/", {"colour": "green"})
    kept = json.loads(member.session["account_reauthentication_state"]["request"])
    assert set(kept["META"]) <= {
        "REQUEST_METHOD", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "HTTP_X_FORWARDED_PROTO",
        "REMOTE_ADDR",
    }  # fmt: skip
    assert kept["META"]["REMOTE_ADDR"].startswith("fd")  # the day's pseudonym
    assert kept["POST"] == "colour=green"
    everything = json.dumps(kept)
    assert "Firefox" not in everything
    assert member.cookies[settings.SESSION_COOKIE_NAME].value not in everything


def test_a_form_of_the_anonymous_is_not_kept(client):
    client.post("/en/accounts/2fa/totp/activate/", {"code": "123456"})
    assert not Session.objects.exists()


# Devices


def test_the_page_lists_this_device_and_the_others_by_kind_and_day(member, user):
    sign_in(user, members.IPHONE).get("/en/me/")
    row = user.sessions.get(device="Safari, iPhone")
    page = member.get("/en/me/sessions/").content.decode()
    assert "Firefox, Windows" in page
    assert "Safari, iPhone" in page
    assert "Last used today" in page
    row.used_on -= datetime.timedelta(days=1)
    row.save(update_fields=["used_on"])
    assert "Last used yesterday" in member.get("/en/me/sessions/").content.decode()
    row.used_on = datetime.date(2026, 3, 5)
    row.save(update_fields=["used_on"])
    assert (
        "Last used on 5\N{NO-BREAK SPACE}March 2026"
        in member.get("/en/me/sessions/").content.decode()
    )


def test_the_list_takes_the_same_queries_for_two_and_for_twenty(
    member, user, django_assert_num_queries
):
    for _ in range(2):
        sign_in(user)
    member.get("/en/me/sessions/")
    with django_assert_num_queries(5):
        member.get("/en/me/sessions/")
    for number in range(20):
        Session.objects.create(
            session_key=stored(str(number)), expire_date=timezone.now() + datetime.timedelta(1),
            session_data="", user=user,
        )  # fmt: skip
    with django_assert_num_queries(5):
        member.get("/en/me/sessions/")


def test_one_device_is_signed_out(member, user):
    other, third = sign_in(user), sign_in(user)
    confirm(member)
    key = stored(other.session.session_key)
    assert member.post("/en/me/sessions/one/", {"key": key}).status_code == 302
    assert other.get("/en/me/").status_code == 302
    assert third.get("/en/me/").status_code == 200
    assert member.get("/en/me/").status_code == 200


def test_a_strangers_device_is_none_of_ones_own(member):
    stranger = make_user(password=PASSWORD)
    theirs = sign_in(stranger)
    confirm(member)
    member.post("/en/me/sessions/one/", {"key": stored(theirs.session.session_key)})
    member.post("/en/me/sessions/others/")
    assert theirs.get("/en/me/").status_code == 200


def test_ending_this_device_goes_through_signing_out(member):
    confirm(member)
    key = stored(member.session.session_key)
    response = member.post("/en/me/sessions/one/", {"key": key})
    assert response["Location"] == "/en/accounts/logout/"


@pytest.mark.parametrize("key", ["", "x" * 1000, "\x00", "é"])
def test_a_key_of_nothing_ends_nothing(member, key):
    confirm(member)
    assert member.post("/en/me/sessions/one/", {"key": key}).status_code == 302
    assert member.get("/en/me/").status_code == 200


def test_all_other_devices_are_signed_out(member, user):
    others = [sign_in(user), sign_in(user)]
    confirm(member)
    response = member.post("/en/me/sessions/others/", follow=True)
    assert "2 other devices are signed out." in response.content.decode()
    assert [each.get("/en/me/").status_code for each in others] == [302, 302]
    assert user.sessions.count() == 1


@pytest.mark.parametrize("deed", ["one/", "others/"])
def test_the_password_is_asked_again_before_another_device_is_signed_out(member, user, deed):
    other = sign_in(user)
    path, form = f"/en/me/sessions/{deed}", {"key": stored(other.session.session_key)}
    asked = member.post(path, form)
    assert urlsplit(asked["Location"]).path == "/en/accounts/reauthenticate/"
    assert other.get("/en/me/").status_code == 200
    member.post("/en/accounts/reauthenticate/", {"password": PASSWORD, "next": path})
    assert other.get("/en/me/").status_code == 302
    assert member.get("/en/me/").status_code == 200


def test_a_name_that_is_taken_at_the_same_moment_is_refused(member, user, monkeypatch):
    save = ProfileForm.save

    def save_too_late(form):
        make_user(name="Lyuba")
        return save(form)

    monkeypatch.setattr(ProfileForm, "save", save_too_late)
    response = member.post("/en/me/profile/", profile(name="Lyuba"))
    assert response.status_code == 200
    assert response.context["form"].errors["name"] == [str(NOT_FREE)]
    user.refresh_from_db()
    assert user.name != "Lyuba"
