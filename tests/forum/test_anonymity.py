"""Who wrote without a name is named nowhere: not in a row, a page, a feed, a letter, the export, the admin."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from config.exporting import export
from core.sitemaps import ROWS
from forum import following, letters, posting, telling
from forum.models import Notice, Post, Topic
from forum.moderation import posts as moderating
from forum.moderation import reporting
from forum.writing import Writing
from tests.accounts.dump import dump
from tests.accounts.letters import promised
from tests.factories import make_editor, make_member, make_user, sign_in_with_second_factor
from tests.forum.factories import make_section

pytestmark = pytest.mark.django_db

NAME = "Unmistakable Heron"
REFERRING = """
SELECT conrelid::regclass::text, attname FROM pg_constraint
JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE contype = 'f' AND confrelid = 'accounts_user'::regclass AND conrelid::regclass::text LIKE 'forum\\_%'
"""


@pytest.fixture
def author():
    return make_member(name=NAME, email="heron@example.org", language="en")


@pytest.fixture
def moderator():
    return make_editor(name="Editor")


@pytest.fixture
def section():
    return make_section(slug="quiet", allows_anonymous=True, is_questions=True)


@pytest.fixture
def story(author, moderator, section):
    """All that can befall anonymous posts: a topic, a reply, a late change, a quote, a report, a deed."""
    listener = make_member(name="Lena", email="lena@example.org")
    following.follow_section(listener, section)
    topic = posting.start(
        section, author, "Тихий вопрос", Writing("Совсем тихо", is_anonymous=True)
    )
    other = posting.start(section, listener, "Громкий вопрос", Writing("Громко"))
    reply = posting.reply(other, author, Writing("Шёпотом", is_anonymous=True))
    Post.objects.filter(pk=reply.pk).update(created_at="2026-01-01T00:00Z")
    reply.refresh_from_db()
    posting.edit(reply, author, "Ещё тише", reply.version)
    quote = f"> **[x](?reply={topic.opening_id}#reply-{topic.opening_id})**\n\nСпасибо"
    answer = posting.reply(topic, listener, Writing(quote))
    reporting.report(reply, listener, "other", "Не расслышать")
    moderating.hide(reply, moderator, "Проверим")
    moderating.restore(reply, moderator, "Всё хорошо")
    for post in Post.objects.all():
        telling.tell(post.pk)
    return topic, other, reply, answer


def visitors(moderator):
    staff = Client()
    sign_in_with_second_factor(staff, moderator)
    member = Client()
    member.force_login(make_user())
    return {"stranger": Client(), "member": member, "moderator": staff}


def addresses(topic, other, reply):
    return [
        "/ru/", "/ru/forum/", "/en/forum/new/", "/ru/forum/unanswered/", "/ru/forum/feed/",
        "/ru/forum/quiet/", "/ru/forum/quiet/feed/", f"/ru/forum/quiet/{topic.pk}/feed/",
        f"/ru/forum/quiet/{other.pk}/feed/", topic.get_absolute_url(), other.get_absolute_url(),
        reverse("forum:post-history", args=[reply.pk]),
        f"{other.get_absolute_url()}reply/?quote={reply.pk}",
        reverse("forum:report", args=[reply.pk]),
        reverse("forum:moderate-post", args=[reply.pk]),
        reverse("forum:moderate-topic", args=[topic.pk]),
        f"/sitemap-forum-{topic.pk // ROWS}.xml",
    ]  # fmt: skip


def admin_addresses():
    pages = ["/admin/", "/admin/forum/report/"]
    pages += [f"/admin/forum/{name}/" for name in ("post", "topic", "action", "suspension")]
    return [
        *pages,
        *(f"/admin/forum/post/{pk}/change/" for pk in Post.objects.values_list("pk", flat=True)),
    ]


def test_no_page_or_feed_names_the_author(story, moderator):
    topic, other, reply, _answer = story
    seen = 0
    for who, client in visitors(moderator).items():
        paths = addresses(topic, other, reply) + (admin_addresses() if who == "moderator" else [])
        for path in paths:
            response = client.get(path, follow=True)
            seen += response.status_code == 200
            assert NAME not in response.content.decode(), (who, path)
    assert seen > 40


def test_the_authors_own_profile_shows_none_of_it(story, author, client):
    html = client.get(author.get_absolute_url()).content.decode()
    assert "тихо" not in html and "Ещё тише" not in html


def test_no_row_of_the_forum_leads_to_the_author(story, author):
    with connection.cursor() as cursor:
        cursor.execute(REFERRING)
        columns = cursor.fetchall()
        assert len(columns) > 8
        for table, column in columns:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [author.pk])
            assert cursor.fetchone() == (0,), (table, column)
    rows = [
        line
        for line in dump().splitlines()
        if line.startswith(("public.forum", "public.procrastinate", "public.django_admin"))
    ]
    assert [line for line in rows if NAME in line or "heron@" in line] == []


def test_the_rows_of_one_author_in_two_topics_look_like_two(story):
    keys = Post.objects.exclude(author_key="").values_list("author_key", flat=True)
    assert len(set(keys)) == len(keys) == 2


def test_no_letter_to_others_names_the_author(story, author):
    Notice.objects.update(created_at="2026-01-01T00:00Z")
    letters.mail_at_once(timezone.now())
    letters.mail_digests(timezone.now() + datetime.timedelta(days=8))
    letters_to_others = [letter for letter in promised() if letter.to != "heron@example.org"]
    assert letters_to_others
    assert all(NAME not in str(letter) for letter in letters_to_others)


def test_no_export_names_the_author(story, tmp_path):
    export(tmp_path)
    texts = {path.name: path.read_text() for path in tmp_path.rglob("*.jsonl")}
    assert any("Ещё тише" in text for text in texts.values())
    assert [name for name, text in texts.items() if NAME in text] == []


def test_the_author_still_finds_changes_and_deletes_it(story, author, client):
    topic, _other, reply, _answer = story
    client.force_login(author)
    assert (
        f"/ru/forum/posts/{reply.pk}/edit/" in client.get(reply.get_absolute_url()).content.decode()
    )
    posting.delete(reply, author)
    posting.delete(topic.opening, author)
    assert not Post.objects.exclude(author_key="").standing().exists()


def test_another_key_in_the_environment_makes_them_nobodys(story, author, settings):
    settings.HASH_KEY = "another"
    assert not [post for post in Post.objects.exclude(author_key="") if post.is_by(author)]


def test_moderators_see_one_made_up_name_in_a_topic_and_another_elsewhere(
    author, moderator, section
):
    first, second = (
        posting.start(section, author, f"Тема {n}", Writing("Тихо", is_anonymous=True))
        for n in "12"
    )
    posting.reply(first, author, Writing("Ещё", is_anonymous=True))
    client = visitors(moderator)["moderator"]
    found = {}
    for topic in (first, second):
        html = client.get(topic.get_absolute_url()).content.decode()
        found[topic.pk] = re.findall(r"<small>(\w\w-\d{3})</small>", html)
    assert len(found[first.pk]) == 2 and len(set(found[first.pk])) == 1
    assert found[second.pk][0] not in found[first.pk]
    assert User.objects.filter(name=NAME).exists() and Topic.objects.count() == 2
