"""What the site promises to protect, each with the check that has to pass before it is said."""

import logging
from collections.abc import Callable
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from config import giving_checks, search_checks, talking_checks
from config import protection_checks as checks
from config.models import ProtectionCheck
from config.visiting import Unconfirmed
from core.scrubbing import describe, scrub

logger = logging.getLogger(__name__)


class Protection(NamedTuple):
    key: str
    sentence: StrPromise
    check: Callable[[], str]  # what was seen; raises Unconfirmed


class Group(NamedTuple):
    title: StrPromise
    protections: list[Protection]


GROUPS = [
    Group(
        _("While you read"),
        [
            Protection("no-cookie", _("No cookie is set while you only read."), checks.no_cookie),
            Protection(
                "no-record",
                _(
                    "Reading writes nothing about you into our database: of a forum topic the views are"
                    " added up, and words that no search finds are counted by days; of readers"
                    " nothing is known."
                ),
                checks.no_record,
            ),
            Protection(
                "no-third-party",
                _(
                    "Pages load nothing from other sites: no font, counter, script or picture that"
                    " would tell anybody you are here. What a post shows of YouTube, Telegram or X is"
                    " loaded when you ask for it."
                ),
                checks.no_third_party,
            ),
            Protection(
                "referrer",
                _("A link you follow from here does not tell the next site where you came from."),
                checks.referrer,
            ),
            Protection(
                "no-script", _("Everything works with scripts turned off."), checks.no_script
            ),
            Protection(
                "own-files",
                _(
                    "Your browser is told to run this site’s own files only: a script slipped into"
                    " a page stays dead."
                ),
                checks.own_files,
            ),
            Protection(
                "first-visit",
                _("A first visit fits in 14 KB, and so gets through a bad mobile connection."),
                checks.first_visit,
            ),
            Protection(
                "search",
                _(
                    "One search finds everything, in both languages at once, and forgives slips and"
                    " the wrong keyboard layout. Who looked for what is written down nowhere."
                ),
                search_checks.one_search,
            ),
            Protection(
                "languages",
                _("Every word of the site is there in Russian and in English."),
                checks.languages,
            ),
        ],
    ),
    Group(
        _("On our server"),
        [
            Protection(
                "encrypted",
                _(
                    "The connection is always encrypted, and your browser remembers never to come"
                    " without encryption."
                ),
                checks.encrypted,
            ),
            Protection(
                "no-address",
                _(
                    "We searched every table of our database: no internet address of a visitor, and"
                    " no e-mail address or phone number outside its place."
                ),
                checks.no_address,
            ),
            Protection(
                "logs",
                _("Our logs hold no internet address, name, search or text of yours."),
                checks.logs,
            ),
            Protection(
                "uploads",
                _("An uploaded picture opens in a sandbox, where nothing hidden in it can run."),
                checks.uploads,
            ),
        ],
    ),
    Group(
        _("If you have an account"),
        [
            Protection(
                "passwords",
                _(
                    "Passwords are kept as Argon2 hashes: nobody can read them back, not even we can."
                ),
                checks.passwords,
            ),
            Protection(
                "sessions",
                _(
                    "What we keep to know you are signed in is encrypted. A stolen database lets"
                    " nobody in."
                ),
                checks.sessions,
            ),
            Protection(
                "cookies",
                _(
                    "The cookie that keeps you signed in is out of reach of scripts and never sent"
                    " without encryption."
                ),
                checks.cookies,
            ),
        ],
    ),
    Group(
        _("If you write in the forum"),
        [
            Protection(
                "anonymous",
                _(
                    "Where a post may be written without a name, the database doesn’t hold its author:"
                    " only a hash that can’t be turned back without a key kept elsewhere."
                ),
                talking_checks.anonymous,
            ),
            Protection(
                "secret-votes",
                _(
                    "Who voted for what, liked what and read what: no table of ours leads to a member."
                ),
                talking_checks.secret_votes,
            ),
            Protection(
                "masked",
                _(
                    "E-mail addresses, phone and card numbers in posts are masked in search, feeds,"
                    " letters and excerpts."
                ),
                talking_checks.masked,
            ),
        ],
    ),
    Group(
        _("If you give"),
        [
            Protection(
                "stop",
                _(
                    "A monthly donation stops in two clicks from your private link, without an account."
                ),
                giving_checks.stop,
            ),
            Protection(
                "no-donor",
                _(
                    "Our database holds no donor’s name, address or card: only numbers of the"
                    " payment service, and hashes that can’t be turned back without a key kept"
                    " elsewhere. No account is tied to a donation."
                ),
                giving_checks.no_donor,
            ),
            Protection(
                "payments",
                _("The database itself refuses to change or delete a payment once it is recorded."),
                giving_checks.payments,
            ),
        ],
    ),
]
PROTECTIONS = [protection for group in GROUPS for protection in group.protections]


def check_all() -> list[ProtectionCheck]:
    """Run every check against the site as it is now and remember the results. Some seconds."""
    return [remember(protection, *outcome(protection)) for protection in PROTECTIONS]


def outcome(protection: Protection) -> tuple[bool, str]:
    """Whether it holds, and what was seen. A check that breaks has confirmed nothing."""
    try:
        with transaction.atomic():
            return True, protection.check()
    except Unconfirmed as reason:
        return False, str(reason)
    except Exception as error:
        logger.exception("The check %s broke", protection.key)
        return False, describe(error)


def remember(protection: Protection, passed: bool, detail: str) -> ProtectionCheck:
    values = {"passed": passed, "checked_at": timezone.now(), "detail": scrub(detail)[:300]}
    check, _created = ProtectionCheck.objects.update_or_create(key=protection.key, defaults=values)
    return check
