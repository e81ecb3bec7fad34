"""A forum's life from the first question to the digest, in a browser, in both languages, with scripts and without."""

import datetime
import re

import pytest
from django.core import mail as outbox
from django.utils import timezone
from playwright.sync_api import expect

from forum import letters
from forum.models import Notice, Post, Report, Suspension, Topic
from forum.standing import Standing
from tests import browser
from tests.factories import make_editor, make_member
from tests.forum.factories import make_section, make_standing
from tests.forum.visiting import enter

pytestmark = pytest.mark.django_db(transaction=True)


class Stage:
    """One browser that several people use in turn."""

    def __init__(self, page, home, language):
        self.page, self.home, self.language = page, home, language

    def as_member(self, user, path):
        enter(self.page, user, self.home)
        self.page.goto(path)

    def path(self, thing):
        return re.sub(r"^/(ru|en)/", f"/{self.language}/", thing.get_absolute_url())

    def press(self, selector):
        self.page.locator(selector).first.click()


@pytest.fixture(params=["ru", "en"])
def language(request):
    return request.param


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def stage(request, chromium, live_server, language):
    options = {"java_script_enabled": request.param}
    with browser.watched_page(chromium, live_server.url, **options) as page:
        yield Stage(page, live_server.url, language)


@pytest.fixture
def people(language):
    asker = make_member(name="Anna Berg", email="anna@example.org", language=language)
    moderator = make_editor(name="Editor")
    return asker, make_standing(Standing.MEMBER, name="Old Owl"), moderator


def ask(stage, asker, section):
    stage.as_member(asker, stage.path(section) + "start/")
    stage.page.locator("[name=title]").fill("Как отправить письмо?")
    stage.page.locator("#id_text").fill("Нужны ли **марки**?")
    stage.press("button[value=publish]")
    expect(stage.page.locator("h1")).to_have_text("Как отправить письмо?")
    return Topic.objects.get(section=section)


def answer(stage, helper, topic):
    stage.as_member(helper, stage.path(topic))
    stage.press("a.quote")
    text = stage.page.locator("#id_text")
    expect(text).to_have_value(re.compile("^> "))
    text.fill(text.input_value() + "Да, две.")
    stage.press("button[value=publish]")
    expect(stage.page.locator(".post-line .prose").last).to_contain_text("Да, две.")
    return topic.posts.get(number=1)


def change(stage, post, text):
    stage.page.goto(f"/{stage.language}/forum/posts/{post.pk}/edit/")
    stage.page.locator("#id_text").fill(text)
    stage.press("button[value=publish]")
    expect(stage.page.locator(f"#reply-{post.pk} .prose")).to_contain_text(text)


def report(stage, reporter, post):
    stage.as_member(reporter, f"/{stage.language}/forum/report/{post.pk}/")
    stage.page.locator("[name=reason]").first.check()
    browser.follow(stage.page, "form.form button")
    assert Report.objects.filter(post=post, reporter=reporter).exists()


def mailed(run_jobs, now):
    """What arrives once the worker has told everybody, and the hour for letters has come."""
    run_jobs()
    letters.mail_at_once(now + datetime.timedelta(minutes=5))
    run_jobs()
    return outbox.outbox[-1]


def test_from_the_first_question_to_the_answer(stage, people, run_jobs):
    asker, helper, _moderator = people
    topic = ask(stage, asker, make_section(is_questions=True))
    post = answer(stage, helper, topic)
    letter = mailed(run_jobs, timezone.now())
    assert letter.to == ["anna@example.org"] and "Да, две." in letter.body
    assert f"/{stage.language}/forum/" in letter.body
    stage.as_member(asker, f"/{stage.language}/")
    expect(stage.page.locator(".bell b")).to_have_text("1")
    stage.page.goto(stage.path(topic))
    expect(stage.page.locator(".bell b")).to_have_count(0)
    stage.press(f"#reply-{post.pk} button[formaction$='accept/']")
    expect(stage.page.locator(f"#reply-{post.pk}.is-answer")).to_have_count(1)
    stage.as_member(helper, stage.path(topic))
    change(stage, post, "Да, три.")
    stage.page.goto(stage.path(topic))
    expect(stage.page.locator(".is-answer")).to_contain_text("Да, три.")


def test_from_a_report_to_a_suspension(stage, people):
    asker, helper, moderator = people
    topic = ask(stage, asker, make_section())
    post = answer(stage, helper, topic)
    report(stage, asker, post)
    stage.as_member(moderator, f"/{stage.language}/forum/moderation/topics/{topic.pk}/posts/")
    stage.page.locator(f"[name=posts][value='{post.pk}']").check()
    stage.page.locator("[name=title]").fill("О марках")
    browser.follow(stage.page, stage.page.locator("form.form .choices button").last)
    split = Topic.objects.get(title="О марках")
    assert Post.objects.get(pk=post.pk).topic == split
    stage.page.goto(f"/{stage.language}/forum/moderation/posts/{post.pk}/")
    stage.page.locator("[name=note]").fill("Спам")
    browser.follow(stage.page, "button[value=suspend]")
    assert Suspension.objects.of(helper).in_force().exists()
    stage.as_member(helper, f"{stage.path(topic)}reply/")
    stage.page.locator("#id_text").fill("Ещё слово")
    stage.press("button[value=publish]")
    expect(stage.page.locator(".errorlist")).to_contain_text("Спам")
    expect(stage.page.locator("#id_text")).to_have_value("Ещё слово")


def test_from_following_to_the_digest(stage, people, run_jobs):
    asker, helper, _moderator = people
    section = make_section()
    stage.as_member(asker, stage.path(section))
    stage.press(".deeds form button")
    expect(stage.page.locator(".deeds form[action$='end/']")).to_have_count(1)
    topic = ask(stage, helper, section)
    run_jobs()
    assert Notice.objects.get(user=asker).post == topic.opening
    letters.mail_digests(timezone.now() + datetime.timedelta(days=1, hours=1))
    run_jobs()
    letter = outbox.outbox[-1]
    assert letter.to == ["anna@example.org"] and "марки" in letter.body
    stage.as_member(asker, f"/{stage.language}/forum/notices/")
    expect(stage.page.locator("main .rows > li")).to_have_count(1)
