import pytest

from forum.models import Post
from forum.moderation import claiming, undoing
from forum.refusals import NotAllowed
from tests.factories import make_user
from tests.forum.factories import make_moderator, make_reply, make_topic

pytestmark = pytest.mark.django_db


def make_imported(name, count=1):
    topic = make_topic()
    return [make_reply(topic, author=None, imported_author=name) for _number in range(count)]


def test_all_posts_of_an_imported_name_become_the_members():
    make_imported("Мария", 2)
    other, member = make_imported("Пётр")[0], make_user()
    assert [(row["imported_author"], row["posts"]) for row in claiming.unclaimed()] == [
        ("Мария", 2), ("Пётр", 1),
    ]  # fmt: skip
    assert claiming.claim("Мария", member, make_moderator())
    assert claiming.claim("Мария", member, make_moderator()) is None
    assert Post.objects.filter(author=member).count() == 2
    other.refresh_from_db()
    assert other.author is None


def test_a_claim_is_undone_and_takes_nothing_else_back():
    make_imported("Мария", 2)
    member, moderator = make_user(), make_moderator()
    own = make_reply(make_topic(), author=member)
    undoing.undo(claiming.claim("Мария", member, moderator), moderator)
    assert list(Post.objects.filter(author=member)) == [own]


def test_only_moderators_give_posts_away():
    member = make_user()
    make_imported("Мария")
    with pytest.raises(NotAllowed):
        claiming.claim("Мария", member, member)


def test_no_name_is_nobodys():
    assert claiming.claim("", make_user(), make_moderator()) is None
