"""The list in a browser: without scripts, on a phone, and what axe says of it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from blog.models import Post
from editing.states import State
from tests import browser
from tests.editing.people import enter, make_publisher
from tests.factories import make_post, make_topic

pytestmark = pytest.mark.django_db

LIST = "/admin/blog/post/"
LONG = "Достопримечательности Санкт-Петербурга и непротивоконституционность " * 4


@pytest.fixture
def posts():
    posts = [make_post(published_at=None, summary_ru="О доме") for _number in range(3)]
    posts.append(make_post(title_ru=LONG[:290], slug_ru="a", body_ru="<p>Да</p>"))
    for post in posts:
        post.topics.add(make_topic())
    return posts


@pytest.fixture
def bare(chromium, live_server):
    """A page of a browser that runs no scripts."""
    with browser.watched_page(chromium, live_server.url, java_script_enabled=False) as page:
        enter(page, make_publisher())
        yield page


def test_texts_are_narrowed_chosen_and_published_without_scripts(bare, posts):
    bare.goto(LIST)
    bare.select_option("[name=state]", "draft")
    browser.follow(bare, ".list-filters button")
    expect(bare.locator("#result_list tbody tr")).to_have_count(3)
    expect(bare.locator("#action-toggle")).to_be_hidden()
    for post in posts[:2]:
        bare.check(f"[name=_selected_action][value='{post.pk}']")
    bare.select_option("[name=action]", "publish")
    browser.follow(bare, "button[name=index]")
    expect(bare.locator("[name=line]:checked")).to_have_count(2)
    browser.follow(bare, ".desk-deeds button")
    assert bare.locator(".messagelist .success").count() == 1 and "state=draft" in bare.url
    found = {post.pk: post.state_in("ru") for post in Post.objects.all()}
    assert [found[post.pk] for post in posts] == [State.PUBLISHED] * 2 + [State.DRAFT, State.PUBLISHED]  # fmt: skip


def test_topics_and_columns_are_chosen_without_scripts(bare, posts):
    topic = make_topic(title_ru="Новая")
    bare.goto(LIST)
    bare.click(".list-columns summary")
    bare.uncheck("[name=column][value=author]")
    browser.follow(bare, ".list-columns button")
    expect(
        bare.locator(".column-author").count() == 0 and bare.locator(".column-ru")
    ).to_have_count(1)
    bare.check(f"[name=_selected_action][value='{posts[0].pk}']")
    bare.select_option("[name=action]", "relabel")
    browser.follow(bare, "button[name=index]")
    bare.check(f"[name=labels][value='{topic.pk}']")
    browser.follow(bare, ".desk-deeds button")
    assert "Новая" in bare.inner_text(".list-chosen")
    browser.follow(bare, ".desk-deeds button")
    assert topic in posts[0].topics.all()


@pytest.fixture
def editor(page):
    enter(page, make_publisher())
    return page


def pages(editor, posts):
    """Each page of the list's, opened."""
    yield editor.goto(f"{LIST}?since=2024-01-01&until=x")
    yield editor.goto(f"{LIST}?q=щщщщ")
    for action in ("publish", "relabel"):
        editor.goto(LIST)
        for box in editor.locator("[name=_selected_action]").all():
            box.check()
        editor.select_option("[name=action]", action)
        with editor.expect_navigation() as led:
            editor.click("button[name=index]")
        yield led.value
    yield editor.goto(LIST)


def test_axe_finds_nothing_on_the_list_nor_on_its_pages(editor, posts):
    for _answer in pages(editor, posts):
        for scheme in ("light", "dark"):
            editor.emulate_media(color_scheme=scheme)
            editor.wait_for_timeout(300)  # Django's links change their colour slowly
            found = Axe().run(editor, "#content", {"preload": False}).response["violations"]
            said = [
                (each["id"], each["nodes"][0]["html"], each["nodes"][0]["failureSummary"])
                for each in found
            ]
            assert said == [], (editor.url, scheme)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_of_the_list_scrolls_sideways(editor, posts, width):
    editor.set_viewport_size({"width": width, "height": 800})
    for _answer in pages(editor, posts):
        assert editor.evaluate("document.documentElement.scrollWidth") <= width, editor.url
        table = "document.querySelector('.results')"
        inside = f"!{table} || {table}.scrollWidth <= {table}.clientWidth"
        assert editor.evaluate(inside), editor.url
