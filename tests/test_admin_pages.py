"""Django's admin under our policy, in a browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from blog.models import Redirect
from donations.models import Use
from pages.models import MenuItem
from search.models import Miss
from tests import browser
from tests.editing.people import enter
from tests.factories import make_editor, make_post, make_topic, totp_code
from tests.forum.factories import make_section

PASSWORD = "correct horse battery staple"


@pytest.fixture
def editor(page):
    """A page of somebody who has signed in by hand."""
    user = make_editor(name="Вера", password=PASSWORD)
    page.goto("/admin/")
    page.fill("[name=login]", "вера")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.fill("[name=code]", totp_code(user))
    page.press("[name=code]", "Enter")
    page.wait_for_url("**/admin/")
    return page


def test_an_editor_signs_in_and_edits_a_post_under_the_policy(editor):
    russian = {"title_ru": "Пост", "slug_ru": "post", "body_ru": "<p>Текст</p>"}
    post = make_post(**russian, title_en="A post", slug_en="a-post", body_en="<p>Text</p>")
    assert editor.url.endswith("/admin/")
    assert editor.goto("/admin/blog/post/").ok
    browser.follow(editor, "#result_list tbody th a")
    assert editor.url.endswith(f"/admin/blog/post/{post.pk}/change/")
    editor.fill("[name=title_en]", "Another title")
    editor.locator(".prose-tools").nth(1).get_by_role("button", name="HTML").click()
    editor.fill("[name=body_en]", "<p>Safe<script>alert(1)</script></p>")
    editor.click("[name=_save]")
    editor.locator(".success, .errorlist").first.wait_for()
    assert editor.locator(".errorlist").all_inner_texts() == []
    post.refresh_from_db()
    assert (post.title_en, post.body_en) == ("Another title", "<p>Safe</p>")


@pytest.mark.parametrize(
    "model",
    [
        "blog/post",
        "blog/topic",
        "blog/author",
        "blog/redirect",
        "search/spelling",
        "search/bestbet",
        "library/picture",
        "library/document",
        "pages/page",
        "pages/menuitem",
    ],
)
def test_what_an_editor_adds_is_added_under_the_policy(editor, model):
    assert editor.goto(f"/admin/{model}/add/").ok
    assert editor.goto(f"/admin/{model}/").ok


def test_an_editor_answers_what_nobody_found(editor):
    Miss.objects.create(key="x", term="отмена платежа", days=3, last_day=timezone.localdate())
    editor.goto("/admin/search/miss/")
    browser.follow(editor, "td.field-bet a")
    expect(editor.locator("[name=queries]")).to_have_value("отмена платежа")
    editor.fill("[name=title_en]", "Stop a donation")
    editor.fill("[name=address_en]", "/en/donate/manage/")
    editor.click("[name=_save]")
    editor.locator(".success").wait_for()
    editor.goto("/admin/search/miss/")
    expect(editor.locator("td.field-term")).to_have_count(0)


def test_a_list_of_redirects_is_brought_in_on_a_phone(editor):
    make_post(title_en="A post", slug_en="a-post", body_en="<p>Text</p>")
    editor.set_viewport_size({"width": 360, "height": 800})
    editor.goto("/admin/blog/redirect/list/")
    editor.fill(
        "[name=text]", "/about,/en/blog/a-post/\n/2025/05/a-very-long-old-address,/en/blog/"
    )
    browser.follow(editor, "button:has-text('Check'), button:has-text('Проверить')")
    expect(editor.locator("#content-main tbody tr")).to_have_count(2)
    assert editor.evaluate("document.documentElement.scrollWidth") <= 360
    editor.click("[name=write]")
    editor.locator(".success").wait_for()
    assert editor.goto("/about").url.endswith("/en/blog/a-post/")


def test_axe_finds_nothing_on_a_list_of_redirects(editor):
    editor.goto("/admin/blog/redirect/list/")
    for text in ("", "/about,/en/blog/\n/old,https://evil.example/", "/about,/en/blog/"):
        editor.fill("[name=text]", text)
        browser.follow(editor, "button:has-text('Check'), button:has-text('Проверить')")
        found = Axe().run(editor, "#content-main", {"preload": False}).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


LONG = "/2025/05/" + "непротивоконституционность-" * 8
LISTS = [
    "pages/menuitem",
    "forum/section",
    "donations/use",
    "blog/redirect",
    "blog/topic",
    "accounts/user",
    "search/miss",
]


@pytest.fixture
def administrator(page):
    """Of whom every list is, with a row in each."""
    Redirect.objects.create(path=LONG, target="/en/protection/")
    MenuItem.objects.create(section="blog", label_ru="Щ" * 60, label_en="W" * 60)
    Use.objects.create(title_en=LONG[:120], share=10)
    make_section()
    make_topic(title_en=LONG[:120], title_ru=LONG[:120])
    Miss.objects.create(key="x", term="отмена платежа", days=3, last_day=timezone.localdate())
    enter(page, make_editor())
    return page


@pytest.mark.parametrize("width", [320, 390, 760])
def test_a_list_on_a_phone_is_of_cards_that_say_their_columns(administrator, width):
    administrator.set_viewport_size({"width": width, "height": 800})
    for model in LISTS:
        administrator.goto(f"/admin/{model}/")
        expect(administrator.locator("#result_list tbody tr").first).to_be_visible()
        assert administrator.evaluate("document.documentElement.scrollWidth") <= width, model
        inside = "(table) => table.scrollWidth <= table.clientWidth"
        assert administrator.locator(".results").evaluate(inside), model
        cells = administrator.locator("#result_list td:not(.action-checkbox, [data-label])")
        expect(cells).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_cards(administrator, scheme):
    administrator.set_viewport_size({"width": 390, "height": 800})
    administrator.emulate_media(color_scheme=scheme)
    for model in LISTS:
        administrator.goto(f"/admin/{model}/")
        found = Axe().run(administrator, "#result_list", {"preload": False}).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], model


def test_on_a_wide_screen_a_list_is_a_table(administrator):
    administrator.goto("/admin/pages/menuitem/")
    label = "(cell) => getComputedStyle(cell, '::before').content"
    assert administrator.locator("td[data-label]").first.evaluate(label) == "none"
    expect(administrator.locator("#result_list thead th").last).to_be_visible()
