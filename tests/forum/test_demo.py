"""The demo forum: whole, in both languages, the same when it is loaded again, and of any size."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from accounts.models import User
from accounts.names import validate_name
from blog.demo import writing as blog_writing
from core import markdown, personal
from forum.demo import content, generating, people, phrases, writing
from forum.models import Discussion, Follow, Like, Poll, Post, Report, Section, Topic
from tests.factories import make_user
from tests.forum.factories import assert_openings_titled

pytestmark = pytest.mark.django_db
WRITTEN = content.load()
QUOTED = {"ru": "«»", "en": "“”"}


@pytest.fixture
def demo():
    writing.write_demo()


def rows():
    models = (Section, Topic, Post, Like, Follow, Report, Poll, User)
    return [list(model.objects.order_by("pk").values()) for model in models]


def wrong_counts():
    """Topics whose columns say something else than their posts."""
    for topic in Topic.objects.all():
        posts = topic.posts.standing().order_by("number")
        last = posts.exclude(number=None).last() or topic.opening
        counted = (posts.replies().count(), last, last.created_at, topic.posts.get(number=0))
        if counted != (topic.reply_count, topic.last_post, topic.last_posted_at, topic.opening):
            yield topic.title


def test_there_are_topics_in_both_languages_and_of_every_length(demo):
    assert Section.objects.count() == 11
    languages = list(Topic.objects.values_list("language", flat=True))
    assert len(languages) == len(WRITTEN) >= 50
    assert min(languages.count("ru"), languages.count("en")) >= 20
    assert set(languages) == {"ru", "en"}
    counts = set(Topic.objects.values_list("reply_count", flat=True))
    assert {0, 300, 2000} <= counts
    assert list(wrong_counts()) == []
    assert_openings_titled()


def test_every_section_and_topic_is_found_at_its_address(demo, client):
    """No section may take the place of another page of the forum: its topics would be lost."""
    for section in Section.objects.all():
        section.full_clean()
        topic = section.topics.filter(hidden_at=None, held_at=None).first()
        shown = client.get(topic.get_absolute_url())
        assert shown.status_code == (200 if section.readers == 0 else 404), section.slug


def test_there_is_something_of_everything(demo):
    assert Topic.objects.exclude(answer=None).count() >= 8
    assert Topic.objects.exclude(pinned_until=None).exists() and Topic.objects.exclude(
        locked_at=None
    )
    assert Topic.objects.exclude(held_at=None).exists()
    assert Post.objects.filter(number=None).exclude(held_at=None).exists()
    assert Post.objects.exclude(hidden_at=None).exists() and Post.objects.exclude(deleted_at=None)
    assert Post.objects.exclude(edited_at=None).get().edits.get().text
    assert Post.objects.exclude(author_key="").count() == 7
    assert Report.objects.filter(closed_at=None).count() == 5
    assert Post.objects.filter(mentions=["Ким"]).count() == 2
    assert Poll.objects.count() == 3
    assert Post.objects.filter(text__contains="?reply=").count() >= 12


def test_an_anonymous_author_is_one_within_the_topic_and_named_nowhere(demo):
    keys = Post.objects.exclude(author_key="").values_list("topic", "author_key")
    assert len(set(keys)) == 4
    assert not Post.objects.exclude(author_key="").exclude(author=None).exists()


def test_quotes_lead_to_the_post_they_are_of(demo):
    for post in Post.objects.filter(text__contains="?reply="):
        name, pk = re.match(
            r"> \*\*\[(.+)\]\(\?reply=(\d+)#reply-\2\)\*\*\n>\n> ", post.text
        ).groups()
        quoted = Post.objects.get(pk=pk)
        assert quoted.topic_id == post.topic_id and quoted.author.name == name
        assert re.search(r"^> (?!\*\*)(.+)", post.text, re.MULTILINE)[1] in quoted.text


def test_loading_twice_changes_nothing(demo):
    before = rows()
    assert writing.write_demo() == 0
    assert rows() == before


def test_loading_it_again_is_one_question(demo):
    with CaptureQueriesContext(connection) as queries:
        writing.write_demo()
    assert len([each for each in queries if "SAVEPOINT" not in each["sql"]]) == 1


def test_nobody_can_sign_in_as_anybody_and_names_are_such_as_may_be_chosen():
    for name in (*people.OLD, *people.NEW):
        validate_name(name)
    writing.write_demo()
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert not User.objects.filter(is_staff=True).exists()


def test_nothing_is_put_into_the_mouth_of_a_member_of_that_name():
    real = make_user(name="Ким", password="a long and quiet river")
    writing.write_demo()
    assert not Post.objects.filter(author=real).exists()
    assert Topic.objects.count() == len(WRITTEN)


def test_the_team_s_section_is_not_for_all(demo):
    assert not Topic.objects.visible_to(AnonymousUser()).filter(section__slug="kitchen").exists()


@pytest.mark.parametrize("topic", WRITTEN, ids=lambda topic: topic.title)
def test_a_written_topic_is_whole(topic):
    assert 0 < len(topic.title) <= 140 and topic.days > 0
    names = {*people.OLD, *people.NEW}
    for post in topic.posts:
        assert post.text or "deleted" in post.options
        assert post.options.by in names or post.options.by.startswith("anonymous ")
        assert not personal.find(post.text)
        for number, words in content.QUOTE.findall(post.text):
            assert words in topic.posts[int(number)].text
        assert str(markdown.render(post.text)) or not post.text


def test_posts_of_the_blog_are_discussed(client, monkeypatch):
    monkeypatch.setattr(blog_writing, "draw", str.encode)
    monkeypatch.setattr(blog_writing, "make_renditions", lambda _picture: None)
    call_command("demo", verbosity=0)
    assert list(wrong_counts()) == []
    page = client.get("/ru/blog/biblioteka-po-pochte/").content.decode()
    assert "записка ещё в пути" in page
    assert "Nobody knew." in client.get("/en/blog/your-ten-euros/").content.decode()
    assert Discussion.objects.exclude(topic=None).count() == 3
    before = rows()
    call_command("demo", verbosity=0)
    assert rows() == before


# In any size


def test_as_many_as_asked_for_half_of_the_replies_to_one():
    assert generating.write_generated(10, 100) == 110
    assert list(wrong_counts()) == []
    counts = sorted(Topic.objects.values_list("reply_count", flat=True))
    assert counts == [5, 5, 5, 5, 6, 6, 6, 6, 6, 50]
    assert_openings_titled()
    assert set(Topic.objects.values_list("language", flat=True)) == {"ru", "en"}


def test_one_topic_takes_all_the_replies():
    generating.write_generated(0, 40)
    topic = Topic.objects.get()
    numbers = list(topic.posts.order_by("created_at").values_list("number", flat=True))
    assert (topic.reply_count, numbers) == (40, list(range(41)))


def test_generating_again_adds_what_is_missing(monkeypatch):
    monkeypatch.setattr(generating, "ROWS", 7)
    monkeypatch.setattr(generating, "BATCH", 3)
    generating.write_generated(5, 20)
    before = rows()
    assert generating.write_generated(5, 20) == 0
    assert rows() == before
    assert generating.write_generated(8, 60) == 43
    assert list(wrong_counts()) == []
    assert sum(Topic.objects.values_list("reply_count", flat=True)) == 60


def test_the_same_is_generated_every_time():
    def generated():
        generating.write_generated(6, 30)
        posts = Post.objects.order_by("created_at").values_list("text", "created_at", "number")
        found = list(posts)
        Topic.objects.update(opening=None, last_post=None)
        Topic.objects.all().delete()
        return found

    first = generated()
    assert len(first) == 36
    assert generated() == first


@pytest.mark.parametrize(
    ("file", "button"),
    [
        ("questions.ru", "Send me my private link"),
        ("questions.ru", "Yes, stop"),
        ("questions.ru", "Statements by year"),
        ("questions.en", "Send me my private link"),
        ("questions.en", "Another card"),
        ("safety.ru", "Quick exit"),
    ],
)
def test_answers_call_what_one_presses_as_the_site_does(file, button):
    text = (Path(content.__file__).parent / f"topics/{file}.md").read_text()
    with override(file[-2:]):
        assert f"{QUOTED[file[-2:]][0]}{gettext(button)}{QUOTED[file[-2:]][1]}" in text


def test_a_generated_number_goes_with_the_plural_beside_it():
    """«пять месяцев», never «два месяцев»."""
    assert not {"один", "два", "три", "четыре"} & set(phrases.SLOTS["ru"]["number"])
