"""A post's way from its first word to readers and back to an earlier self, in a browser, as an editor goes it."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from blog.models import Post
from editing.models import Appointment, Draft, Revision, What
from library import taking
from tests import browser
from tests.editing.journeys import PASSWORD, Calendar, editor_at, heading, link, picture
from tests.factories import make_editor, make_topic
from tests.library.sending import photo

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def calendar(monkeypatch, transactional_db):
    return Calendar(monkeypatch)


@pytest.fixture(params=[DESK, PHONE], ids=["at a desk", "on a phone"])
def editor(request, chromium, live_server):
    """Anna, at her browser. A library and a topic are there; the post is for her to write."""
    make_topic(title_ru="Двор", title_en="Yard", slug_en="yard")
    taking.picture(photo(), {"ru": "Река у дома", "en": "A river by a house"})
    anna = make_editor(name="Anna", password=PASSWORD, language="en")
    with editor_at(chromium, live_server.url, anna, viewport=request.param) as editor:
        editor.sign_in()
        yield editor


@pytest.fixture
def reader(chromium, live_server):
    """Somebody who never signed in."""
    with browser.watched_page(chromium, live_server.url) as page:
        yield page


def test_a_post_goes_from_its_first_word_to_readers_and_back(editor, reader, calendar, run_jobs):
    begins_in_russian(editor)
    goes_on_in_english_without_a_network(editor)
    comes_back_and_finds_everything(editor)
    saves_and_looks_at_it_on_a_phone(editor)
    is_told_what_is_missing_and_mends_it(editor)
    schedules_russian_for_tomorrow(editor)
    assert reader.goto("/ru/blog/nash-dom/").status == 404
    calendar.move_on(days=2)
    run_jobs()
    finds_that_it_came_out_once(editor)
    editor.step("publish-en")
    assert reads(reader, "/ru/blog/nash-dom/") == "Наш дом"
    assert reads(reader, "/en/blog/our-house/") == "Our house"
    moves_the_english_one(editor)
    follows_the_old_address(reader)
    restores_what_it_was_two_days_ago(editor)
    assert reads(reader, "/en/blog/our-home/") == "Our house"


def begins_in_russian(editor):
    editor.page.goto("/admin/blog/post/add/")
    editor.look_around()
    editor.write(
        "ru", "Наш дом", "Мы живём у реки.", heading("Двор"), "Во дворе растёт липа.",
        picture("река"), link("Другие заметки", "/ru/blog/"),
    )  # fmt: skip
    editor.reads("Saved as draft at")


def goes_on_in_english_without_a_network(editor):
    editor.lose_network()
    editor.write("en", "Our house", "We live by a river.", heading("The yard"), "A lime tree.")
    editor.reads("Your words are kept in this browser")
    kept = editor.page.evaluate("JSON.stringify(localStorage)")
    assert "lime" not in kept  # it is locked
    editor.close()
    editor.find_network()
    assert Draft.objects.get().fields["title_en"] == ""


def comes_back_and_finds_everything(editor):
    editor.come_back("/admin/blog/post/add/")
    editor.reads("Наш дом", where=".desk-notice")  # what the site has
    editor.page.click("[data-take]")  # and what only this browser has
    expect(editor.page.locator("[name=title_ru]")).to_have_value("Наш дом")
    editor.reads("Другие заметки", where="#id_body_ru_editor a")
    expect(editor.page.locator("#id_body_ru_editor img")).to_have_attribute("alt", "Река у дома")
    editor.reads("A lime tree.", where="#id_body_en_editor p")
    editor.reads("Saved as draft at")
    assert "A lime tree." in Draft.objects.get().fields["body_en"]
    editor.look_around()


def saves_and_looks_at_it_on_a_phone(editor):
    editor.save()
    assert not Draft.objects.exists()
    assert "desk" not in editor.page.evaluate("JSON.stringify(localStorage)")
    editor.page.click("#id_body_en_editor > :last-child")
    picture("river")(editor, "en")  # a draft again
    with editor.context.expect_page() as opened:
        editor.page.click("[data-preview][aria-label^=English]")
    tab = editor.watched(opened.value)
    tab.wait_for_url("**/preview/en/")
    editor.look_around(tab)
    inside = tab.frame_locator("iframe")
    expect(inside.locator("h1")).to_have_text("Our house")
    expect(inside.locator(".prose img")).to_have_attribute("alt", "A river by a house")
    assert inside.locator("html").evaluate("(page) => [innerWidth, page.scrollWidth]") == [390, 390]
    tab.close()
    editor.save()


def is_told_what_is_missing_and_mends_it(editor):
    page = editor.page
    editor.begin_step("publish-en")
    said = page.locator(".problems a").all_inner_texts()
    assert [each.split(":")[0] for each in said] == [
        "The summary is empty",
        "The post has no topic",
    ]
    editor.go(".problems li:first-child a")
    assert page.url.endswith("#id_summary_en")
    page.fill("[name=summary_en]", "Where we live")
    page.get_by_label("Yard").check()
    editor.save()
    editor.begin_step("publish-en")
    expect(page.locator(".no-problems")).to_be_visible()
    editor.go("text=No, back to the text")


def schedules_russian_for_tomorrow(editor):
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    editor.step("schedule-ru", at=tomorrow.strftime("%Y-%m-%dT%H:%M"))
    editor.reads("scheduled", where=".desk-state")
    assert Appointment.objects.get().language == "ru"


def finds_that_it_came_out_once(editor):
    assert not Appointment.objects.exists()
    assert Revision.objects.filter(what=What.PUBLISHED).count() == 1
    editor.go("a:text-is('History')")
    editor.reads("RU: published", where=".desk-state")
    editor.look_around()
    editor.go("text=Back to the text")


def moves_the_english_one(editor):
    editor.page.fill("[name=slug_en]", "our-home")
    editor.page.fill("[name=title_en]", "Our home")
    editor.page.fill("#id_body_en_editor", "Nothing is left.")
    editor.save()


def follows_the_old_address(reader):
    answer = reader.goto("/en/blog/our-house/")
    assert answer.status == 200 and reader.url.endswith("/en/blog/our-home/")
    assert answer.request.redirected_from.response().status == 301
    expect(reader.locator("h1")).to_have_text("Our home")


def restores_what_it_was_two_days_ago(editor):
    then = Revision.objects.filter(fields__summary_en="Where we live").order_by("number").first()
    assert then.saved_at < timezone.now() - datetime.timedelta(days=1)
    editor.go("a:text-is('History')")
    editor.go(f"[aria-label='Restore revision {then.number}']")
    editor.look_around()
    editor.go(".desk-step button")
    expect(editor.page.locator("[name=title_en]")).to_have_value("Our house")
    assert Post.objects.get().slug_en == "our-home"


def reads(reader, address):
    """The title of what stands there, to whoever asks; its picture says what it shows."""
    assert reader.goto(address).status == 200, address
    assert reader.context.cookies() == []
    assert reader.get_attribute(".prose img", "alt") in ("Река у дома", "A river by a house")
    return reader.inner_text("h1")
