"""The smallest valid rows. Every field can be given; nothing else is made beside them."""

import itertools
import time

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.utils import timezone

from accounts.models import User
from blog.models import Author, Post, Topic
from core.languages import LANGUAGES
from core.sealing import unseal
from library.models import Picture, new_name
from pages.models import Page

_numbers = itertools.count(1)
SYLLABLES = ["ka", "ke", "ko", "ta", "te", "to", "sa", "se", "so", "ra"]


def spelled(number):
    """A number in letters: names that differ in digits alone pass for one another beside staff."""
    return "".join(SYLLABLES[int(digit)] for digit in str(number))


def make_user(**fields):
    name = fields.pop("name", f"member-{spelled(next(_numbers))}")
    return User.objects.create_user(name, fields.pop("password", None), **fields)


def make_member(*, email, **fields):
    """A member with a confirmed address."""
    user = make_user(**fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def make_editor(**fields):
    """Staff who may do everything, with an authenticator app."""
    user = make_user(**{"is_staff": True, "is_superuser": True} | fields)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    return user


def totp_code(user):
    """What the member's authenticator app shows now."""
    app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    counter = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(unseal(app.data["secret"]), counter))


def sign_in(client, user, method="password", **more):
    """What signing in leaves in the session, just now: sensitive pages don't ask again."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": method, "at": time.time(), "reauthenticated": True} | more
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def sign_in_with_second_factor(client, user):
    """By the app, which the user must have."""
    app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    sign_in(client, user, "mfa", id=app.pk, type=app.type)


def make_picture(**fields):
    """A row whose renditions are said to be made; there is no file."""
    name = new_name()
    defaults = {
        "file": f"library/{name}.webp",
        "width": 1440,
        "height": 810,
        "size": 9,
        "cut": "50-50",
    }
    return Picture.objects.create(
        **defaults | {"sent_hash": name.encode(), "content_hash": name.encode()} | fields
    )


def make_author(**fields):
    return Author.objects.create(**{"name_ru": "Редакция", "name_en": "Editors"} | fields)


def make_topic(**fields):
    number = next(_numbers)
    defaults = {"title_ru": f"Тема {number}", "slug_ru": f"tema-{number}"}
    return Topic.objects.create(**defaults | fields)


def make_post(**fields):
    """Published now in each language it is whole in; in Russian, unless a title in any is given.

    `published_at` is of all its languages, `published_at_en` of one.
    """
    if not any(name.startswith("title") for name in fields):
        number = next(_numbers)
        fields = {
            "title_ru": f"Пост {number}",
            "slug_ru": f"post-{number}",
            "body_ru": "<p>Текст</p>",
        } | fields
    return Post.objects.create(**published(**fields))


def published(*, published_at=..., **fields):
    """The fields with a moment for each language that is whole, unless it has one."""
    moment = timezone.now() if published_at is ... else published_at
    whole = [
        code for code in LANGUAGES if fields.get(f"title_{code}") and fields.get(f"body_{code}")
    ]
    return {f"published_at_{code}": moment for code in whole} | fields


def make_translated_post(**fields):
    """One post in both languages: /ru/blog/dom/ and /en/blog/house/."""
    russian = {"title_ru": "Дом", "slug_ru": "dom", "body_ru": "<p>Да</p>"}
    english = {"title_en": "House", "slug_en": "house", "body_en": "<p>Yes</p>"}
    return make_post(**russian | english | fields)


def make_page(**fields):
    """A page in both languages: /ru/kto-my/ and /en/who-we-are/, published now."""
    russian = {"title_ru": "Кто мы", "slug_ru": "kto-my", "body_ru": "<p>Да</p>"}
    english = {"title_en": "Who we are", "slug_en": "who-we-are", "body_en": "<p>Yes</p>"}
    return Page.objects.create(**published(**russian | english | fields))
