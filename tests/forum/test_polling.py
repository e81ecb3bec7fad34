import datetime

import pytest
from django.utils import timezone

from forum import liking, polling
from forum.models import Like, Suspension, Vote
from forum.polling import Question
from forum.refusals import Locked, NotAllowed, Suspended
from tests.factories import make_user
from tests.forum.factories import make_topic

pytestmark = pytest.mark.django_db


def make_poll(**more):
    return polling.ask(make_topic(), Question("Когда?", ["Утром", "Днём", "Вечером"], **more))


def vote(poll, user, *places):
    options = list(poll.options.all())
    polling.vote(poll, user, [options[place].pk for place in places])


def shares(state):
    return [choice.share for choice in state.choices]


def test_choices_stay_in_the_order_they_were_written_in():
    poll = make_poll()
    vote(poll, make_user(), 2)
    texts = [choice.option.text for choice in polling.state(poll, None).choices]
    assert texts == ["Утром", "Днём", "Вечером"]


def test_votes_are_counted_and_each_sees_their_own():
    poll, user = make_poll(is_multiple=True), make_user()
    vote(poll, user, 0, 1)
    vote(poll, make_user(), 1)
    state = polling.state(poll, user)
    assert (state.voters, shares(state)) == (2, [50, 100, 0])
    assert [choice.is_mine for choice in state.choices] == [True, True, False]


def test_results_are_shown_after_voting_or_after_closing():
    poll, user = make_poll(), make_user()
    assert not polling.state(poll, user).shows_results
    vote(poll, user, 0)
    assert polling.state(poll, user).shows_results
    assert not polling.state(poll, make_user()).shows_results
    poll.closes_at = timezone.now() - datetime.timedelta(seconds=1)
    assert polling.state(poll, None).shows_results


def test_results_may_wait_for_the_end():
    poll, user = (
        make_poll(closes_at=timezone.now() + datetime.timedelta(days=1), hides_results=True),
        make_user(),
    )
    vote(poll, user, 0)
    assert not polling.state(poll, user).shows_results


def test_a_closed_poll_takes_no_votes():
    poll = make_poll(closes_at=timezone.now() - datetime.timedelta(seconds=1))
    with pytest.raises(Locked):
        vote(poll, make_user(), 0)


def test_only_its_own_choices_and_as_many_as_it_says():
    poll, other = make_poll(), make_poll()
    with pytest.raises(NotAllowed):
        vote(poll, make_user(), 0, 1)
    with pytest.raises(NotAllowed):
        polling.vote(poll, make_user(), [other.options.first().pk])
    assert not Vote.objects.exists()


def test_a_vote_s_row_tells_nobody_and_differs_in_each_poll():
    user, polls = make_user(), [make_poll(), make_poll()]
    for poll in polls:
        vote(poll, user, 0)
    one, two = Vote.objects.all()
    assert one.voter != two.voter
    assert {field.name for field in Vote._meta.get_fields()} == {"id", "option", "voter"}


def test_a_poll_takes_one_query(django_assert_num_queries):
    poll = make_poll()
    vote(poll, make_user(), 0)
    user = make_user()
    with django_assert_num_queries(1):
        polling.state(poll, user)


def test_who_may_not_write_neither_votes_nor_likes():
    user, poll = make_user(), make_poll()
    Suspension.objects.create(member=user, reason="Пауза")
    with pytest.raises(Suspended):
        vote(poll, user, 0)
    with pytest.raises(Suspended):
        liking.like(poll.topic.opening, user)
    assert not Vote.objects.exists() and not Like.objects.exists()
