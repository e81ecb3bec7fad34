"""An editor at a browser, and a day that passes: what the story of a post is told with."""

import contextlib
import datetime
import re

from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.utils import timezone

from tests import browser
from tests.factories import totp_code

PASSWORD = "a long and quiet river"
HURRY = "setInterval = ((set) => (f, ms) => set(f, ms / 25))(setInterval)"  # 5 s become 0.2
HUSH = "addEventListener('visibilitychange', (event) => event.stopPropagation(), true)"
GONE = re.compile("Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|FAILED)")
DESK = "/admin/blog/post/"


class Calendar:
    """Django's clock and the worker's, moved on together."""

    def __init__(self, monkeypatch):
        self.ahead, real = datetime.timedelta(), timezone.now
        monkeypatch.setattr(timezone, "now", lambda: real() + self.ahead)

    def move_on(self, **more):
        step = datetime.timedelta(**more)
        self.ahead += step
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - %s", [step])


@contextlib.contextmanager
def editor_at(chromium, home, person, **options):
    """Not signed in yet."""
    context = chromium.new_context(base_url=home, service_workers="block", **options)
    editor = Editor(context, home, person)
    try:
        yield editor
    finally:
        context.close()
    assert not editor.problems(), "\n".join(editor.problems())


class Editor:
    """Everything they do is done by the page; what a page says of trouble ends the test."""

    def __init__(self, context, home, person):
        self.context, self.home, self.person = context, home, person
        self.watches = []
        context.add_init_script(HURRY)
        self.page = self.tab()

    def tab(self):
        return self.watched(self.context.new_page())

    def watched(self, page):
        page.set_default_timeout(10_000)
        self.watches.append(browser.Watch(page, self.home))
        return page

    def problems(self):
        """A network that goes is said in the console; nothing else is forgiven."""
        found = (each for watch in self.watches for each in watch.problems)
        return [each for each in found if not GONE.search(each)]

    def sign_in(self):
        page = self.page
        page.goto(f"/en/accounts/login/?next={DESK}")
        page.fill("[name=login]", self.person.name)
        page.fill("[name=password]", PASSWORD)
        page.click("main form button >> nth=0")
        page.fill("[name=code]", totp_code(self.person))
        page.click("main form button >> nth=0")
        page.wait_for_url(f"**{DESK}")

    def come_back(self, path):
        """In a new tab, the old one being closed without a word."""
        self.page.close()
        self.page = self.tab()
        self.page.goto(path)

    # Writing

    def write(self, language, title, *parts):
        """A title, then the body: words, or what has to be done to have something else."""
        page = self.page
        page.fill(f"[name=title_{language}]", title)
        page.click(f"#id_body_{language}_editor")
        for part in parts:
            part(self, language) if callable(part) else page.keyboard.type(part)
            page.keyboard.press("Enter")

    def press(self, language, tool):
        self.page.click(f".prose-editor:has(#id_body_{language}_editor) [data-tool={tool}]")

    def answer(self, **values):
        for name, value in values.items():
            self.page.fill(f".prose-dialog [name={name}]", value)
        self.page.click(".prose-dialog [type=submit]")
        self.page.locator(".prose-dialog").wait_for(state="detached")

    def reads(self, text, where="[data-status]"):
        self.page.locator(where).filter(has_text=text).first.wait_for()

    # Going on

    def go(self, selector):
        """By whatever leads to another page, which a form does once the site has its draft."""
        with self.page.expect_navigation():
            self.page.locator(selector).last.click()

    def save(self):
        self.go("[name=_continue]")
        self.reads("", where=".messagelist .success")

    def begin_step(self, name):
        self.go(f"[name=_step][value={name}]")
        self.look_around()

    def step(self, name, **fields):
        """A button of the panel, and the page on which it is confirmed."""
        self.begin_step(name)
        for field, value in fields.items():
            self.page.fill(f"[name={field}]", value)
        self.go(".desk-step button")
        self.reads("", where=".messagelist .success")

    # The network

    def lose_network(self):
        """Until it is found again; a page that is closed meanwhile has to be hushed."""
        self.context.set_offline(True)
        self.context.route("**/draft/", lambda route: route.abort("internetdisconnected"))

    def close(self):
        """Hushed: what a page sends last, Chromium lets through a network that is gone."""
        self.page.evaluate(HUSH)
        self.page.close()

    def find_network(self):
        self.context.unroute("**/draft/")
        self.context.set_offline(False)

    # Looking

    def look_around(self, page=None):
        page = page or self.page
        found = Axe().run(page, "#content", {"preload": False}).response["violations"]
        assert not found, [(each["id"], each["nodes"][0]["html"]) for each in found]
        width = page.viewport_size["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def heading(text):
    def put(editor, language):
        editor.press(language, "heading")
        editor.page.keyboard.type(text)

    return put


def link(text, address):
    def put(editor, language):
        editor.press(language, "link")
        editor.answer(href=address, text=text)

    return put


def picture(words):
    """The one of the library that these words find."""

    def put(editor, language):
        page = editor.page
        editor.press(language, "picture")
        page.locator(".prose-dialog").get_by_role("button", name="Choose from the library").click()
        page.fill(".prose-dialog [type=search]", words)
        page.locator(".prose-dialog [data-picture]").first.click()
        editor.answer()
        page.locator(f"#id_body_{language}_editor figure img").wait_for()

    return put
