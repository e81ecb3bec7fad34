import contextlib
import functools
import http.server
import re
import threading
import time

import pytest
from django.conf import settings as site
from django.contrib.auth import SESSION_KEY

from accounts.models import Session
from tests import browser
from tests.factories import make_post, make_user, sign_in

pytestmark = pytest.mark.django_db

CLEARED = '"cache", "cookies", "storage"'
NEUTRAL = "https://neutral.example/"  # QUICK_EXIT_URL of the tests
PASSWORD = "a long and quiet river"


@pytest.fixture
def member(client):
    """The client of somebody signed in, who has chosen a theme and a language and filled in a form."""
    sign_in(client, make_user(password=PASSWORD))
    client.post("/preferences/", {"theme": "dark", "language": "en"})
    client.cookies[site.CSRF_COOKIE_NAME] = "x" * 32
    assert SESSION_KEY in client.session
    return client


@pytest.mark.parametrize(("method", "status"), [("get", 303), ("post", 204)])
def test_the_exit_signs_out_forgets_every_cookie_and_clears(member, method, status):
    response = getattr(member, method)("/exit/")
    assert response.status_code == status
    assert response.get("Location") == (NEUTRAL if method == "get" else None)
    assert response["Clear-Site-Data"] == CLEARED
    assert response["Referrer-Policy"] == "no-referrer"
    assert not Session.objects.exists()
    assert {name for name, cookie in member.cookies.items() if cookie.value} == set()
    assert len(response.cookies) == 4


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_proxy_keeps_the_way_out(client, method):
    kept = getattr(client, method)("/exit/")["Cache-Control"]
    assert "no-store" in kept and "private" in kept


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_leaves_without_a_cookie_or_a_query(client, method, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = getattr(client, method)("/exit/")
    assert not response.cookies
    assert response["Clear-Site-Data"] == CLEARED


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_broken_session_does_not_hold_anybody(client, method):
    client.cookies[site.SESSION_COOKIE_NAME] = "forged"
    client.cookies[site.CSRF_COOKIE_NAME] = '"\\é'
    response = getattr(client, method)("/exit/")
    assert response.status_code in (303, 204)
    assert not client.cookies[site.SESSION_COOKIE_NAME].value


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver.evil.example"]
)
def test_another_site_cannot_sign_anybody_out_by_a_form(member, origin):
    response = member.post("/exit/", headers={"Origin": origin})
    assert response.status_code == 403
    assert not response.has_header("Clear-Site-Data")
    assert Session.objects.exists()


def test_our_own_page_may_send_the_form(member):
    assert member.post("/exit/", headers={"Origin": "http://testserver"}).status_code == 204


@pytest.mark.parametrize("source", ["cross-site", "same-site"])
def test_a_picture_on_another_site_signs_nobody_out(member, source):
    response = member.get("/exit/", headers={"Sec-Fetch-Site": source})
    assert (response.status_code, response["Location"]) == (303, NEUTRAL)
    assert not response.has_header("Clear-Site-Data")
    assert Session.objects.exists()


@pytest.mark.parametrize("source", ["none", "same-origin"])
def test_a_bookmark_and_our_own_link_do(member, source):
    assert member.get("/exit/", headers={"Sec-Fetch-Site": source}).has_header("Clear-Site-Data")
    assert not Session.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_else_is_a_way_out(client, method):
    assert getattr(client, method)("/exit/").status_code == 405


def test_the_exit_leads_where_the_settings_say(client, settings):
    settings.QUICK_EXIT_URL = "https://weather.example/"
    assert client.get("/exit/")["Location"] == "https://weather.example/"
    assert 'data-leave="https://weather.example/"' in client.get("/ru/").content.decode()


@pytest.mark.parametrize("path", ["/ru/", "/en/exit-help/", "/ru/nowhere/", "/en/search/"])
def test_every_page_has_the_exit_and_the_way_to_its_help(client, path):
    html = client.get(path).content.decode()
    assert len(re.findall(r'<a [^>]*href="/exit/"', html)) == 1
    assert f'href="/{path[1:3]}/exit-help/"' in html


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "не чистит историю"), ("en", "does not clear the history")]
)
def test_the_help_names_where_it_leads_and_what_it_cannot_do(client, language, said):
    html = client.get(f"/{language}/exit-help/").content.decode()
    assert NEUTRAL in html
    assert said in html


# In a browser


class Neutral(http.server.BaseHTTPRequestHandler):
    """The site the exit leads to; it notes what it learns of where its visitors come from."""

    def do_GET(self):
        if self.path == "/":
            self.server.referrers.append(self.headers.get("Referer"))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><link rel=icon href=data:,><title>Neutral</title>Sunny")

    def log_message(self, *_args):
        pass


@pytest.fixture
def neutral(settings):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Neutral)
    server.referrers = []
    server.url = settings.QUICK_EXIT_URL = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@contextlib.contextmanager
