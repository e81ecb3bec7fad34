"""What a copy of the database, without the key, tells of who wrote without a name: nothing."""

import pytest
from django.db import connection

from forum import drafting, posting
from forum.models import Draft, Follow, TopicRead
from forum.writing import Writing
from tests.factories import make_user
from tests.forum.factories import make_section, make_topic

pytestmark = pytest.mark.django_db


def hidden_column(row, name):
    """Of those PostgreSQL keeps beside each row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}::text FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


def test_the_transaction_of_an_anonymous_post_is_not_written_into_its_members_row():
    author, topic = make_user(), make_topic(make_section(allows_anonymous=True))
    post = posting.reply(topic, author, Writing("Тихо", is_anonymous=True))
    assert hidden_column(post, "xmin") not in {
        hidden_column(author, "xmin"),
        hidden_column(author, "xmax"),
    }


def test_a_draft_tells_nobody_whose_post_it_changes():
    author, topic = make_user(), make_topic(make_section(allows_anonymous=True))
    post = posting.reply(topic, author, Writing("Тихо", is_anonymous=True))
    drafting.save(author, drafting.of_post(post), {"text": "Тише"})
    row = str(Draft.objects.values("place", "sealed").get())
    assert "post:" not in row and "topic:" not in row
    assert drafting.load(author, drafting.of_post(post))["text"] == "Тише"


def test_no_row_of_a_members_own_is_of_the_transaction_of_an_anonymous_post():
    author, topic = make_user(), make_topic(make_section(allows_anonymous=True))
    posting.reply(topic, author, Writing("Тихо", is_anonymous=True))
    assert not TopicRead.objects.exists() and not Follow.objects.exists()
