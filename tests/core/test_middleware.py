import gzip

import brotli
import psycopg
import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.http import ConditionalGetMiddleware
from django.test import RequestFactory
from psycopg_pool import PoolTimeout

from core.middleware import Compress, Offline, PrivacyHeaders, PublicCache

TEXT = "<p>Щёлкнем ещё раз.</p>" * 200


def get(path="/ru/", **headers):
    return RequestFactory().get(path, headers=headers)


def page(text=TEXT, **options):
    return lambda request: HttpResponse(text, **options)


def through(request, view):
    """The order of settings, as far as it matters here."""
    return Compress(ConditionalGetMiddleware(PublicCache(view)))(request)


def test_every_response_denies_the_browser_features_we_do_not_use():
    policy = PrivacyHeaders(page())(get()).headers["Permissions-Policy"]
    assert {"camera=()", "geolocation=()", "browsing-topics=()"} <= set(policy.split(", "))


class TestPublicCache:
    def header(self, request, view):
        return PublicCache(view)(request).headers["Cache-Control"]

    @pytest.mark.parametrize("status", [200, 301, 404])
    def test_an_anonymous_page_may_be_kept_by_any_proxy(self, status):
        response = PublicCache(page(status=status))(get())
        assert (
            response["Cache-Control"]
            == "public, max-age=0, s-maxage=60, stale-while-revalidate=600"
        )
        assert "Cookie" in response["Vary"]

    @pytest.mark.parametrize("status", [302, 403, 500, 503])
    def test_what_may_change_at_once_is_kept_by_nobody(self, status):
        assert self.header(get(), page(status=status)) == "no-store"

    def test_a_style_sheet_this_process_lacks_is_kept_missing_by_nobody(self):
        """The next release's, asked of the one before."""
        lacking = page(status=404)
        assert self.header(get("/static/css/site.0123456789ab.css"), lacking) == "no-store"
        assert self.header(get("/ru/"), lacking).startswith("public")

    def test_a_cookie_makes_private_what_the_view_calls_public(self):
        """An avatar asked for with a session that is over takes the cookie away."""

        def avatar(request):
            response = HttpResponse(headers={"Cache-Control": "public, max-age=31536000"})
            if request.COOKIES:
                response.delete_cookie("session")
            return response

        request = get()
        assert self.header(request, avatar) == "public, max-age=31536000"
        request.COOKIES["session"] = "over"
        assert self.header(request, avatar) == "private, no-cache"

    def test_the_answer_to_a_form_is_kept_by_nobody(self):
        assert self.header(RequestFactory().post("/"), page()) == "no-store"

    @pytest.mark.parametrize("cookie", [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME])
    def test_a_page_for_somebody_is_theirs(self, cookie):
        request = get()
        request.COOKIES[cookie] = "x"
        assert self.header(request, page()) == "private, no-cache"

    def test_a_reader_with_a_theme_is_still_anonymous(self):
        request = get()
        request.COOKIES["theme"] = "dark"
        assert self.header(request, page()).startswith("public")

    def test_a_page_that_sets_a_cookie_is_never_public(self):
        def view(request):
            response = HttpResponse()
            response.set_cookie("x", "y")
            return response

        assert self.header(get(), view) == "private, no-cache"

    def test_a_view_that_decided_is_left_alone(self):
        assert self.header(get(), page(headers={"Cache-Control": "max-age=5"})) == "max-age=5"

    def test_neither_session_nor_user_is_touched(self):
        class Untouchable:
            def __getattr__(self, name):
                raise AssertionError(name)

        request = get()
        request.session = request.user = Untouchable()
        PublicCache(page())(request)


