"""axe, widths and sizes on the pages of members and moderators, which no stranger's walk opens."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from forum import drafting, following, polling
from forum.models import Edit, Kind, Notice, Post, Topic
from forum.moderation import reporting
from forum.moderation import topics as moderating
from forum.polling import Question
from tests import browser
from tests.factories import make_user
from tests.forum.factories import make_moderator, make_replies, make_reply, make_section, make_topic
from tests.forum.visiting import enter
from tests.test_accessibility import AXE
from tests.test_layout import MEASURES

pytestmark = pytest.mark.django_db

SCHEMES = {"ru": "light", "en": "dark"}  # each language in one: their pages differ in words only
WIDTHS = (320, 390, 1280)
LONG = "Превысокомногорассмотрительствующий" * 3
TEXT = f"> **Слово**\n>\n> Цитата {LONG}\n\n>! Под катом\n\n| a | b |\n|---|---|\n| {LONG} | 2 |"
TO_PRESS = (
    ".byline button, .composer a, .post-deeds > *, .poll label, button, .button, .tag, summary, "
    "a.mark, input:not([type=hidden], [type=checkbox], [type=radio])"
)
MAIN = "button:not(.plain), .button, .tag, summary, textarea, select, .poll label"
STOP = "Как отменить ежемесячное пожертвование? Пишите на willow@example.org"


@pytest.fixture(scope="module")
def people(server, django_db_setup, django_db_blocker):
    """A member and a moderator, with something on each of their pages; one topic holds it all."""
    from django.core.management import call_command

    with django_db_blocker.unblock():
        member, moderator = make_user(name="Долгая Цапля"), make_moderator(name="Тихая Выпь")
        section = make_section(allows_anonymous=True, is_questions=True, description_ru=LONG)
        topic = make_topic(section, author=member, title=f"Куда деть {LONG}", text=TEXT)
        fill(topic, member, moderator)
        yield member, moderator
        call_command("flush", interactive=False, verbosity=0)


def fill(topic, member, moderator):
    mine, other = make_reply(topic, author=member, text=TEXT), make_reply(topic, text=TEXT)
    make_reply(topic, author=None, author_key="ab" * 16)
    make_reply(topic, hidden_at=topic.created_at)
    make_replies(topic, 20)
    Post.objects.filter(pk=mine.pk).update(edited_at=topic.created_at, version=2)
    Edit.objects.create(post=mine, text="Было так")
    reporting.report(other, make_user(), "insult", LONG)
    Topic.objects.filter(pk=topic.pk).update(answer=other, answered_at=topic.created_at)
    polling.ask(topic, Question("Куда?", ["Туда", LONG]))
    moderating.pin(topic, moderator, None)
    drafting.save(member, drafting.in_section(topic.section), {"title": "Начато", "text": LONG})
    following.follow(member, topic)
    following.follow_section(member, topic.section)
    following.bookmark(member, other)
    Notice.objects.create(user=member, kind=Kind.MENTION, post=other, topic=topic)
    Notice.objects.create(user=member, kind=Kind.MODERATION, topic=topic, text=LONG, deed="hide")


def of_members(topic, posts):
    """The addresses in the language in force."""
    mine, other = posts[1], posts[2]
    found = [topic.section.get_absolute_url(), topic.get_absolute_url(), reverse("accounts:mail")]
    found += [f"{found[1]}?page=2", f"{found[1]}reply/?quote={other.pk}", f"{found[0]}start/"]
    for name in ("index", "new", "drafts", "notices", "following"):
        found.append(reverse(f"forum:{name}"))
    for name in ("post-edit", "post-delete", "post-history"):
        found.append(reverse(f"forum:{name}", args=[mine.pk]))
    return [*found, reverse("forum:bookmarks"), reverse("forum:report", args=[other.pk])]


def of_moderators(topic, posts):
    topics = ("moderate-topic", "moderate-split", "moderate-merge")
    found = [reverse(f"forum:{name}", args=[topic.pk]) for name in topics]
    return [*found, reverse("forum:moderate-post", args=[posts[2].pk]), topic.get_absolute_url()]


@pytest.fixture(scope="module")
def found(people, server, chromium, django_db_blocker):
    """What is wrong on each page, by kind; every page is opened once."""
    wrong = {"axe": [], "sideways": [], "small": [], "low": []}
    with django_db_blocker.unblock(), browser.watched_page(chromium, server.url) as page:
        topic = Topic.objects.select_related("section").get(title__startswith="Куда")
        posts = list(topic.posts.order_by("number"))
        for user, pages in zip(people, (of_members, of_moderators), strict=True):
            enter(page, user, server.url)
            for code, scheme in SCHEMES.items():
                page.emulate_media(color_scheme=scheme)
                with override(code):
                    addresses = pages(topic, posts)
                for address in addresses:
                    assert page.goto(address, wait_until="domcontentloaded").status == 200, address
                    look(page, wrong)
        enter(page, people[0], server.url)
        for code in SCHEMES:
            warn_of(page, topic.section.address_in(code))
            look(page, wrong)
    return {kind: "\n".join(lines) for kind, lines in wrong.items()}


def warn_of(page, section):
    """A text that asks for a second look, with its preview."""
    page.goto(f"{section}start/")
    page.fill("[name=title]", "Как отменить?")
    page.fill("[name=text]", STOP)
    browser.follow(page, "button[value=publish]")
    expect(page.locator(".concerns h2")).to_have_count(2)


def look(page, wrong):
    page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for kind, lines in page.evaluate(MEASURES, [TO_PRESS, MAIN]).items():
            wrong[kind] += [f"{page.url} at {width}: {line}" for line in lines]
    for each in AXE.run(page).response["violations"]:
        for node in each["nodes"]:
            wrong["axe"].append(f"{page.url}: {each['id']} {node['html'][:90]} {node['target']}")


def test_axe_finds_nothing_on_the_pages_of_members_and_moderators(found):
    assert not found["axe"], found["axe"]


def test_none_of_them_scrolls_sideways(found):
    assert not found["sideways"], found["sideways"]


def test_what_is_pressed_on_them_is_large_enough(found):
    assert not found["small"], found["small"]
    assert not found["low"], found["low"]
