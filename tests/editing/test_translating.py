"""Each language knows what it was translated from, and what has changed there since."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from blog.models import Post
from editing import history, publishing, restoring, saving, translating
from editing.models import Revision, What
from editing.refusals import NotAllowed
from editing.translating import Condition, Standing
from tests.editing.people import make_publisher, make_writer
from tests.factories import make_post, make_topic, make_translated_post

pytestmark = pytest.mark.django_db

RUSSIAN = {"title_ru": "Дом", "slug_ru": "dom", "body_ru": "<p>Да</p>"}
ENGLISH = {"title_en": "House", "slug_en": "house", "body_en": "<p>Yes</p>"}


def save(post, current=(), **fields):
    return saving.save(post, fields, by=None, based_on=history.latest(post), current=current)


def mark(post, language, **more):
    return translating.mark_current(post, language, by=None, based_on=history.latest(post), **more)


def translated(*edits):
    """Written in Russian, then translated; then so many edits of the Russian title."""
    post = Post()
    for fields in (RUSSIAN, ENGLISH, *({"title_ru": title} for title in edits)):
        save(post, **fields)
    return Post.objects.get(pk=post.pk)


def source(post, language="en"):
    post = Post.objects.get(pk=post.pk)
    return tuple(getattr(post, f"{name}_{language}") for name in ("source", "source_revision"))


def condition(post, language="en"):
    return translating.standings([post])[post.pk][language].condition


def test_a_language_written_after_another_is_a_translation_of_it():
    post = translated()
    assert source(post) == ("ru", 2)
    assert source(post, "ru") == ("", 0)
    assert (condition(post), condition(post, "ru")) == (Condition.CURRENT, Condition.ORIGINAL)
    assert Revision.objects.of(post).first().fields["source_en"] == "ru"


def test_it_is_one_of_the_latest_revision_until_it_is_whole():
    post = Post()
    save(post, **RUSSIAN)
    save(post, title_en="House", slug_en="house")
    save(post, title_ru="Сад")
    assert translating.behind(post, "en") == 1
    save(post, body_en="<p>Yes</p>")
    assert (source(post), translating.behind(post, "en")) == (("ru", 4), 0)
    save(post, title_ru="Лес")
    save(post, summary_en="In short")  # an edit of it, which says nothing of the original
    assert (source(post), translating.behind(post, "en")) == (("ru", 4), 1)


def test_two_languages_first_saved_at_once_are_two_originals():
    post = Post()
    save(post, **RUSSIAN, **ENGLISH)
    save(post, title_ru="Сад")
    assert [condition(post, code) for code in ("ru", "en")] == [Condition.ORIGINAL] * 2


def test_a_draft_of_a_title_is_no_original_of_a_whole_text():
    post = Post()
    save(post, title_ru="Дом", slug_ru="dom")
    save(post, **ENGLISH)
    save(post, body_ru="<p>Да</p>")
    assert (source(post), source(post, "ru")) == (("", 0), ("en", 3))


def test_edits_of_the_original_are_counted_and_nothing_else():
    post = translated("Сад", "Лес")
    save(post, title_en="Forest")
    save(post, topics=[make_topic()])
    publishing.publish(post, "ru", by=None, based_on=history.latest(post))
    assert translating.behind(post, "en") == 2
    assert translating.standings([post])[post.pk]["en"] == Standing(Condition.BEHIND, "ru", 2)
    latest = Revision.objects.of(post).filter(languages=["ru"]).first()
    moment = translating.changed_at(post, "en")
    assert abs((moment - latest.saved_at).total_seconds()) < 1


def test_what_changed_since_is_told_of_the_original_alone():
    post = translated("Сад")
    save(post, title_en="Garden")
    (found,) = translating.changed_since(post, "en")
    assert found.field == "title"
    assert [each.text for each in found.paragraphs] == ["Дом", "Сад"]
    assert translating.changed_since(post, "ru") == []


def test_whoever_says_that_it_is_up_to_date_is_believed():
    post = translated("Сад")
    revision = mark(post, "en", note="Сверено")
    assert (revision.number, revision.what, revision.languages) == (4, What.SAVED, [])
    assert (source(post), translating.behind(post, "en")) == (("ru", 4), 0)
    assert translating.changed_at(Post.objects.get(), "en") is None


def test_what_is_up_to_date_already_is_saved_no_second_time():
    post = translated("Сад")
    mark(post, "en")
    assert mark(post, "en").number == 4
    assert save(post, current=["en", "ru"]).number == 4


def test_both_languages_changed_in_one_save_that_says_so_stay_together():
    post = translated()
    save(post, current=["en"], title_ru="Сад", title_en="Garden")
    assert (source(post), translating.behind(post, "en")) == (("ru", 3), 0)
    save(post, title_ru="Лес", title_en="Forest")
    assert (source(post), translating.behind(post, "en")) == (("ru", 3), 1)


def test_an_edit_that_was_taken_back_leaves_nothing_to_translate():
    post = translated("Сад")
    save(post, title_ru="Дом")
    assert (translating.behind(post, "en"), condition(post)) == (0, Condition.CURRENT)
    save(post, title_ru="Лес")
    assert translating.behind(post, "en") == 3


def test_a_restored_translation_is_again_one_of_what_it_was_translated_from():
    post = translated("Сад")
    save(post, current=["en"], title_en="Garden")
    assert condition(post) == Condition.CURRENT
    second = Revision.objects.of(post).get(number=2)
    restoring.restore(post, second, by=None, based_on=4, languages=["en"])
    assert (source(post), translating.behind(post, "en")) == (("ru", 2), 1)
    third = Revision.objects.of(post).get(number=3)
    assert translating.changed_at(post, "en") == third.saved_at
    restoring.restore(post, second, by=None, based_on=5)
    assert condition(post) == Condition.CURRENT


def test_an_original_and_its_translation_may_change_places():
    post = translated("Сад")
    mark(post, "ru", source="en")
    assert (source(post), source(post, "ru")) == (("", 0), ("en", 4))
    assert condition(post) == Condition.ORIGINAL
    save(post, title_en="Garden")
    assert translating.behind(post, "ru") == 1


def test_a_translation_may_be_called_an_original():
    post = translated("Сад")
    translating.mark_original(post, "en", by=None, based_on=3)
    assert (source(post), condition(post)) == (("", 0), Condition.ORIGINAL)
    assert translating.changed_since(post, "en") == []


def test_a_text_older_than_all_this_learns_what_it_was_translated_from():
    post = make_translated_post()
    mark(post, "en")
    assert source(post) == ("ru", 2)


def test_a_language_is_no_translation_of_itself():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_post(source_ru="ru")


def test_only_who_may_change_a_language_says_that_it_is_up_to_date():
    post = translated("Сад")
    with pytest.raises(NotAllowed):
        translating.mark_current(post, "en", by=make_writer(), based_on=3)
    anna = make_publisher()
    assert translating.mark_current(post, "en", by=anna, based_on=3).saved_by == anna


def test_a_missing_language_is_told_without_bodies():
    make_post()
    post = Post.objects.defer("body_ru", "body_en").get()
    with CaptureQueriesContext(connection) as seen:
        assert condition(post, "en") == Condition.MISSING
    assert len(seen) == 0


def test_a_page_of_a_list_takes_one_query_for_any_number_of_rows(django_assert_num_queries):
    for number in range(5):
        post = translated("Сад", *["Лес"] * (number % 2))
        slugs = dict.fromkeys(("slug", "slug_ru", "slug_en"), f"post-{number}")
        Post.objects.rewrite(False).filter(pk=post.pk).update(**slugs)
    rows = list(Post.objects.order_by("pk"))
    with django_assert_num_queries(1):
        found = translating.standings(rows)
    assert [found[row.pk]["en"].edits for row in rows] == [1, 2, 1, 2, 1]
    assert translating.standings([]) == {}


def test_how_far_behind_is_said_in_words():
    with override("en"):
        assert str(Standing(Condition.BEHIND, "ru", 1)) == "behind by 1 edit"
        assert str(Standing(Condition.BEHIND, "ru", 5)) == "behind by 5 edits"
        assert str(Standing(Condition.CURRENT, "ru")) == "up to date"
