"""Conditions in SQL say of a language what is said of it in Python."""

import itertools

import pytest
from django.utils import timezone

from blog.models import WORDS, Post
from core.languages import LANGUAGES
from editing import conditions, saving, translating
from editing.states import Stage, State
from editing.translating import Condition
from tests.factories import make_post, make_translated_post

pytestmark = pytest.mark.django_db

NOW, LATER = timezone.now(), timezone.now() + timezone.timedelta(days=1)
MOMENTS = [None, NOW, LATER]


@pytest.fixture
def posts():
    """Written wholly, in part and not at all; at every stage; of every source."""
    wholes = itertools.count()
    for moment, stage in itertools.product(MOMENTS, Stage):
        number = next(wholes)
        make_translated_post(
            slug_ru=f"a-{number}", slug_en=f"b-{number}", published_at_en=moment, stage_en=stage
        )
    for number, fields in enumerate(
        [{}, {"title_en": "A", "slug_en": "c"}, {"summary_en": "B"}, {"body_en": "<p>C</p>"}]
    ):
        make_post(title_ru="Д", slug_ru=f"d-{number}", body_ru="<p>Е</p>", **fields)
    for number, (source, changed) in enumerate(itertools.product(["", "ru"], [None, NOW])):
        make_translated_post(
            slug_ru=f"e-{number}", slug_en=f"f-{number}",
            source_en=source, source_changed_at_en=changed,
        )  # fmt: skip
    return list(Post.objects.all())


def found(condition):
    return set(Post.objects.filter(condition).values_list("pk", flat=True))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", State)
def test_a_state(posts, state, language):
    said = {post.pk for post in posts if post.state_in(language) == state}
    assert found(conditions.in_state(state, language, WORDS)) == said
    assert said or (state, language) not in {(each, "en") for each in State}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("condition", Condition)
def test_a_standing(posts, condition, language):
    standings = translating.standings(posts)
    said = {pk for pk, each in standings.items() if each[language].condition == condition}
    assert found(conditions.standing(condition, language, WORDS)) == said
    assert said or language == "ru"


def test_an_edit_that_was_taken_back_leaves_a_translation_current():
    post = make_translated_post(source_en="ru")
    first = saving.save(post, {"source_revision_en": 1, "title_ru": "Дом"}, by=None, based_on=0)
    behind = conditions.standing(Condition.BEHIND, "en", WORDS)
    second = saving.save(post, {"title_ru": "Сад"}, by=None, based_on=first.number)
    assert found(behind) == {post.pk}
    saving.save(post, {"title_ru": "Дом"}, by=None, based_on=second.number)
    assert found(behind) == set()
