"""The search as a reader meets it on a phone: in both languages, with scripts and without; and at a desk, by keys."""

import datetime
import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from search import misses
from search.counting import count_all
from search.models import Miss
from tests import browser
from tests.factories import make_editor, make_post, make_user, sign_in_with_second_factor
from tests.forum.factories import make_replies, make_reply, make_section, make_topic
from tests.forum.visiting import enter

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
ATOM = "{http://www.w3.org/2005/Atom}"
SAID = {
    "ru": {
        "word": "конверты", "slip": "конвреты", "keys": "rjydthns", "begun": "конв",
        "title": "Где покупать конверты", "reply": "Плотные конверты продают на почте.",
        "unknown": "апостиль диплома", "bet": "Как заверить документы",
    },
    "en": {
        "word": "envelopes", "slip": "envelpoes", "keys": "утмудщзуы", "begun": "enve",
        "title": "Where to buy envelopes", "reply": "Stout envelopes are sold at post offices.",
        "unknown": "notarised diploma", "bet": "How to certify a paper",
    },
}  # fmt: skip


class Reader:
    """A page of somebody who has a language, and what they type in it."""

    def __init__(self, page, home, language):
        self.page, self.home, self.language = page, home, language
        self.said = SAID[language]

    def search(self, text):
        self.page.goto(f"/{self.language}/search/")
        box = self.page.locator("#q")
        box.fill(text)
        box.press("Enter")
        self.page.wait_for_url("**/search/?q=*")

    def press(self, selector):
        browser.follow(self.page, selector)

    def sees(self, selector, text):
        expect(self.page.locator(selector).first).to_contain_text(text)


@pytest.fixture(params=["ru", "en"])
def language(request):
    return request.param


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def reader(request, chromium, live_server, language):
    options = PHONE | {"java_script_enabled": request.param}
    with browser.watched_page(chromium, live_server.url, **options) as page:
        yield Reader(page, live_server.url, language)


@pytest.fixture
def plain_reader(chromium, live_server, language):
    """Without scripts."""
    with browser.watched_page(
        chromium, live_server.url, **PHONE, java_script_enabled=False
    ) as page:
        yield Reader(page, live_server.url, language)


@pytest.fixture
def reader_at_a_desk(page, live_server, language):
    return Reader(page, live_server.url, language)


@pytest.fixture(autouse=True)
def nothing_missed():
    """What other tests didn't find waits in this process."""
    misses._asked.clear()
    yield
    misses._asked.clear()


@pytest.fixture
def answer(language):
    """A reply far down in a topic, beside a post about the same, with every word counted."""
    said = SAID[language]
    topic = make_topic(make_section(), title=said["title"], text=said["title"])
    make_replies(topic, 15)
    reply = make_reply(topic, text=said["reply"])
    fields = {"title": said["title"], "slug": "post", "body": f"<p>{said['reply']}</p>"}
    make_post(**{f"{name}_{language}": value for name, value in fields.items()})
    count_all()
    return reply


def test_a_match_at_the_end_of_a_snippet_is_seen_on_a_phone(plain_reader, language):
    word = SAID[language]["word"]
    make_reply(make_topic(make_section()), text=f"{'Марта ' * 34}{word}")
    count_all()
    plain_reader.search(word)
    text = plain_reader.page.locator(".found article > p:last-child")
    mark = text.locator("mark").bounding_box()
    shown = text.bounding_box()
    assert mark["y"] + mark["height"] <= shown["y"] + shown["height"] + 1


