import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config import checks


class Server:
    """A connection that answers as a server of another version or locale would."""

    def __init__(self, version, *answers):
        self.rows = [(version, "veche"), *answers]

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def execute(self, query, values=()):
        pass

    def fetchone(self):
        return self.rows.pop(0)


@pytest.mark.django_db
def test_the_database_of_the_tests_understands_cyrillic():
    checks.assert_understands_cyrillic(connection)
    assert checks.cyrillic(databases=["default"]) == []


def test_a_parser_that_takes_quotes_for_words_is_refused_even_where_lower_is_right():
    broken = Server(18, ("ёлка", "'«привет»':1 '—':2 'мир…':3"))
    with pytest.raises(ImproperlyConfigured, match="LOCALE_PROVIDER builtin BUILTIN_LOCALE"):
        checks.assert_understands_cyrillic(broken)


@pytest.mark.parametrize("version", [15, 16])
def test_servers_without_the_builtin_locale_are_told_the_other_way(version):
    broken = Server(version, ("ЁЛКА", checks.LEXEMES))
    with pytest.raises(ImproperlyConfigured, match=r"LOCALE_PROVIDER libc .* LC_CTYPE 'C\.UTF-8'"):
        checks.assert_understands_cyrillic(broken)


def test_a_server_too_old_is_refused():
    with pytest.raises(ImproperlyConfigured, match="PostgreSQL 14 is too old"):
        checks.assert_understands_cyrillic(Server(14))


def test_the_check_reports_what_the_start_refuses(monkeypatch):
    monkeypatch.setattr(checks, "connections", {"default": Server(14)})
    assert [error.id for error in checks.cyrillic(databases=["default"])] == ["config.E001"]


def test_no_database_is_asked_unless_one_is_named():
    assert checks.cyrillic() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"), [("log_min_error_statement", "error"), ("log_min_duration_statement", "2s")]
)
def test_a_log_that_would_hold_what_readers_search_for_is_warned_of(name, value):
    with connection.cursor() as cursor:
        for each, quiet in checks.SILENT.items():
            cursor.execute(f"SET LOCAL {each} = '{quiet[0]}'")
        assert checks.silence(databases=["default"]) == []
        cursor.execute(f"SET LOCAL {name} = '{value}'")
    [warning] = checks.silence(databases=["default"])
    assert f"{name} is {value}" in warning.msg and warning.id == "config.W002"


@pytest.mark.parametrize("is_sandbox", [True, False])
def test_play_money_is_warned_of_where_a_site_is_deployed(settings, is_sandbox):
    settings.STRIPE_SANDBOX = is_sandbox
    found = run_checks(tags=["security"], include_deployment_checks=True)
    assert ("config.W001" in [each.id for each in found]) == is_sandbox


def letters_said(settings, **changed):
    """What is wrong with the letters of a site on which only that is wrong."""
    good = {
        "SITE_URL": "https://veche.example.org",
        "ALLOWED_HOSTS": [".example.org"],
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "DEFAULT_FROM_EMAIL": "noreply@example.org",
    }
    for name, value in {**good, **changed}.items():
        setattr(settings, name, value)
    return [warning.id for warning in checks.letters()]


def test_letters_of_a_public_site_arrive_and_lead_back(settings):
    assert letters_said(settings) == []
    assert letters_said(settings, SITE_URL="https://veche.example.net") == ["config.W003"]
    here = {"SITE_URL": "http://localhost:8000", "ALLOWED_HOSTS": ["localhost"]}
    assert letters_said(settings, **here) == ["config.W003"]
    files = "django.core.mail.backends.filebased.EmailBackend"
    assert letters_said(settings, EMAIL_BACKEND=files) == ["config.W004"]
    assert letters_said(settings, DEFAULT_FROM_EMAIL="noreply@localhost") == ["config.W005"]
