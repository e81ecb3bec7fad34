"""Covers become pictures of the library: the files stay where they are, and so do their renditions.

A file that is missing has no content to tell it by: its post is left without a cover.
"""

import hashlib

import django.db.models.deletion
from django.db import migrations, models

COVER = ("cover_alt", "cover_alt_ru", "cover_alt_en", "cover_height", "cover_width", "cover")


def of_posts(apps, schema_editor):
    Post = apps.get_model("blog", "Post")
    with_cover = Post.objects.exclude(cover="").defer("body", "body_ru", "body_en")
    for post in with_cover.order_by("pk").iterator(500):
        if post.cover.storage.exists(post.cover.name):
            picture = in_library(apps.get_model("library", "Picture"), post)
            Post.objects.filter(pk=post.pk).update(picture=picture)
    settle(apps, schema_editor)


def in_library(Picture, post):
    with post.cover.storage.open(post.cover.name) as file:
        digest = hashlib.file_digest(file, "sha256").digest()
        size = file.size
    alts = {f"alt{end}": getattr(post, f"cover_alt{end}") for end in ("", "_ru", "_en")}
    values = {
        "file": post.cover.name,
        "width": post.cover_width,
        "height": post.cover_height,
        "size": size,
        "cut": "50-50",
        "sent_hash": digest,
        "uploaded_at": post.created_at,
    }
    return Picture.objects.get_or_create(content_hash=digest, defaults=values | alts)[0]


def of_files(apps, schema_editor):
    Post = apps.get_model("blog", "Post")
    for picture in apps.get_model("library", "Picture").objects.iterator(500):
        alts = {f"cover_alt{end}": getattr(picture, f"alt{end}") for end in ("", "_ru", "_en")}
        size = {"cover_width": picture.width, "cover_height": picture.height}
        Post.objects.filter(picture=picture).update(cover=picture.file.name, **size, **alts)
    settle(apps, schema_editor)


def settle(apps, schema_editor):
    """Columns can't be dropped while keys of the same transaction wait to be checked."""
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0006_redirect'),
        ('library', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='picture',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.picture', verbose_name='cover'),
        ),
        migrations.RunPython(of_posts, of_files),
        *(migrations.RemoveField(model_name='post', name=name) for name in COVER),
        migrations.RenameField(model_name='post', old_name='picture', new_name='cover'),
    ]