def test_from_a_slip_to_a_reply_at_its_place_and_back(reader, answer):
    said = reader.said
    reader.search(said["slip"])
    reader.sees(".told b", said["word"])
    assert reader.page.locator(".found").bounding_box()["width"] <= 390
    reader.press(".told a")
    expect(reader.page.locator("#q")).to_have_value(said["slip"])
    expect(reader.page.locator(".found")).to_have_count(0)
    reader.press(".nothing ul.told a")
    reader.press(".kinds a[href*='kind=replies']")
    reader.sees(".kinds [aria-current]", "1")
    expect(reader.page.locator(".found > li")).to_have_count(1)
    expect(reader.page.locator(".found mark").last).to_have_text(said["word"])
    reader.press(".found h2 a")
    expect(reader.page.locator(f"#reply-{answer.pk}")).to_be_in_viewport()
    reader.page.go_back()
    expect(reader.page.locator("#q")).to_have_value(said["slip"])
    expect(reader.page.locator(".found > li")).to_have_count(1)


def test_from_the_other_keyboard_layout_to_a_feed(plain_reader, answer):
    reader = plain_reader
    reader.search(reader.said["keys"])
    reader.sees(".told b", reader.said["word"])
    expect(reader.page.locator(".found > li")).to_have_count(3)
    link = reader.page.locator("a[type='application/atom+xml']").last
    response = reader.page.request.get(link.get_attribute("href"))
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.text())
    assert feed.tag == f"{ATOM}feed"
    assert len(feed.findall(f"{ATOM}entry")) == 3


def test_from_nothing_to_a_question_with_its_title(plain_reader, answer):
    reader = plain_reader
    section = make_section(is_questions=True)
    reader.search(reader.said["unknown"])
    reader.sees(".nothing", reader.said["unknown"].split()[0])
    reader.press(".nothing .button")
    reader.page.wait_for_url(re.compile("/accounts/login/"))
    onward = parse_qs(urlsplit(reader.page.url).query)["next"][0]
    assert section.slug in onward
    enter(reader.page, make_user(), reader.home)
    reader.page.goto(onward)
    expect(reader.page.locator("[name=title]")).to_have_value(reader.said["unknown"])


def test_from_three_days_of_nothing_to_a_best_bet(reader_at_a_desk, answer, monkeypatch):
    reader, said = reader_at_a_desk, reader_at_a_desk.said
    for day in range(3):
        reader.search(said["unknown"])
        reader.sees(".nothing", said["unknown"].split()[0])
        today = timezone.localdate() + datetime.timedelta(days=day)
        monkeypatch.setattr(misses.timezone, "localdate", lambda today=today: today)
        misses.flush()
        monkeypatch.undo()
    assert Miss.objects.get().term == said["unknown"]
    set_best_bet(reader)
    assert not Miss.objects.exists()
    reader.page.context.clear_cookies()
    reader.search(said["unknown"])
    reader.sees(".best a", said["bet"])
    reader.press(".best a")
    assert reader.page.url.endswith(f"/{reader.language}/mirrors/")


def set_best_bet(reader):
    """As an editor does: from the list of what nobody found."""
    editor = make_editor()
    enter(reader.page, editor, reader.home, sign_in_with_second_factor)
    reader.page.goto("/admin/search/miss/")
    reader.press("td.field-bet a")
    reader.page.fill(f"[name=title_{reader.language}]", reader.said["bet"])
    reader.page.fill(f"[name=address_{reader.language}]", f"/{reader.language}/mirrors/")
    reader.press("[name=_save]")
    reader.page.locator(".success").wait_for()


def test_a_slash_leads_to_the_box_and_a_suggestion_to_its_topic(reader_at_a_desk, answer):
    page = reader_at_a_desk.page
    page.goto(f"/{reader_at_a_desk.language}/")
    page.keyboard.press("/")
    page.wait_for_url("**/search/#q")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(reader_at_a_desk.said["begun"], delay=10)
    expect(page.locator("#suggestions li")).to_have_count(3)
    expect(page.locator("#suggestions li").first).to_contain_text(reader_at_a_desk.said["word"])
    page.keyboard.press("ArrowUp")
    expect(page.locator("[aria-selected=true]")).to_contain_text(reader_at_a_desk.said["title"])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(reader_at_a_desk.said["title"])
