"""Links to what is not out yet."""

import datetime

import pytest
from django.core import signing
from django.utils import timezone

from editing import previewing
from editing.models import PreviewLink
from tests.editing.people import make_writer
from tests.factories import make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def link():
    return previewing.make(make_post(published_at=None), "ru", by=make_writer())


def test_a_link_opens_what_it_was_made_for(link):
    assert previewing.opened(previewing.token(link)) == link
    assert list(previewing.of(link.object)) == [link]


def test_a_link_that_is_over_or_revoked_opens_nothing(link):
    token = previewing.token(link)
    PreviewLink.objects.update(expires_at=timezone.now())
    assert previewing.opened(token) is None
    PreviewLink.objects.update(expires_at=timezone.now() + datetime.timedelta(days=1))
    previewing.revoke(link)
    previewing.revoke(link)
    assert previewing.opened(token) is None
    assert not previewing.of(link.object)


def test_nobody_makes_a_token_but_the_site(link):
    forged = signing.Signer(key="x" * 50, salt=previewing.SALT).sign(str(link.pk))
    for token in (str(link.pk), forged, "", "x:y", signing.Signer(salt="other").sign(str(link.pk))):
        assert previewing.opened(token) is None
