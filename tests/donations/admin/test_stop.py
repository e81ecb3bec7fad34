"""Stopping a monthly donation in the admin."""

import pytest
from django.contrib.admin.models import LogEntry

from donations import gateway, remote
from donations.models import Subscription
from tests.donations.admin.staff import client_of
from tests.donations.factories import make_subscription

pytestmark = pytest.mark.django_db
RIGHTS = ("view_subscription", "stop_subscription")


@pytest.fixture
def running(play):
    play.give()
    return Subscription.objects.get()


def path(row, page="stop"):
    return f"/admin/donations/subscription/{row.pk}/{page}/"


def test_it_is_asked_once_more_then_stopped_and_logged(play, running):
    client = client_of(*RIGHTS)
    assert path(running) in client.get(path(running, "change")).content.decode()
    assert client.get(path(running)).status_code == 200
    response = client.post(path(running), follow=True)
    assert response.redirect_chain == [(path(running, "change"), 302)]
    running.refresh_from_db()
    assert running.state == "ending"
    assert gateway.subscription(running.stripe_id).cancel_comment == "treasurer"
    assert LogEntry.objects.get().object_id == str(running.pk)
    assert path(running) not in response.content.decode()
    play.stripe.advance(days=40)
    play.hear()
    running.refresh_from_db()
    assert (running.state, running.end_reason) == ("ended", "treasurer")


def test_stopping_twice_is_stopping_once(running):
    client = client_of(*RIGHTS)
    client.post(path(running))
    assert client.get(path(running)).status_code == 302
    assert client.post(path(running)).status_code == 302
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("right", RIGHTS)
def test_who_has_half_the_right_has_none(running, right):
    client = client_of(right)
    assert client.get(path(running)).status_code == 403
    assert client.post(path(running)).status_code == 403
    running.refresh_from_db()
    assert running.state == "active"
    if right == "view_subscription":
        assert path(running) not in client.get(path(running, "change")).content.decode()


def test_the_stranger_is_sent_to_the_door(client, running):
    assert client.post(path(running)).status_code == 302
    running.refresh_from_db()
    assert running.state == "active"


def test_getting_the_page_stops_nothing(running):
    client = client_of(*RIGHTS)
    client.get(path(running))
    assert client.put(path(running)).status_code == 405
    running.refresh_from_db()
    assert (running.state, running.stop_asked_by) == ("active", "")
    assert not LogEntry.objects.exists()


def test_a_forged_form_stops_nothing(running):
    client = client_of(*RIGHTS)
    client.handler.enforce_csrf_checks = True
    assert client.post(path(running)).status_code == 403
    running.refresh_from_db()
    assert running.state == "active"


def test_when_stripe_is_silent_nobody_is_told_that_it_stopped(running, monkeypatch):
    def silent(*_args, **_options):
        raise remote.Unavailable("Timeout")

    monkeypatch.setattr(gateway, "set_ending", silent)
    response = client_of(*RIGHTS).post(path(running), follow=True)
    running.refresh_from_db()
    assert running.is_stopping
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    assert LogEntry.objects.count() == 1


def test_what_is_over_is_not_offered(admin_client):
    row = make_subscription(state="ended")
    assert path(row) not in admin_client.get(path(row, "change")).content.decode()
    assert admin_client.get(path(row)).status_code == 302
