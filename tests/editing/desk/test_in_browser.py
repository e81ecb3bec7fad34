"""The desk as an editor has it: in a browser, with a network that goes, and with colleagues."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from blog.models import Post
from editing import drafting, saving
from editing.models import Draft, Revision, What
from tests import browser
from tests.editing.journeys import HURRY, HUSH
from tests.editing.people import client_of, enter, make_writer
from tests.factories import make_author, make_editor, make_post, make_topic, make_translated_post

STATUS = "[data-status]"
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('desk '))"


def is_renewal(answer):
    """Of the page's question whether somebody has signed in meanwhile, with which each attempt ends."""
    return answer.request.method == "GET" and answer.url.endswith("/draft/")


@pytest.fixture
def anna(page):
    page.add_init_script(HURRY)
    person = make_editor(name="Anna", language="en")
    enter(page, person)
    return person


def open_desk(page, post, query=""):
    page.goto(f"/admin/blog/post/{post.pk}/change/{query}")


def status(page, text):
    page.locator(STATUS).filter(has_text=text).wait_for()


def cut(page):
    """No network, as far as Chromium keeps to it: what a page sends while it is closed goes through."""
    page.context.set_offline(True)
    page.context.route("**/draft/", lambda route: route.abort("internetdisconnected"))


def mend(page):
    page.context.unroute("**/draft/")
    page.context.set_offline(False)


