"""To whom it isn't shown, a text is as if it had never been written: every answer stays the same."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from forum.models import Post, Topic
from forum.standing import Standing
from search import counting, pacing
from search.keyboard import swapped
from tests.factories import make_author, make_post, make_user, sign_in
from tests.forum.factories import make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db

NOW = timezone.now()
STATES = ["held_at", "hidden_at", "deleted_at"]
WORDS = ["zlatogor", "крыжовник"]  # in no dictionary, and in one
TYPED = [
    *WORDS, *map(swapped, WORDS), "zlatgor", "крыжвник", "златогор", "kryzhovnik", "крыж овник",
    *(f"замок {word}" for word in WORDS), '"zlatogor крыжовник"', "zlatogor OR замок", "замок -zlatogor",
    "author:zlatogor", "in:zlatogor", "topic:zlatogor", "lang:be", "",
]  # fmt: skip
BEGUN = ["zl", "zlat", "zlatogr", "замок кры", "крыжовник"]
NOTHING = [("who", "forum-999001"), ("where", "forum-999002"), ("who", "blog-999003")]
TOKEN = r'csrfmiddlewaretoken" value="\w+'


@pytest.fixture
def readers(monkeypatch):
    """With a place to read in, and nobody in a hurry."""
    monkeypatch.setattr(pacing, "SHARE", 1_000)
    section = make_section(slug="help", name_ru="Помощь", name_en="Help")
    topic = make_topic(section, title="Замок", text="Крыльцо", author=make_user(name="Anna"))
    make_reply(topic, text="Чердак", author=make_user(name="Boris"))
    make_post(author=make_author(name_ru="Редакция", name_en="Editors"))
    readers = {"stranger": Client(), "member": Client()}
    sign_in(readers["member"], make_user(name="Reader"))
    return readers


def answers(client, filters):
    """What the search says to somebody."""
    asked = [("", {"q": text}) for text in TYPED]
    asked += [(page, {"q": word, "exact": "1"}) for page in ("", "feed/") for word in WORDS]
    asked += [("suggestions/", {"q": text}) for text in BEGUN]
    asked += [
        ("", {"q": text, name: value})
        for name, value in filters
        for text in ("", "замок", "zlatogor")
    ]
    said = []
    for page, parameters in asked:
        html = client.get(f"/ru/search/{page}", parameters).content.decode()
        values = [value for _name, value in filters if value in parameters.values()]
        said.append((page, parameters["q"], re.sub("|".join([TOKEN, *values]), "", html)))
    return said


def write(kind):
    """A secret of this kind, and the filters of its author, section and editor."""
    level = {"members": Standing.NEW, "team": Standing.TEAM}.get(kind, Standing.STRANGER)
    if level == Standing.STRANGER:  # its name is in the forum's list
        section = make_section(slug="garden", name_ru="Сад", name_en="Garden")
    else:
        section = make_section(
            slug="zlatogor", name_ru="Крыжовник", name_en="Zlatogor", readers=level
        )
    author, editor = make_user(name="Zlatogor"), make_author(name_ru="Zlatogor")
    secret = {"title": "Zlatogor крыжовник", "text": "Крыжовник", "author": author}
    if kind in ("draft", "tomorrow's"):
        moment = None if kind == "draft" else NOW + datetime.timedelta(days=1)
        make_post(title_ru=secret["title"], slug_ru="zlatogor", author=editor, published_at=moment)
    elif kind in STATES:
        number = None if kind == "held_at" else 7
        text = dict.fromkeys(("text", "plain"), secret["title"])
        state = {kind: NOW}
        Post.objects.create(
            topic=Topic.objects.get(), author=author, number=number, **text, **state
        )
    else:
        state = {kind.removeprefix("topic "): NOW} if kind.startswith("topic ") else {}
        make_reply(make_topic(section, language="be", **secret, **state), text="Крыжовник")
    return [
        ("who", f"forum-{author.pk}"),
        ("where", f"forum-{section.pk}"),
        ("who", f"blog-{editor.pk}"),
    ]


def count():
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS counted_lexeme, counted_word")
    counting.count_all()


@pytest.mark.parametrize("kind", ["members", "team", "draft", "topic hidden_at"])
def test_what_one_may_not_see_changes_no_answer(kind, readers):
    count()
    before = {who: answers(client, NOTHING) for who, client in readers.items()}
    filters = write(kind)
    count()
    for who in ["stranger"] if kind == "members" else readers:
        assert answers(readers[who], filters) == before[who]


@pytest.mark.parametrize("kind", ["hidden_at"])
def test_what_was_hidden_since_the_count_changes_none_either(kind, readers):
    count()
    before = {who: answers(client, NOTHING) for who, client in readers.items()}
    filters = write(kind)
    state = kind.removeprefix("topic ")
    model = Topic if kind.startswith("topic ") else Post
    rows = model.objects.filter(pk=model.objects.exclude(**{state: None}).get().pk)
    rows.update(**{state: None})
    count()
    rows.update(**{state: NOW})
    for who, client in readers.items():
        assert answers(client, filters) == before[who]
