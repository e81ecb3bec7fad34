import pytest

from forum.models import Notice, Post, Report
from forum.moderation import posts, reporting
from forum.refusals import NotAllowed, TooFast
from forum.standing import Standing
from tests.factories import make_user
from tests.forum.factories import (
    make_moderator,
    make_reply,
    make_section,
    make_standing,
    make_topic,
)

pytestmark = pytest.mark.django_db


def trusted(count):
    return [make_standing(Standing.TRUSTED) for _number in range(count)]


def test_a_report_is_kept_once():
    post, member = make_reply(make_topic()), make_user()
    first = reporting.report(post, member, "abuse", "Грубит")
    assert reporting.report(post, member, "spam") == first
    report = Report.objects.get()
    assert (report.reason, report.note, report.closed_at) == ("abuse", "Грубит", None)


def test_nobody_reports_their_own_post_or_one_they_cannot_read():
    post = make_reply(make_topic())
    secret = make_reply(make_topic(make_section(readers=Standing.TEAM)))
    hidden = make_reply(make_topic(), hidden_at="2026-01-01T00:00Z")
    with pytest.raises(NotAllowed):
        reporting.report(post, post.author, "spam")
    for unseen in (secret, hidden):
        with pytest.raises(NotAllowed):
            reporting.report(unseen, make_user(), "spam")


def test_three_trusted_members_hide_a_post_until_somebody_looks():
    moderator, post = make_moderator(), make_reply(make_topic())
    first, second, third = trusted(3)
    reporting.report(post, first, "spam")
    reporting.report(post, second, "spam")
    assert post in Post.objects.standing()
    reporting.report(post, third, "spam")
    assert post not in Post.objects.standing()
    assert Notice.objects.filter(user=moderator, post=post).exists()
    posts.keep(post, moderator)
    assert post in Post.objects.standing()


def test_new_members_hide_nothing():
    post = make_reply(make_topic())
    for member in [*trusted(2), *(make_user() for _number in range(4))]:
        reporting.report(post, member, "spam")
    assert post in Post.objects.standing()


def test_reports_that_were_looked_at_count_no_more():
    post = make_reply(make_topic())
    first, second, third = trusted(3)
    reporting.report(post, first, "spam")
    reporting.report(post, second, "spam")
    posts.keep(post, make_moderator())
    reporting.report(post, third, "spam")
    assert post in Post.objects.standing()


def test_a_member_who_reports_everything_is_stopped(monkeypatch):
    monkeypatch.setattr(reporting, "MOST_A_DAY", 2)
    topic, member = make_topic(), make_user()
    for _number in range(2):
        reporting.report(make_reply(topic), member, "spam")
    with pytest.raises(TooFast):
        reporting.report(make_reply(topic), member, "spam")