def close(page):
    """As a tab is closed, though the page asks to stay; what it would send last is lost with the network."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.evaluate(HUSH)
    page.goto("about:blank")


def excuse(page):
    """A network or a session that goes is said in the console; nothing else is forgiven."""
    gone = re.compile("Failed to load resource: (net::ERR_(INTERNET|FAILED)|.* status of 403)")
    page.watch.problems = [each for each in page.watch.problems if not gone.search(each)]


def test_both_languages_are_written_and_kept_as_they_are_written(page, anna):
    page.goto("/admin/blog/post/add/")
    page.fill("[name=title_ru]", "Дом")
    page.fill("[name=title_en]", "House")
    status(page, "Saved as draft at")
    fields = Draft.objects.get().fields
    assert (fields["title_ru"], fields["title_en"]) == ("Дом", "House")
    page.fill("#id_body_ru_editor", "Да")
    page.click("[name=_continue]")
    page.locator(".messagelist .success").wait_for()
    post = Post.objects.get()
    assert (post.title_ru, post.title_en, post.body_ru) == ("Дом", "House", "<p>Да</p>")
    assert not Draft.objects.exists() and page.evaluate(KEPT) == []


def test_words_written_without_a_network_survive_a_closed_tab_and_reach_the_server(page, anna):
    post = make_translated_post()
    open_desk(page, post)
    cut(page)
    page.fill("[name=title_en]", "The garden")
    status(page, "kept in this browser")
    assert "garden" not in page.evaluate("JSON.stringify(localStorage)")  # it is locked
    close(page)
    mend(page)
    assert not Draft.objects.exists()
    open_desk(page, post)
    page.click("[data-take]")
    expect(page.locator("[name=title_en]")).to_have_value("The garden")
    status(page, "Saved as draft at")
    assert drafting.waiting(anna, post).fields["title_en"] == "The garden"
    assert page.evaluate(KEPT) == []
    excuse(page)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_how_it_stands_is_told_by_a_mark_that_hides_no_way_out(page, anna, width):
    page.set_viewport_size({"width": width, "height": 800})
    open_desk(page, make_translated_post())
    line, marks = page.locator(STATUS).first, []
    for state in ("kept", "trouble"):
        page.fill("[name=title_en]", f"The garden, {state}")
        expect(line).to_have_attribute("data-status", state)
        marks.append(line.evaluate("(line) => getComputedStyle(line, '::before').content"))
        way_out = page.locator(".exit").bounding_box()
        box = line.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        is_beside = box["x"] + box["width"] <= way_out["x"]
        assert is_beside or box["y"] + box["height"] <= way_out["y"], state
        cut(page)
    assert marks[0] != marks[1] and "none" not in marks
    mend(page)
    excuse(page)


def test_a_network_that_comes_back_takes_what_was_written(page, anna):
    post = make_translated_post()
    open_desk(page, post)
    cut(page)
    page.fill("[name=title_en]", "The garden")
    status(page, "kept in this browser")
    page.click("[name=_save]")  # leads nowhere, and loses nothing
    expect(page.locator("[name=title_en]")).to_have_value("The garden")
    mend(page)
    status(page, "Saved as draft at")
    page.click("[name=_save]")
    page.locator(".messagelist .success").wait_for()
    assert Post.objects.get().title_en == "The garden" and page.evaluate(KEPT) == []
    excuse(page)


def test_who_was_signed_out_signs_in_in_another_tab_and_goes_on(page, anna):
    post = make_translated_post()
    open_desk(page, post)
    page.context.clear_cookies()
    page.fill("[name=title_en]", "The garden")
    status(page, "You were signed out")
    with page.expect_response(is_renewal):  # perhaps of an attempt that was on its way
        page.click("[name=_save]")
    page.wait_for_event("response", is_renewal)
    assert page.input_value("[name=title_en]") == "The garden" and page.evaluate(KEPT)
    enter(page, anna)
    status(page, "Saved as draft at")
    page.click("[name=_save]")
    page.locator(".messagelist .success").wait_for()
    assert Post.objects.get().title_en == "The garden" and page.evaluate(KEPT) == []
    excuse(page)


def test_what_a_browser_kept_is_nobody_elses_and_not_for_long(page, anna):
    post = make_translated_post()
    open_desk(page, post)
    cut(page)
    page.fill("[name=title_en]", "The garden")
    status(page, "kept in this browser")
    close(page)
    mend(page)
    enter(page, make_editor(name="Vera"))
    open_desk(page, post)
    page.wait_for_timeout(300)
    expect(page.locator("[data-kept]")).to_be_hidden()
    page.evaluate(
        "for (const [name, text] of Object.entries(localStorage)) if (name.startsWith('desk '))"
        " localStorage.setItem(name, JSON.stringify({ ...JSON.parse(text), at: 0 }))"
    )
    open_desk(page, post)
    page.wait_for_function(f"{KEPT}.length === 0")
    excuse(page)


def test_the_second_of_two_editors_is_told_and_both_texts_are_shown(page, anna, chromium, server):
    post = make_translated_post()
    open_desk(page, post)
    with browser.watched_page(chromium, server.url) as other:
        other.add_init_script(HURRY)
        enter(other, make_editor(name="Vera", language="en"))
        open_desk(other, post)
        other.locator("[data-others]").filter(has_text="Anna").wait_for()
        page.fill("[name=title_en]", "The garden")
        page.locator("[data-others]").filter(has_text="Vera").wait_for()
        page.click("[name=_continue]")
        page.locator(".messagelist .success").wait_for()
        other.fill("[name=title_en]", "The forest")
        other.locator("[data-newer]").filter(has_text="Anna").wait_for()
        other.click("[name=_save]")
        other.locator(".errornote").wait_for()
        expect(other.locator("del")).to_have_text(["garden"])
        expect(other.locator("ins")).to_have_text(["forest"])
        assert Post.objects.get().title_en == "The garden"
        other.click("[name=_save]")
        other.locator(".messagelist .success").wait_for()
    titles = [each.fields["title_en"] for each in Revision.objects.of(post)]
    assert titles == ["The forest", "The garden", "House"]


def test_yesterdays_version_comes_back(page, anna):
    post = make_translated_post()
    saving.save(post, {"title_en": "The garden"}, by=anna, based_on=0)
    open_desk(page, post)
    browser.follow(page, page.get_by_role("link", name="History").last)
    browser.follow(page, page.get_by_role("link", name="Restore revision 1"))
    expect(page.locator("ins")).to_have_text(["House"])
    page.get_by_role("button", name="Restore").click()
    page.locator(".messagelist .success").wait_for()
    expect(page.locator("[name=title_en]")).to_have_value("House")
    assert Revision.objects.of(post).first().what == What.RESTORED


def test_without_scripts_a_draft_is_kept_and_a_post_published(page_without_scripts):
    page, anna = page_without_scripts, make_editor(name="Anna")
    enter(page, anna)
    page.goto("/admin/blog/post/add/")
    page.fill("[name=title_en]", "House")
    browser.follow(page, "[name=_draft]")
    expect(page.locator("[name=title_en]")).to_have_value("House")
    page.fill("[name=body_en]", "<p>Yes</p>")
    browser.follow(page, "[name=_step][value=publish-en]")
    page.click(".desk-step button")
    page.locator(".messagelist .success").wait_for()
    assert page.goto("/en/blog/house/").ok
    assert not Draft.objects.exists()


def test_without_scripts_a_way_back_leads_to_what_was_saved(page_without_scripts):
    page = page_without_scripts
    enter(page, make_editor(name="Anna"))
    page.goto("/admin/blog/post/add/")
    page.fill("[name=title_en]", "House")
    page.fill("[name=body_en]", "<p>Yes</p>")
    browser.follow(page, "[name=_save]")
    page.go_back()
    post = Post.objects.get()
    page.wait_for_url(f"**/{post.pk}/change/")
    page.fill("[name=title_en]", "The garden")
    page.click("[name=_save]")
    page.locator(".messagelist .success").wait_for()
    assert Post.objects.get().title_en == "The garden"


def pages_of_the_desk(language):
    """A text with a draft that waits, a conflict, a history."""
    anna = make_editor(name="Anna", language=language)
    make_author()
    for _number in range(3):
        make_topic(title_en="Yard")
    post = make_post(
        title_ru="Дом", slug_ru="dom", body_ru="<h2>Двор</h2><p>Да, и ещё раз да</p>" * 5,
        title_en="House", slug_en="house", body_en="<p>Yes</p>", published_at_en=None,
    )  # fmt: skip
    saving.save(post, {"title_ru": "Сад", "stage_en": "review"}, by=anna, based_on=0, note="Ок")
    drafting.keep(anna, post, {"title_ru": "Лес"}, based_on=1)
    base = f"/admin/blog/post/{post.pk}"
    rest = ("change/", "change/?draft=mine", "history/?from=1&to=2", "history/1/restore/")
    steps = [f"step/{name}/en/" for name in ("schedule", "return")]
    return anna, ["/admin/blog/post/add/", *(f"{base}/{each}" for each in (*rest, *steps))]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page, language):
    anna, addresses = pages_of_the_desk(language)
    enter(page, anna)
    found = []
    for address in addresses:
        assert page.goto(address).ok, address
        for each in page.locator("details").all():
            each.evaluate("(details) => (details.open = true)")
        for width, scheme in ((390, "dark"), (1280, "light"), (1280, "dark")):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(250)  # colours of links fade from one to the other
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append((address, width, "wider than the screen"))
            answer = Axe().run(page, "#content", {"preload": False}).response["violations"]
            found += [(address, scheme, each["id"], each["nodes"][0]["html"]) for each in answer]
    assert not found, "\n".join(map(str, found))


def test_a_keyboard_goes_through_one_language_then_the_other_then_the_panel(page, anna):
    open_desk(page, make_translated_post())
    order = page.evaluate(
        "[...document.querySelectorAll('.desk-page :is(input, textarea, select, [role=textbox])')]"
        ".filter((each) => each.checkVisibility())"
        ".map((each) => each.name || each.id.replace(/^id_|_editor$/g, ''))"
    )
    names = ["title_ru", "summary_ru", "body_ru", "title_en", "summary_en", "body_en", "_save"]
    assert [each for each in order if each in names] == names


def test_a_writers_own_post_opens_for_them(page):
    boris = make_writer()
    client_of(boris).post("/admin/blog/post/add/", {"title_en": "House", "body_en": "<p>Yes</p>"})
    enter(page, boris)
    open_desk(page, Post.objects.get())
    expect(page.locator("[value=review-en]")).to_be_visible()
    expect(page.locator("[value=publish-en]")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_being_written_is_seen_on_a_phone_and_on_a_desk(page, anna, scheme):
    page.emulate_media(color_scheme=scheme)
    post = make_translated_post(published_at_en=None)
    open_desk(page, post)
    page.fill("[name=title_en]", "The garden")
    with page.context.expect_page() as opened:
        page.click("[data-preview][aria-label^=English]")
    tab = opened.value
    tab.wait_for_url("**/preview/en/")
    inside = tab.frame_locator("iframe")
    expect(inside.locator("h1")).to_have_text("The garden")
    assert inside.locator("html").evaluate("() => innerWidth") == 390
    browser.follow(tab, tab.get_by_role("link", name="Desktop"))
    assert inside.locator("html").evaluate("() => innerWidth") > 1000
    assert Axe().run(tab, "#content", {"preload": False}).response["violations"] == []
    tab.set_viewport_size({"width": 390, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") == 390


def test_a_colleague_without_an_account_reads_by_a_link(page, anna, chromium, server):
    post = make_translated_post(published_at_en=None)
    page.goto(f"/admin/blog/post/{post.pk}/preview/en/")
    browser.follow(page, page.get_by_role("button", name="Make a link"))
    address = page.input_value(".desk-links input")
    with browser.watched_page(chromium, server.url) as colleague:
        assert colleague.goto(address).ok
        expect(colleague.locator("h1")).to_have_text("House")
        page.get_by_role("button", name="Revoke").click()
        page.locator(".messagelist .success").wait_for()
        assert colleague.goto(address).status == 404


def test_the_quick_exit_within_a_preview_leaves_the_whole_page(page, anna):
    post = make_translated_post()
    page.goto(f"/admin/blog/post/{post.pk}/preview/en/")
    page.route("https://neutral.example/", lambda route: route.fulfill(body="neutral"))
    page.watch.own = "neutral.example"  # where the exit leads
    page.frame_locator("iframe").locator("h1").click()
    for _press in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("https://neutral.example/")
    page.watch.problems.clear()


def test_words_beside_a_draft_that_waits_stay_in_the_browser_until_it_is_decided(page, anna):
    post = make_translated_post()
    drafting.keep(anna, post, {"title_en": "The garden"}, based_on=0)
    open_desk(page, post)
    page.fill("[name=title_en]", "The forest")
    status(page, "another draft of yours waits")
    assert drafting.waiting(anna, post).fields == {"title_en": "The garden"}
    close(page)
    open_desk(page, post)
    page.click("[name=discard]")
    page.click("[data-take]")
    status(page, "Saved as draft at")
    assert drafting.waiting(anna, post).fields["title_en"] == "The forest"


def test_a_site_that_takes_no_draft_may_still_take_a_save(page, anna):
    post = make_translated_post()
    open_desk(page, post)
    page.route("**/draft/", lambda route: route.fulfill(status=500))
    page.fill("[name=title_en]", "The garden")
    status(page, "the site did not take it")
    page.click("[name=_save]")
    page.locator(".messagelist .success").wait_for()
    assert Post.objects.get().title_en == "The garden"
    page.watch.problems.clear()
