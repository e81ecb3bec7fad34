"""Covers that posts had before there was a library are its pictures now, and can be given back."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = [("blog", "0002_search")], [("blog", "0007_covers")]
COVERS = {  # by slug: the file's name and what is in it
    "river": ("blog/2025/river.png", b"water"),
    "river-again": ("blog/2025/river-2.png", b"water"),
    "house": ("blog/2025/house.png", b"walls"),
    "gone": ("blog/2025/gone.png", None),
}


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps.get_model("blog", "Post")


@pytest.fixture
def older(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrate(BEFORE)
    migrate(latest)


def write(posts):
    for slug, (name, content) in COVERS.items():
        if content:
            default_storage.save(name, ContentFile(content))
        post = posts.create(title_ru=slug, slug_ru=slug, body_ru="<p>Да</p>")
        values = {"cover_width": 16, "cover_height": 9, "cover_alt_ru": f"Это {slug}"}
        posts.filter(pk=post.pk).update(cover=name, **values)
    posts.create(title_ru="bare", slug_ru="bare", body_ru="<p>Да</p>")


def test_one_content_is_one_picture_and_the_way_back_is_open(older):
    write(older.objects)
    covers = {post.slug_ru: post.cover for post in migrate(AFTER).objects.select_related("cover")}
    assert covers["river"] == covers["river-again"]
    assert (covers["gone"], covers["bare"]) == (None, None)
    house = covers["house"]
    assert (house.file.name, house.width, house.alt_ru, house.cut, house.size) == (
        "blog/2025/house.png", 16, "Это house", "50-50", 5,
    )  # fmt: skip
    back = {post.slug_ru: post for post in migrate(BEFORE).objects.all()}
    assert back["river-again"].cover.name == "blog/2025/river.png"
    assert (back["house"].cover_width, back["house"].cover_alt_ru) == (16, "Это house")
    assert not back["bare"].cover