def reader(chromium, home, neutral, **options):
    """On a post, in a dark theme. Going to the neutral site is no fault."""
    with browser.watched_page(chromium, home, **options) as page:
        page.neutral = neutral
        page.goto("/ru/blog/")
        page.goto(make_post().get_absolute_url())
        page.click("[name=theme][value=dark]")
        page.locator("html[data-theme=dark]").wait_for()
        assert cookies(page) == [site.THEME_COOKIE_NAME]
        yield page
        foreign = f"request to another host: {neutral.url}"
        page.watch.problems = [fault for fault in page.watch.problems if fault != foreign]


@pytest.fixture
def open_reader(chromium, live_server, neutral):
    return functools.partial(reader, chromium, live_server.url, neutral)


def cookies(page):
    return [cookie["name"] for cookie in page.context.cookies()]


def assert_left(page):
    page.wait_for_url(page.neutral.url)
    assert page.neutral.referrers == [None]
    wait_until(lambda: cookies(page) == [])


def wait_until(is_so, seconds=5):
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert is_so()


@pytest.fixture
def scripted(open_reader):
    with open_reader() as page:
        yield page


def press_escape(page, times, pause=0):
    for _ in range(times):
        page.keyboard.press("Escape")
        page.wait_for_timeout(pause)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_link_leads_away_without_a_word_and_without_a_trace(open_reader, scripts):
    with open_reader(java_script_enabled=scripts) as page:
        page.click(".exit")
        assert_left(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_tab_reaches_the_exit_right_after_the_skip_link(open_reader, scripts):
    with open_reader(java_script_enabled=scripts) as page:
        page.reload()
        for _ in range(2):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert_left(page)


def test_what_scripts_have_stored_is_gone(scripted):
    home = scripted.url
    scripted.evaluate("localStorage.draft = 'a letter'")
    scripted.click(".exit")
    assert_left(scripted)
    scripted.goto(home)
    assert scripted.evaluate("localStorage.draft") is None


def test_back_does_not_lead_to_the_page_that_was_left(scripted):
    before = scripted.url
    scripted.goto("/ru/forum/")
    scripted.click(".exit")
    assert_left(scripted)
    scripted.go_back()
    assert scripted.url == before


def test_the_page_is_blank_at_once(scripted):
    seen = scripted.evaluate(
        "() => { document.querySelector('.exit').click();"
        " return [document.body.checkVisibility(), document.title]; }"
    )
    assert seen == [False, "127.0.0.1"]
    assert_left(scripted)


def test_esc_esc_esc_leads_away(scripted):
    press_escape(scripted, 3)
    assert_left(scripted)


@pytest.mark.parametrize(("times", "pause"), [(2, 0), (3, 800)])
def test_two_or_slow_escs_do_not(scripted, times, pause):
    press_escape(scripted, times, pause)
    scripted.wait_for_timeout(300)
    assert scripted.neutral.referrers == []


def test_esc_closes_a_dialog_and_counts(scripted):
    scripted.evaluate(
        "() => { const it = document.createElement('dialog'); document.body.append(it);"
        " it.addEventListener('keydown', (event) => event.stopPropagation()); it.showModal(); }"
    )
    press_escape(scripted, 1)
    assert not scripted.evaluate("document.querySelector('dialog').open")
    press_escape(scripted, 2)
    assert_left(scripted)


def test_esc_in_an_open_select_counts(scripted):
    scripted.evaluate(
        "() => { const it = document.createElement('select'); it.innerHTML = '<option>1<option>2';"
        " document.body.append(it); it.focus(); }"
    )
    press_escape(scripted, 3)
    assert_left(scripted)


@pytest.mark.parametrize("held", [{"isComposing": True}, {"keyCode": 229}, {"repeat": True}])
def test_esc_that_cancels_a_word_or_is_held_down_does_not_count(scripted, held):
    scripted.evaluate(
        "(held) => { for (let i = 0; i < 4; i++)"
        " dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', ...held })); }",
        held,
    )
    scripted.wait_for_timeout(300)
    assert scripted.neutral.referrers == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_exit_stays_in_reach_wherever_the_page_is_scrolled(open_reader, scripts, width):
    with open_reader(java_script_enabled=scripts) as page:
        page.set_viewport_size({"width": width, "height": 400})
        for place in ("h1", ".colophon p"):
            page.locator(place).first.scroll_into_view_if_needed()
            box = page.locator(".exit").bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= width
            assert box["y"] >= 0 and box["y"] + box["height"] <= 400
            assert box["height"] >= 44


def test_the_admin_has_the_exit_too(admin_client):
    html = admin_client.get("/admin/blog/post/").content.decode()
    assert 'href="/exit/" data-leave' in html
    assert re.search(r'src="/static/js/exit\.\w+\.js"', html)
    admin_client.get("/exit/")
    assert admin_client.get("/admin/blog/post/").status_code == 302
