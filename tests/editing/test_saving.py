"""What a save keeps, tells and refuses."""

import datetime
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import Post
from editing import drafting, history, saving
from editing.models import Draft, Revision, What
from editing.refusals import Conflict, Gone, NotAllowed, Unwritten
from tests.editing.people import make_publisher, make_writer
from tests.factories import make_author, make_post, make_topic, make_translated_post

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + datetime.timedelta(days=1)
NEW = {"title_ru": "Дом", "slug_ru": "dom", "body_ru": "<p>Да</p>"}


def begun(by, **fields):
    post = Post()
    saving.save(post, NEW | fields, by=by, based_on=0)
    return post


def told(post):
    return [(each.number, each.what) for each in Revision.objects.of(post)]


def test_a_new_text_is_its_first_revision():
    anna, topic, author = make_writer(), make_topic(), make_author()
    post = begun(anna, topics=[topic], author=author)
    revision = Revision.objects.get()
    assert (revision.number, revision.what, revision.saved_by) == (1, What.CREATED, anna)
    assert revision.languages == ["ru"] and revision.object == post
    kept = Post.objects.get()
    assert (kept.title_ru, kept.author, list(kept.topics.all())) == ("Дом", author, [topic])
    assert revision.fields["topics"] == [topic.pk] and revision.fields["title_en"] == ""


def test_every_save_is_a_revision_that_names_whose_words_changed():
    anna = make_publisher()
    post = begun(anna)
    revision = saving.save(post, {"summary_en": "Yes"}, by=anna, based_on=1, note="Смотри")
    assert (revision.number, revision.what, revision.note) == (2, What.SAVED, "Смотри")
    assert revision.languages == ["en"]
    other = saving.save(post, {"topics": [make_topic()]}, by=anna, based_on=2)
    assert (other.number, other.languages) == (3, [])
    post.refresh_from_db()
    assert other.fields == saving.kind_of(post).values(post)


def test_a_text_older_than_its_history_is_kept_as_it_was():
    post = make_translated_post()
    revision = saving.save(post, {"title_ru": "Сад"}, by=make_publisher(), based_on=0)
    assert told(post) == [(2, What.SAVED), (1, What.BEFORE)]
    before = Revision.objects.of(post).last()
    assert (before.fields["title_ru"], revision.fields["title_ru"]) == ("Дом", "Сад")
    assert before.saved_by is None


def test_nothing_changed_is_nothing_saved():
    anna = make_publisher()
    post = begun(anna)
    moved_at = post.updated_at
    again = saving.save(post, {**NEW, "title_en": None, "summary_ru": ""}, by=anna, based_on=1)
    post.refresh_from_db()
    assert (again.number, post.updated_at, len(told(post))) == (1, moved_at, 1)


def test_only_what_changed_is_written_whatever_the_row_in_memory_says():
    anna = make_publisher()
    post = begun(anna)
    stale = Post.objects.get()
    saving.save(post, {"title_ru": "Сад"}, by=anna, based_on=1)
    stale.title_ru = "Старьё"
    revision = saving.save(stale, {"summary_ru": "Коротко"}, by=anna, based_on=2)
    kept = Post.objects.get()
    assert (kept.title_ru, kept.summary_ru) == ("Сад", "Коротко")
    assert revision.fields["title_ru"] == stale.title_ru == "Сад"
    assert kept.updated_at > kept.created_at


def test_who_comes_second_overwrites_nothing_and_loses_nothing():
    anna, boris = make_publisher(), make_publisher()
    post = begun(anna)
    theirs = saving.save(post, {"title_ru": "Сад"}, by=anna, based_on=1)
    with pytest.raises(Conflict) as refused:
        mine = {"title_ru": "Лес", "topics": Post.topics.rel.model.objects.none()}
        saving.save(Post.objects.get(), mine, by=boris, based_on=1)
    assert refused.value.theirs == theirs
    assert Post.objects.get().title_ru == "Сад" and len(told(post)) == 2
    draft = drafting.waiting(boris, post)
    assert draft.fields == {"title_ru": "Лес", "topics": []} and draft.based_on == 1


def test_a_save_ends_the_draft_it_was_written_in():
    anna = make_publisher()
    drafting.keep(anna, Post(), {"title_ru": "Д"}, based_on=0, key="first")
    drafting.keep(anna, Post(), {"title_ru": "Л"}, based_on=0, key="second")
    drafting.keep(anna, Post(), {"title_ru": "В"}, based_on=0)
    post = Post()
    saving.save(post, NEW, by=anna, based_on=0, key="first")
    drafting.keep(anna, post, {"title_ru": "Сад"}, based_on=1)
    drafting.keep(make_publisher(), post, {"title_ru": "Лес"}, based_on=1)
    saving.save(post, {"title_ru": "Сад"}, by=anna, based_on=1)
    assert {each.key for each in drafting.of(anna)} == {"second", ""}
    assert drafting.waiting(anna, post) is None and Draft.objects.count() == 3


