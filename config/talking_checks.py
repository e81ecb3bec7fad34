"""The checks behind what is promised to who writes in the forum. What they make for it is rolled back."""

import json

from django.core import serializers
from django.db import connection
from django.http import HttpResponse
from django.utils.translation import override

from accounts.models import User
from config.giving_checks import rolled_back
from config.visiting import Page, confirm
from core.asking import ask
from core.languages import LANGUAGES
from forum import posting
from forum.models import Section, Topic
from forum.writing import Writing

NAME = "Unnamed Protection Check"
PLANTED = "planted-check@example.org"
UNNAMED = ("forum_vote", "forum_like", "forum_topicread", "forum_allread")
KEYS = """
SELECT conname FROM pg_constraint
WHERE contype = 'f' AND confrelid = 'accounts_user'::regclass AND conrelid::regclass::text = ANY(%s)
"""


def talk(*, is_anonymous: bool, text: str) -> Topic:
    author = User.objects.create_user(NAME)
    section = Section.objects.create(
        slug="protection-check", allows_anonymous=True, approves_new=False
    )
    return posting.start(section, author, "Check", Writing(text, is_anonymous))


def anonymous() -> str:
    """Neither the row nor a page knows who wrote it."""
    with rolled_back():
        topic = talk(is_anonymous=True, text="Quietly")
        assert topic.opening
        row = json.loads(serializers.serialize("json", [topic.opening]))[0]["fields"]
        confirm(row["author"] is None and NAME not in json.dumps(row), "the row names its author")
        for language in LANGUAGES:
            with override(language):
                response = ask(topic.get_absolute_url())
            assert isinstance(response, HttpResponse)
            confirm(response.status_code == 200, f"answered {response.status_code}")
            confirm(NAME not in Page(response).text, "the page names the author")
    return "no name in row or page"


def secret_votes() -> str:
    """No row of these leads to a member but through a key that isn't in the database."""
    with connection.cursor() as cursor:
        cursor.execute(KEYS, [list(UNNAMED)])
        confirm(not cursor.fetchall(), "votes, likes or reading lead to members")
    return ", ".join(UNNAMED)


def masked() -> str:
    """What search, feeds, letters and excerpts are made of holds no address."""
    with rolled_back():
        topic = talk(is_anonymous=False, text=f"Write to {PLANTED} please")
        assert topic.opening
        confirm(PLANTED not in topic.opening.plain, "an address stays where it is searched")
        confirm("please" in topic.opening.plain, "the words are gone, too")
    return "masked"
