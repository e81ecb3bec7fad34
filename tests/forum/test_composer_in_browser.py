"""The comfort scripts add to writing; and that each of it has a button which needs none."""

import pytest
from playwright.sync_api import expect

from forum.models import Draft, Post
from tests import browser
from tests.factories import make_user
from tests.forum.factories import make_reply, make_section, make_topic
from tests.forum.visiting import enter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def member():
    return make_user(name="Wide Heron")


def address_of(topic, language):
    return topic.get_absolute_url().replace("/ru/", f"/{language}/")


def test_a_preview_appears_while_one_types(page, live_server, member):
    enter(page, member, live_server.url)
    page.goto(make_topic().get_absolute_url())
    page.locator("#id_text").fill("Это **важно**")
    expect(page.locator("[data-preview] strong")).to_have_text("важно")


def test_marks_go_around_what_is_selected(page, live_server, member):
    enter(page, member, live_server.url)
    page.goto(make_topic().get_absolute_url())
    text = page.locator("#id_text")
    text.fill("важно")
    text.select_text()
    page.locator("[data-mark='**']").click()
    expect(text).to_have_value("**важно**")


def test_a_draft_is_saved_by_itself(page, live_server, member):
    enter(page, member, live_server.url)
    topic = make_topic()
    page.goto(topic.get_absolute_url())
    page.locator("#id_text").fill("Ещё пишу")
    expect(page.locator("[data-status]")).to_have_text("Черновик сохранён", timeout=10_000)
    assert Draft.objects.filter(user=member).count() == 1
    page.goto(f"{topic.get_absolute_url()}reply/")
    expect(page.locator("#id_text")).to_have_value("Ещё пишу")


def test_what_is_selected_is_quoted_without_a_reload(page, live_server, member):
    enter(page, member, live_server.url)
    topic = make_topic()
    post = make_reply(topic, text="Первое слово. Второе слово.")
    page.goto(topic.get_absolute_url())
    page.evaluate(
        """(id) => {
          const node = document.querySelector(`#reply-${id} .prose p`).firstChild;
          const range = document.createRange();
          range.setStart(node, 0);
          range.setEnd(node, 13);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }""",
        post.pk,
    )
    page.locator(f"#reply-{post.pk} a.quote").click()
    head = f"> **[{post.author.name}](?reply={post.pk}#reply-{post.pk})**"
    expect(page.locator("#id_text")).to_have_value(f"{head}\n>\n> Первое слово.\n\n")


def test_a_like_needs_no_reload(page, live_server, member):
    enter(page, member, live_server.url)
    topic = make_topic()
    post = make_reply(topic)
    page.goto(topic.get_absolute_url())
    button = page.locator(f"#reply-{post.pk} button.like")
    for pressed, count in (("true", 1), ("false", 0)):
        button.click()
        expect(button).to_have_attribute("aria-pressed", pressed)
        page.wait_for_load_state("networkidle")
        assert Post.objects.get(pk=post.pk).like_count == count


@pytest.mark.parametrize("language", ["ru", "en"])
def test_all_of_it_works_without_scripts(page_without_scripts, live_server, member, language):
    page = page_without_scripts
    enter(page, member, live_server.url)
    topic = make_topic(make_section())
    post = make_reply(topic, text="Главное")
    page.goto(address_of(topic, language))
    browser.follow(page, f"#reply-{post.pk} button.like")
    assert Post.objects.get(pk=post.pk).like_count == 1
    browser.follow(page, f"#reply-{post.pk} a.quote")
    assert "> Главное" in page.locator("#id_text").input_value()
    page.locator("#id_text").fill("**Ответ**")
    browser.follow(page, "button[value=preview]")
    expect(page.locator(".preview strong")).to_have_text("Ответ")
    browser.follow(page, "button[value=save]")
    browser.follow(page, "button[value=publish]")
    expect(page.locator(".post-line").last.locator(".prose strong")).to_have_text("Ответ")
    assert not Draft.objects.exists()


def test_enter_in_a_title_shows_the_preview_where_one_sees_it(
    page_without_scripts, live_server, member
):
    page = page_without_scripts
    enter(page, member, live_server.url)
    page.goto(f"{make_section().get_absolute_url()}start/")
    page.locator("#id_text").fill("Слово\n\n" * 40)
    page.locator("#id_title").fill("Вопрос")
    page.locator("#id_title").press("Enter")
    expect(page.locator(".preview")).to_be_in_viewport()
    expect(page.locator(".errorlist")).to_have_count(0)
    assert not Post.objects.exists()
