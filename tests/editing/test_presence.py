"""Who has a text open."""

import datetime

import pytest
from django.utils import timezone

from editing import presence
from editing.models import Presence
from tests.editing.people import make_writer
from tests.factories import make_post

pytestmark = pytest.mark.django_db


def test_people_see_each_other_and_not_themselves():
    anna, boris, post = make_writer(), make_writer(), make_post()
    presence.come(anna, post)
    presence.come(anna, post)
    presence.come(boris, make_post())
    assert presence.others(anna, post) == []
    assert [each.person for each in presence.others(boris, post)] == [anna]
    presence.leave(anna, post)
    assert presence.others(boris, post) == []


def test_whoever_is_silent_has_gone():
    anna, post = make_writer(), make_post()
    presence.come(anna, post)
    Presence.objects.update(seen_at=timezone.now() - presence.LIFE - datetime.timedelta(seconds=1))
    assert presence.others(make_writer(), post) == []
    presence.tidy()
    assert not Presence.objects.exists()
