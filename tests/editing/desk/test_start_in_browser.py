"""The start page of the admin, full of everything, in a browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import browser
from tests.editing.desk.test_start import begin, change, fill, save
from tests.editing.people import enter
from tests.factories import make_editor

LOOKS = ((390, "dark"), (390, "light"), (1280, "light"), (1280, "dark"))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page, language):
    anna = make_editor(name="Anna", language=language)
    fill(anna, 9)
    enter(page, anna)
    page.goto("/admin/")
    found = []
    for width, scheme in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(250)  # colours of links fade from one to the other
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((width, "wider than the screen"))
        axe = Axe().run(page, ".start-panels", {"preload": False}).response["violations"]
        found += [(width, scheme, each["id"], each["nodes"][0]["html"]) for each in axe]
    assert found == []


def test_a_translation_that_is_behind_opens_at_what_changed(page):
    anna = make_editor(name="Anna", language="en")
    post = begin(anna)
    save(post, anna, title_en="House", slug_en="house", body_en="<p>Yes</p>")
    save(post, anna, body_ru="<p>Нет</p>")
    enter(page, anna)
    page.goto("/admin/")
    page.click("#behind-panel .start-lines a")
    page.wait_for_url(f"**{change(post)}#changed-en")
    page.locator("#changed-en ins").first.wait_for()


def test_the_language_is_changed_by_one_click_without_scripts(page_without_scripts):
    page, anna = page_without_scripts, make_editor(name="Anna", language="ru")
    enter(page, anna)
    page.goto("/admin/blog/post/?q=x")
    browser.follow(page, "#language-form button")
    assert page.url.endswith("/admin/blog/post/?q=x")
    expect(page.locator("html")).to_have_attribute("lang", "en")
