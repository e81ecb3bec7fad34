"""The smallest valid rows. Every field can be given; nothing else is made beside them."""

import itertools

from django.utils import timezone

from accounts.models import User
from blog.models import Author, Post, Topic

_numbers = itertools.count(1)


def make_user(**fields):
    name = fields.pop("name", f"member-{next(_numbers)}")
    return User.objects.create_user(name, fields.pop("password", None), **fields)


def make_author(**fields):
    return Author.objects.create(**{"name_ru": "Редакция", "name_en": "Editors"} | fields)


def make_topic(**fields):
    number = next(_numbers)
    defaults = {"title_ru": f"Тема {number}", "slug_ru": f"tema-{number}"}
    return Topic.objects.create(**defaults | fields)


def make_post(**fields):
    """Published now; in Russian, unless a title in any language is given."""
    if not any(name.startswith("title") for name in fields):
        number = next(_numbers)
        fields = {
            "title_ru": f"Пост {number}",
            "slug_ru": f"post-{number}",
            "body_ru": "<p>Текст</p>",
        } | fields
    return Post.objects.create(**{"published_at": timezone.now()} | fields)


def make_translated_post(**fields):
    """One post in both languages: /ru/blog/dom/ and /en/blog/house/."""
    russian = {"title_ru": "Дом", "slug_ru": "dom", "body_ru": "<p>Да</p>"}
    english = {"title_en": "House", "slug_en": "house", "body_en": "<p>Yes</p>"}
    return make_post(**russian | english | fields)
