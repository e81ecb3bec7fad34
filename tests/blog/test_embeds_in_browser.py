"""Callouts and embeds as readers see them: under the policy, with scripts and without."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from core import html
from tests.factories import make_post

VIDEO = "https://www.youtube.com/watch?v=abcdef-_123"
FRAME = "https://www.youtube-nocookie.com/embed/abcdef-_123?autoplay=1"
PARTS = html.clean(
    '<p>Before.</p><aside class="callout note"><p>One</p></aside><aside class="callout tip"><p>Two</p><ul><li>three</li>'
    '</ul></aside><aside class="callout warning"><p>Four</p><p>Five</p></aside>'
    f'<figure><a href="{VIDEO}">A film about a river</a><figcaption>Filmed in spring</figcaption></figure>'
    '<figure><a href="https://t.me/example_news/42">A post of a channel</a></figure><p>After.</p>'
)  # fmt: skip
ADDRESS = "/en/blog/parts/"


@pytest.fixture
def post(live_server):
    return make_post(title_en="Parts", slug_en="parts", body_en=PARTS, **ordinary("ru"))


def ordinary(code):
    return {f"title_{code}": "Слова", f"slug_{code}": "words", f"body_{code}": "<p>a</p>"}


def policies(client, address):
    response = client.get(address)
    return response["Content-Security-Policy"], response["Permissions-Policy"]


@pytest.mark.django_db
def test_only_a_text_with_embeds_may_show_frames_and_only_theirs(client):
    make_post(title_en="Parts", slug_en="parts", body_en=PARTS, **ordinary("ru"))
    policy, permissions = policies(client, ADDRESS)
    assert "frame-src https://www.youtube-nocookie.com https://t.me;" in f"{policy};"
    assert 'fullscreen=("https://www.youtube-nocookie.com")' in permissions
    assert "camera=()" in permissions
    policy, permissions = policies(client, "/ru/blog/words/")
    assert "frame-src" not in policy
    assert "fullscreen=()" in permissions


@pytest.mark.django_db
def test_only_a_text_with_parts_asks_for_their_sheet_and_script(client):
    make_post(title_en="Parts", slug_en="parts", body_en=PARTS, **ordinary("ru"))
    page = client.get(ADDRESS).text
    assert ("css/parts" in page, "js/embeds" in page) == (True, True)
    page = client.get("/ru/blog/words/").text
    assert ("css/parts" in page, "js/embeds" in page) == (False, False)


def test_nobody_else_is_asked_until_the_reader_clicks(page, post):
    asked = []
    page.route(
        f"{FRAME.partition('?')[0]}*",
        lambda route: asked.append(route.request) or route.fulfill(body="film"),
    )
    page.goto(ADDRESS, wait_until="networkidle")
    assert page.watch.problems == [] == asked
    page.get_by_role("button", name="Show it here").first.click()
    page.frame_locator("iframe").get_by_text("film").wait_for()
    (request,) = asked
    assert request.url == FRAME
    assert request.headers["referer"] == f"{page.url.partition('/en/')[0]}/"
    expect(page.locator("iframe")).to_have_attribute("title", "A film about a river")
    page.watch.problems.remove(f"request to another host: {FRAME}")


def test_a_frame_of_any_other_site_is_refused(page, post):
    page.goto(ADDRESS)
    page.evaluate("document.querySelector('.embed').dataset.frame = 'https://evil.example/'")
    page.get_by_role("button", name="Show it here").first.click()
    page.wait_for_timeout(200)
    assert page.watch.problems
    assert all("frame-src" in problem for problem in page.watch.problems)
    page.watch.problems.clear()


def test_without_scripts_an_embed_is_a_link_that_warns(page_without_scripts, post):
    page_without_scripts.goto(ADDRESS)
    link = page_without_scripts.get_by_role("link", name="A film about a river")
    assert link.get_attribute("href") == VIDEO
    assert link.get_attribute("rel") == "noopener noreferrer"
    expect(page_without_scripts.get_by_text("YouTube knows nothing of you")).to_be_visible()
    expect(page_without_scripts.get_by_role("button", name="Show it here")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_parts_fit_any_screen_and_axe_finds_nothing(page, post, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(ADDRESS)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert not [(each["id"], node["target"]) for each in found for node in each["nodes"]]
    assert page.get_by_role("button", name="Show it here").first.bounding_box()["height"] >= 44
