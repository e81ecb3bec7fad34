"""Yesterday's version is back, and nothing of today's is lost."""

import pytest
from django.utils import timezone

from blog.models import Post
from editing import history, restoring, saving
from editing.models import Revision, What
from editing.refusals import Conflict, Unwritten
from tests.editing.people import make_publisher
from tests.factories import make_author, make_topic, make_translated_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return make_publisher()


@pytest.fixture
def post(anna):
    """Revision 1 is of the house, 2 of the garden."""
    post = make_translated_post(author=make_author())
    post.topics.add(make_topic())
    garden = {
        "title_ru": "Сад", "slug_ru": "sad", "title_en": "Garden", "body_ru": "<p>Нет</p>",
        "author": None, "topics": [],
    }  # fmt: skip
    saving.save(post, garden, by=anna, based_on=0)
    return post


def restore(post, number, anna, **more):
    revision = Revision.objects.of(post).get(number=number)
    return restoring.restore(post, revision, by=anna, based_on=history.latest(post), **more)


def test_words_and_what_they_share_come_back_and_the_address_stays(post, anna):
    revision = restore(post, 1, anna, note="Было лучше")
    kept = Post.objects.get()
    assert (kept.title_ru, kept.title_en, kept.body_ru) == ("Дом", "House", "<p>Да</p>")
    assert kept.author and kept.topics.count() == 1
    assert (kept.slug_ru, kept.languages) == ("sad", ["ru", "en"])
    assert (revision.number, revision.what, revision.note) == (3, What.RESTORED, "Было лучше")
    assert [each.fields["title_ru"] for each in Revision.objects.of(post)] == ["Дом", "Сад", "Дом"]


def test_one_language_comes_back_alone(post, anna):
    restore(post, 1, anna, languages=["en"])
    kept = Post.objects.get()
    assert (kept.title_ru, kept.title_en, kept.author) == ("Сад", "House", None)


def test_a_restored_version_can_be_taken_back(post, anna):
    restore(post, 1, anna)
    restore(post, 2, anna)
    assert Post.objects.get().title_ru == "Сад"


def test_what_it_referred_to_and_is_gone_stays_gone(post, anna):
    Post.topics.rel.model.objects.all().delete()
    type(make_author()).objects.all().delete()
    restore(post, 1, anna)
    kept = Post.objects.get()
    assert (kept.title_ru, kept.author, kept.topics.count()) == ("Дом", None, 0)


def test_it_is_refused_as_any_save_is(post, anna):
    revision = Revision.objects.of(post).get(number=1)
    with pytest.raises(Conflict):
        restoring.restore(post, revision, by=anna, based_on=1)
    fields = revision.fields | {"body_ru": ""}
    Revision.objects.filter(pk=revision.pk).update(fields=fields)
    with pytest.raises(Unwritten):  # it is out
        restore(post, 1, anna)
    assert Post.objects.get().published_at_ru <= timezone.now()