def test_a_draft_is_kept_once_for_a_person_and_a_thing():
    anna, post = make_writer(), make_post()
    for title in ("Д", "До", "Дом"):
        drafting.keep(anna, post, {"title_ru": title}, based_on=0)
    assert drafting.waiting(anna, post).fields == {"title_ru": "Дом"}
    assert drafting.waiting(make_writer(), post) is None
    Draft.objects.update(saved_at=timezone.now() - drafting.LIFE * 2)
    drafting.tidy()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("lost", [{"title_ru": ""}, {"body_ru": ""}])
def test_what_is_out_cannot_lose_its_words(lost):
    post = make_post()
    with pytest.raises(Unwritten) as refused:
        saving.save(post, lost, by=make_publisher(), based_on=0)
    assert refused.value.language == "ru" and not Revision.objects.exists()


def test_what_was_deleted_meanwhile_is_said_to_be():
    post = make_post()
    stale = Post.objects.get()
    saving.delete(post, by=make_publisher())
    with pytest.raises(Gone):
        saving.save(stale, {"title_ru": "Сад"}, by=make_publisher(), based_on=0)


def test_the_history_of_what_was_deleted_stays():
    anna = make_publisher()
    post = begun(anna)
    pk = post.pk
    saving.delete(post, by=anna)
    rows = Revision.objects.filter(object_id=pk).order_by("number")
    assert [each.what for each in rows] == [What.CREATED, What.DELETED]
    assert rows[1].fields["title_ru"] == "Дом"


def test_a_save_takes_a_bounded_number_of_queries():
    anna = make_publisher()
    post = begun(anna, topics=[make_topic()])
    saving.save(post, {"title_ru": "Сад"}, by=anna, based_on=1)
    with CaptureQueriesContext(connection) as queries:
        saving.save(post, {"title_ru": "Лес", "body_en": "x"}, by=anna, based_on=2)
    assert len(queries) <= 18, "\n".join(each["sql"][:120] for each in queries)


# Who may


def test_a_writer_changes_what_they_began_and_nothing_of_others():
    anna, boris = make_writer(), make_writer()
    post = begun(anna)
    saving.save(post, {"title_ru": "Сад"}, by=anna, based_on=1)
    with pytest.raises(NotAllowed):
        saving.save(post, {"title_ru": "Лес"}, by=boris, based_on=2)
    with pytest.raises(NotAllowed):
        saving.save(Post(), NEW, by=make_writer_without_rights(), based_on=0)
    assert Post.objects.get().title_ru == "Сад"


def make_writer_without_rights():
    user = make_writer()
    user.user_permissions.clear()
    return user


@pytest.mark.parametrize(
    "fields", [{"published_at_ru": timezone.now()}, {"published_at_ru": TOMORROW}]
)
def test_a_writer_publishes_nothing(fields):
    anna = make_writer()
    post = begun(anna)
    with pytest.raises(NotAllowed):
        saving.save(post, fields, by=anna, based_on=1)
    with pytest.raises(NotAllowed):
        saving.save(Post(), NEW | {"slug_ru": "sad"} | fields, by=anna, based_on=0)


@pytest.mark.parametrize("moment", [timezone.now(), TOMORROW])
def test_a_writer_leaves_alone_what_readers_have_or_are_promised(moment):
    anna = make_writer()
    post = begun(anna)
    saving.save(post, {"published_at_ru": moment}, by=make_publisher(), based_on=1)
    for fields in (
        {"title_ru": "Сад"},
        {"slug_ru": "sad"},
        {"topics": [make_topic()]},
        {"published_at_ru": None},
    ):
        with pytest.raises(NotAllowed):
            saving.save(post, fields, by=anna, based_on=2)
    saving.save(post, {"title_en": "House", "slug_en": "house"}, by=anna, based_on=2)


# At once


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told():
    anna, boris = make_publisher(), make_publisher()
    post = begun(anna)
    outcomes, ready = [], threading.Barrier(2)

    def save(person, title):
        ready.wait()
        try:
            outcomes.append(
                saving.save(Post.objects.get(), {"title_ru": title}, by=person, based_on=1)
            )
        except Conflict as conflict:
            outcomes.append(conflict)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=each) for each in ((anna, "Сад"), (boris, "Лес"))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    [conflict] = [each for each in outcomes if isinstance(each, Conflict)]
    texts = {Post.objects.get().title_ru, Draft.objects.get().fields["title_ru"]}
    assert texts == {"Сад", "Лес"} and history.latest(post) == 2
    assert conflict.theirs.fields["title_ru"] == Post.objects.get().title_ru
