"""Puts demo content into the database: the written posts with their pictures, and generated ones."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from blog.demo import content, pictures
from blog.models import Author, Post, Topic
from core import html
from core.languages import LANGUAGES
from editing.states import Stage
from editing.texts import MOMENTS
from library import renditions, taking, usage
from library.models import Picture
from library.renditions import CENTRE

FOLDER = "demo"  # below MEDIA_ROOT; the posts' figures name it too
SEED = 1
BATCH = 5_000  # posts in one COPY; some 20 MB

TRANSLATED = ("title", "slug", "summary", "body")
COLUMNS = (
    "id", "title", "title_ru", "title_en", "slug", "slug_ru", "slug_en",
    "summary", "summary_ru", "summary_en", "body", "body_ru", "body_en", "author_id",
    "published_at", *MOMENTS, "stage", *(f"stage_{code}" for code in LANGUAGES),
    "created_at", "updated_at",
)  # fmt: skip


def write_demo() -> int:
    """Add the written posts that are missing, pictures drawn and ready; how many were added."""
    topics, authors = write_topics(), write_authors()
    missing = [demo for demo in content.load() if not is_there(demo)]
    shown = write_pictures() if missing else {}
    for demo in missing:
        with transaction.atomic():
            post = write_post(demo, authors[demo.author], shown[demo.cover])
            post.topics.set([topics[key] for key in demo.topics])
            usage.note(post)
    return len(missing)


def is_there(demo: content.DemoPost) -> bool:
    code, version = next(iter(demo.versions.items()))
    return Post.objects.filter(**{f"slug_{code}": version.slug}).exists()


def write_post(demo: content.DemoPost, author: Author, cover: Picture) -> Post:
    post = Post(author=author, cover=cover)
    for code, version in demo.versions.items():
        setattr(post, f"published_at_{code}", demo.published_at)
        for field in TRANSLATED:
            value = getattr(version, field)
            setattr(post, f"{field}_{code}", html.clean(value) if field == "body" else value)
    post.save()
    taking.describe(cover, {code: version.cover_alt for code, version in demo.versions.items()})
    return post


def write_pictures() -> dict[str, Picture]:
    """Rows of the library by the picture's name; those that weren't there are drawn."""
    with ThreadPoolExecutor() as pool:  # drawing and encoding leave Python's lock free
        drawn = dict(zip(pictures.names(), pool.map(draw, pictures.names()), strict=True))
        shown = {name: write_picture(name, png) for name, png in drawn.items()}
        new = [picture for picture in shown.values() if not picture.cut]
        list(pool.map(make_renditions, new))
    Picture.objects.filter(pk__in=[each.pk for each in new]).update(cut=CENTRE)
    return shown


def write_picture(name: str, png: bytes) -> Picture:
    """Kept as it was drawn, under the name by which the posts' texts show it."""
    width, height = pictures.size(name)
    values = {
        "file": path(name),
        "width": width,
        "height": height,
        "size": len(png),
        "sent_hash": taking.digest(png),
    }
    return Picture.objects.get_or_create(content_hash=taking.digest(png), defaults=values)[0]


def write_topics() -> dict[str, Topic]:
    return {
        each.key: Topic.objects.get_or_create(
            slug_ru=each.slug_ru,
            defaults={
                "title_ru": each.title_ru,
                "title_en": each.title_en,
                "slug_en": each.slug_en,
            },
        )[0]
        for each in content.topics()
    }


def write_authors() -> dict[str, Author]:
    return {
        each.key: Author.objects.get_or_create(name_ru=each.name_ru, name_en=each.name_en)[0]
        for each in content.authors()
    }


def path(name: str) -> str:
    return f"{FOLDER}/{name}.png"


def draw(name: str) -> bytes:
    """The same every time, so that what is there needn't be written again."""
    png = pictures.png(name)
    if not default_storage.exists(path(name)):
        default_storage.save(path(name), ContentFile(png))
    return png


def make_renditions(picture: Picture) -> None:
    """At once rather than by job: the first page a newcomer sees has its pictures."""
    renditions.make(picture, CENTRE)


def write_generated(count: int) -> int:
    """Make sure the first `count` generated posts are there; how many were added.

    The same posts every time; several thousand a second by COPY, each batch in its own transaction.
    """
    topics, authors = write_topics(), write_authors()
    posts = islice(content.generate(SEED), count)
    added = 0
    while batch := list(islice(posts, BATCH)):
        slugs = Post.objects.filter(slug_ru__in=[post.slug_ru for post in batch])
        present = set(slugs.values_list("slug_ru", flat=True))
        added += copy([post for post in batch if post.slug_ru not in present], topics, authors)
    return added


@transaction.atomic
def copy(
    posts: list[content.GeneratedPost], topics: dict[str, Topic], authors: dict[str, Author]
) -> int:
    through = Post.topics.through
    with connection.cursor() as cursor:
        ids = reserve(Post._meta.db_table, len(posts))
        with cursor.copy(f"COPY {Post._meta.db_table} ({', '.join(COLUMNS)}) FROM STDIN") as rows:
            for pk, post in zip(ids, posts, strict=True):
                rows.write_row(tuple(values(pk, post, authors[post.author].pk)))
        links = [(pk, key) for pk, post in zip(ids, posts, strict=True) for key in post.topics]
        with cursor.copy(f"COPY {through._meta.db_table} (post_id, topic_id) FROM STDIN") as rows:
            for pk, key in links:
                rows.write_row((pk, topics[key].pk))
    return len(posts)


def values(pk: int, post: content.GeneratedPost, author: int) -> Iterator[object]:
    """The values of COLUMNS; a translated field's own column repeats the Russian one."""
    yield pk
    for field in ("title", "slug", "summary", "body"):
        russian, english = getattr(post, f"{field}_ru"), getattr(post, f"{field}_en")
        yield from (russian, russian, english)
    yield from (author, *[post.published_at] * (1 + len(MOMENTS)))
    yield from [Stage.DRAFT] * (1 + len(LANGUAGES))
    yield from (post.published_at, timezone.now())


def reserve(table: str, count: int) -> list[int]:
    """Numbers of the table's sequence that nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]
