"""Posts written in a line, and what a search finds of them."""

import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.slugs import slugify
from search import finding
from search.asking import read
from search.results import Wish
from tests.factories import make_post

STRANGER = AnonymousUser()


def ask(text, user=STRANGER, **fields):
    return finding.find(Wish(read(text), **fields), user)


def keys(found):
    return [(result.kind, result.found.pk) for result in found.results]


def titles(text, user=STRANGER, **fields):
    return [result.hit.title for result in ask(text, user, **fields).results]


def written(title, body="", **fields):
    return make_post(
        title_ru=title, slug_ru=slugify(title, "ru"), body_ru=f"<p>{body or '—'}</p>", **fields
    )


def before(days):
    return timezone.now() - datetime.timedelta(days=days)


def shown(pieces):
    return "".join(f"[{text}]" if is_match else text for text, is_match in pieces)


def queries_of(text, **fields):
    with CaptureQueriesContext(connection) as queries:
        ask(text, **fields)
    return len(queries)