class TestCompress:
    def test_a_public_page_goes_in_brotli(self):
        response = through(get(accept_encoding="gzip, br"), page())
        assert response["Content-Encoding"] == "br"
        assert brotli.decompress(response.content).decode() == TEXT
        assert int(response["Content-Length"]) == len(response.content)
        assert "Accept-Encoding" in response["Vary"]

    def test_a_private_page_goes_in_padded_gzip(self):
        request = get(accept_encoding="gzip, br")
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
        lengths = {len(through(request, page()).content) for _ in range(20)}
        response = through(request, page())
        assert response["Content-Encoding"] == "gzip"
        assert gzip.decompress(response.content).decode() == TEXT
        assert len(lengths) > 1

    @pytest.mark.parametrize("accepts", ["gzip", "gzip, br;q=0", "gzip, br; q=0.000"])
    def test_who_takes_no_brotli_gets_gzip(self, accepts):
        assert through(get(accept_encoding=accepts), page())["Content-Encoding"] == "gzip"

    @pytest.mark.parametrize(
        "view",
        [
            page("short"),
            page(content_type="image/png"),
            page(headers={"Content-Encoding": "gzip"}),
            lambda request: StreamingHttpResponse([TEXT]),
        ],
    )
    def test_what_gains_nothing_is_left_alone(self, view):
        response = through(get(accept_encoding="br"), view)
        assert response.get("Content-Encoding") != "br"

    def test_who_accepts_nothing_is_still_told_apart_by_caches(self):
        response = through(get(), page())
        assert response.content.decode() == TEXT
        assert "Accept-Encoding" in response["Vary"]

    @pytest.mark.parametrize("accepts", ["br", "gzip", ""])
    def test_a_page_held_in_any_encoding_is_confirmed_by_304(self, accepts):
        first = through(get(accept_encoding="br"), page())
        assert first["ETag"].startswith('W/"')
        second = through(get(accept_encoding=accepts, if_none_match=first["ETag"]), page())
        assert (second.status_code, second.content) == (304, b"")
        assert second["ETag"] == first["ETag"]
        assert {"Accept-Encoding", "Cookie"} <= set(second["Vary"].split(", "))
        assert second["Cache-Control"].startswith("public")

    def test_a_head_request_gets_the_headers_alone(self):
        request = RequestFactory().head("/ru/", headers={"accept-encoding": "br"})
        whole = through(get(accept_encoding="br"), page())
        response = through(request, page())
        assert response.content == b""
        assert response["Content-Length"] == whole["Content-Length"]

    def test_a_changed_page_is_sent_again(self):
        first = through(get(accept_encoding="br"), page())
        second = through(get(accept_encoding="br", if_none_match=first["ETag"]), page(TEXT + "!"))
        assert second.status_code == 200


def lost(sqlstate=None):
    error = OperationalError("connection refused")
    error.__cause__ = psycopg.OperationalError()
    if sqlstate:
        error.__cause__ = psycopg.errors.lookup(sqlstate)()
    return error


class TestOffline:
    @pytest.fixture
    def broken(self, client, monkeypatch):
        """The site, whose every query raises the given error; the test has no database at all."""

        def ask(error, path):
            def fail(self):
                raise error

            monkeypatch.setattr(
                "django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", fail
            )
            return client.get(path)

        return ask

    @pytest.mark.parametrize(
        "error",
        [
            lost(),
            lost("57P01"),
            lost("53300"),
            InterfaceError("closed"),
            PoolTimeout("no connection"),
        ],
    )
    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_a_lost_database_is_said_in_the_readers_language(self, broken, error, language):
        response = broken(error, f"/{language}/")
        assert response.status_code == 503
        assert response["Retry-After"] == "30"
        assert response["Cache-Control"] == "no-store"
        assert f'<html lang="{language}"' in response.content.decode()

    def test_a_signed_in_reader_gets_the_page_too(self, broken, client):
        client.cookies[settings.SESSION_COOKIE_NAME] = "x"
        assert broken(lost(), "/ru/").status_code == 503

    @pytest.mark.parametrize("error", [lost("57014"), ValueError("a bug")])
    def test_a_slow_query_or_a_bug_is_not_called_an_outage(self, error):
        assert Offline(page()).process_exception(get(), error) is None
