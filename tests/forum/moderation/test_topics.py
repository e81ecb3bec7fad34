import datetime

import pytest
from django.utils import timezone

from forum.models import Action, Notice, Topic, Verb
from forum.moderation import topics
from forum.refusals import Impossible, NotAllowed
from tests.factories import make_user
from tests.forum.factories import make_moderator, make_section, make_topic

pytestmark = pytest.mark.django_db

DEEDS = {
    "lock": topics.lock,
    "unlock": topics.unlock,
    "pin": topics.pin,
    "unpin": topics.unpin,
    "hide": topics.hide,
    "restore": topics.restore,
}
READY = {
    "unlock": {"locked_at": "2026-01-01T00:00Z"},
    "unpin": {"pinned_until": "2100-01-01T00:00Z"},
    "restore": {"hidden_at": "2026-01-01T00:00Z"},
}


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_done_once_and_logged(name):
    topic, moderator = make_topic(**READY.get(name, {})), make_moderator()
    action = DEEDS[name](topic, moderator, note="Так надо.")
    assert (action.verb, action.actor, action.topic, action.note) == (
        name, moderator, topic, "Так надо.",
    )  # fmt: skip
    assert DEEDS[name](topic, moderator) is None
    assert Action.objects.count() == 1


@pytest.mark.parametrize("name", DEEDS)
def test_only_moderators_do_it(name):
    topic = make_topic(**READY.get(name, {}))
    before = Topic.objects.values().get(pk=topic.pk)
    for user in (topic.opening.author, make_user(is_staff=True)):
        with pytest.raises(NotAllowed):
            DEEDS[name](topic, user)
    assert Topic.objects.values().get(pk=topic.pk) == before


def test_a_locked_topic_is_locked():
    topic = make_topic()
    topics.lock(topic, make_moderator())
    topic.refresh_from_db()
    assert topic.locked_at


def test_a_pin_lasts_until_its_day_or_for_good():
    topic, moderator = make_topic(), make_moderator()
    until = timezone.now() + datetime.timedelta(days=3)
    topics.pin(topic, moderator, until)
    topic.refresh_from_db()
    assert topic.pinned_until == until
    topics.pin(topic, moderator)
    topic.refresh_from_db()
    assert topic.is_pinned(until + datetime.timedelta(days=30_000))


def test_a_hidden_topic_is_seen_by_moderators_alone():
    topic, moderator = make_topic(), make_moderator()
    topics.hide(topic, moderator)
    assert topic not in Topic.objects.visible_to(topic.opening.author)
    assert topic in Topic.objects.visible_to(moderator)
    topics.restore(topic, moderator)
    assert topic in Topic.objects.visible_to(make_user())


def test_a_topic_moves_to_another_section_once():
    topic, section, moderator = make_topic(), make_section(), make_moderator()
    assert topics.move(topic, section, moderator).verb == Verb.MOVE
    assert topics.move(topic, section, moderator) is None
    assert section.topics.get() == topic


def test_a_new_title_has_no_personal_data_and_is_not_empty(monkeypatch):
    topic, moderator = make_topic(), make_moderator()
    monkeypatch.setattr("core.personal.mask", lambda text: text.replace("secret", "…"))
    topics.retitle(topic, "  A   secret ", moderator)
    topic.refresh_from_db()
    assert topic.title == "A …"
    for title in (" ", "x" * 141):
        with pytest.raises(Impossible):
            topics.retitle(topic, title, moderator)


def test_the_author_is_told_and_nobody_of_a_pin():
    topic, moderator = make_topic(), make_moderator()
    topics.pin(topic, moderator)
    topics.lock(topic, moderator, "Тема исчерпана.")
    notice = Notice.objects.get()
    assert (notice.user, notice.topic) == (topic.opening.author, topic)
    assert (notice.deed, notice.text) == ("lock", "Тема исчерпана.")


def test_nobody_is_told_of_what_they_did_themselves():
    moderator = make_moderator()
    topics.lock(make_topic(author=moderator), moderator)
    assert not Notice.objects.exists()
