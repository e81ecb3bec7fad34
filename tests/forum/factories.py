"""The smallest valid rows of the forum."""

import datetime
import itertools

from django.utils import timezone

from forum import counting
from forum.models import Post, Section, Topic
from forum.standing import Standing
from forum.writing import columns
from tests.factories import make_user

_numbers = itertools.count(1)


def make_section(**fields):
    """Open to all; nobody's first posts wait unless it is said."""
    number = next(_numbers)
    defaults = {
        "name_ru": f"Раздел {number}",
        "name_en": f"Section {number}",
        "slug": f"section-{number}",
        "approves_new": False,
    }
    return Section.objects.create(**defaults | fields)


def make_topic(section=None, **fields):
    """With its opening, by a member of its own unless `author` is given; None for nobody."""
    section = section or make_section()
    author = fields.pop("author", ...)
    author = make_user() if author is ... else author
    text = fields.pop("text", "Как это устроено?")
    opening = fields.pop("opening", {})
    now = fields.setdefault("created_at", timezone.now())
    fields.setdefault("last_posted_at", now)
    topic = Topic.objects.create(**{"section": section, "title": "Вопрос"} | fields)
    post = Post.objects.create(
        topic=topic,
        number=0,
        title=topic.title,
        created_at=now,
        **{"author": author} | columns(text) | opening,
    )
    topic.opening = topic.last_post = post
    topic.save(update_fields=["opening", "last_post"])
    return topic


def make_reply(topic, **fields):
    """Written and counted, past whatever `posting` asks."""
    author = fields.pop("author", ...)
    author = make_user() if author is ... else author
    text = fields.pop("text", "Вот так.")
    made = {"author": author, "number": counting.next_number(topic)} | columns(text) | fields
    post = Post.objects.create(topic=topic, **made)
    counting.recount(topic)
    return post


def make_replies(topic, count, author=None):
    """Many at once, a second apart, in one insert."""
    author = author or make_user()
    first = counting.next_number(topic)
    start = topic.created_at + datetime.timedelta(seconds=1)
    Post.objects.bulk_create(
        Post(
            topic=topic,
            author=author,
            number=first + place,
            text=f"Ответ {first + place}",
            plain=f"Ответ {first + place}",
            language="ru",
            created_at=start + datetime.timedelta(seconds=place),
        )
        for place in range(count)
    )
    counting.recount(topic)


def make_standing(standing, **fields):
    """A member who joined long ago enough and has posts that stand, for this standing."""
    days, posts = {Standing.NEW: (0, 0), Standing.MEMBER: (5, 6), Standing.TRUSTED: (60, 31)}[
        standing
    ]
    joined = timezone.now() - datetime.timedelta(days=days)
    user = make_user(**{"joined_at": joined} | fields)
    if posts:
        topic = make_topic(author=user, created_at=joined)
        make_replies(topic, posts - 1, author=user)
    return user


def make_moderator(**fields):
    """Staff who may do everything; the admin's second factor is not theirs yet."""
    return make_user(**{"is_staff": True, "is_superuser": True} | fields)


def assert_openings_titled():
    """Each opening bears the title of its topic, as the search wants it, and no other post bears one."""
    rows = list(Post.objects.values_list("number", "title", "topic__title"))
    assert rows
    assert all(title == (said if number == 0 else "") for number, title, said in rows)
