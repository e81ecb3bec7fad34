"""`manage.py evaluate_search`: its contract, and that the site and it know nothing of each other."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit

import psycopg
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import connection

from search import counting, evaluating
from search.asking import read
from search.finding import find
from search.models import BestBet, Corpus, Lexeme, Page, Spelling, Word
from search.results import Wish
from tests.config.leaking import ROOT
from tests.factories import make_post

pytestmark = pytest.mark.django_db(transaction=True)

DOCUMENTS = [
    {"id": "owl", "title": "Сова", "body": "Совы летают ночью."},
    {"id": "fox", "title": "", "body": "Foxes sleep by day.\0"},
    {"id": "bear", "title": "Медведь " * 60, "body": "Спит зимой. \ud800"},
]
QUESTIONS = [
    {"query": "сова", "relevant": ["owl"]},
    {"query": "foxs sleeping", "relevant": ["fox", "owl"]},
    {"query": "ничегошеньки", "relevant": ["bear"]},
    {"query": "", "relevant": []},
]
TABLES = (Corpus, Lexeme, Word, Spelling, BestBet, Page)


def written(path, rows):
    path.write_text("\n".join(map(json.dumps, rows)) + "\n\n", encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    return {
        "documents": written(tmp_path / "documents.jsonl", DOCUMENTS),
        "queries": written(tmp_path / "queries.jsonl", QUESTIONS),
    }


def evaluate(**files):
    said = io.StringIO()
    call_command("evaluate_search", **files, stdout=said)
    return said.getvalue()


def schemas():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace")
        return {name for (name,) in cursor.fetchall()}


def search_path():
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        return cursor.fetchone()[0]


def is_free(lock):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM pg_locks JOIN pg_database AS here ON here.oid = pg_locks.database"
            " WHERE locktype = 'advisory' AND objid = %s AND datname = current_database()",
            [lock],
        )  # another process of this run may hold its own
        return cursor.fetchone() is None


def test_it_says_what_others_rely_on_and_nothing_else(files):
    said = evaluate(**files)
    figures = json.loads(said)
    assert said.count("\n") == 1
    assert list(figures) == ["mrr10", "recall10", "p50_ms", "p95_ms", "documents", "queries"]
    assert (figures["documents"], figures["queries"]) == (3, 4)
    assert (figures["mrr10"], figures["recall10"]) == (0.5, 0.375)
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]


def test_without_questions_or_documents_there_is_nothing_to_find(files, tmp_path):
    nothing = written(tmp_path / "nothing.jsonl", [])
    assert json.loads(evaluate(**files | {"documents": nothing}))["mrr10"] == 0
    assert json.loads(evaluate(**files | {"queries": nothing}))["queries"] == 0


def test_the_site_is_neither_found_nor_changed(files):
    make_post(title_ru="Сова", slug_ru="sova", body_ru="<p>Сова</p>")
    for name in ("mirrors", "protection"):
        Page.objects.create(name=name, language="ru", title="Сова", body="Сова")
    counting.count_all()
    before = [list(model.objects.order_by("pk").values()) for model in TABLES]
    found = []
    ids = {"owl": "1", "fox": "2", "bear": "3"}
    with evaluating.loaded(DOCUMENTS) as loaded:
        assert loaded == list(ids)
        sources = [evaluating.Documents()]
        found = find(Wish(read("сова")), AnonymousUser(), sources)
        assert Page.objects.count() == len(DOCUMENTS)
    assert [result.hit.address for result in found.results] == ["1"]
    assert [list(model.objects.order_by("pk").values()) for model in TABLES] == before
    assert find(Wish(read("летают")), AnonymousUser()).total.number == 0


@pytest.mark.parametrize("breaking", ["documents", "searching", None])
def test_nothing_is_left_however_it_ends(files, tmp_path, monkeypatch, breaking):
    if breaking == "documents":
        files["documents"].write_text(json.dumps(DOCUMENTS[0]) + "\n{", encoding="utf-8")
    if breaking == "searching":
        monkeypatch.setattr(evaluating, "find", lambda *_args: 1 / 0)
    if breaking:
        with pytest.raises((CommandError, ZeroDivisionError)):
            evaluate(**files)
    else:
        evaluate(**files)
    assert evaluating.SCHEMA not in schemas()
    assert evaluating.SCHEMA not in search_path()
    assert is_free(evaluating.LOCK)


def address():
    """Of the database tests run in, for another process."""
    name = connection.settings_dict["NAME"]
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def test_two_at_once_are_told_so(files):
    with psycopg.connect(address(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [evaluating.LOCK])
        with pytest.raises(CommandError, match=r"^Another evaluation runs in this database\.$"):
            evaluate(**files)
    wait_for(lambda: is_free(evaluating.LOCK))
    evaluate(**files)


def wait_for(what):
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_a_killed_one_left_the_next_one_clears_away(files, tmp_path):
    waiting = tmp_path / "waiting.jsonl"
    os.mkfifo(waiting)
    command = [sys.executable, "manage.py", "evaluate_search", "--documents", waiting]
    environment = os.environ | {"DATABASE_URL": address()}
    process = subprocess.Popen([*command, "--queries", files["queries"]], cwd=ROOT, env=environment)
    with waiting.open("w", encoding="utf-8") as documents:
        documents.write(json.dumps(DOCUMENTS[0]) + "\n")
        documents.flush()
        wait_for(lambda: evaluating.SCHEMA in schemas())
        with pytest.raises(CommandError, match="Another evaluation"):
            evaluate(**files)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert evaluating.SCHEMA in schemas()
    wait_for(lambda: is_free(evaluating.LOCK))
    assert json.loads(evaluate(**files))["documents"] == 3
    assert evaluating.SCHEMA not in schemas()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", r"line 2: Expecting property name"),
        ("[1]", r"line 2: it needs id, title, body"),
        ("5", r"line 2: it needs id, title, body"),
        ('{"id": "a", "title": "b"}', r"line 2: it needs id, title, body"),
        ('{"id": "a", "title": null, "body": ""}', r"line 2: it needs id, title, body"),
    ],
)
def test_a_bad_line_is_named(files, line, said):
    files["documents"].write_text(json.dumps(DOCUMENTS[0]) + "\n" + line, encoding="utf-8")
    with pytest.raises(CommandError, match=said) as raised:
        evaluate(**files)
    assert str(raised.value).startswith("Not in the format that is expected: ")
    assert "\n" not in str(raised.value)


def test_a_bad_question_is_named_before_anything_is_loaded(files, monkeypatch):
    monkeypatch.setattr(evaluating, "write", lambda documents: 1 / 0)
    files["queries"].write_text('{"query": "a", "relevant": "b"}', encoding="utf-8")
    with pytest.raises(CommandError, match=r"line 1: it needs query, relevant$"):
        evaluate(**files)


def test_a_file_that_is_not_there_is_named(files, tmp_path):
    for name in ("documents", "queries"):
        for path, said in ((tmp_path / "gone", "No such file"), (tmp_path, "Is a directory")):
            with pytest.raises(CommandError, match=f"^{path}: {said}"):
                evaluate(**files | {name: path})


def test_what_is_no_text_is_read_as_far_as_it_is_one(files, tmp_path):
    files["documents"].write_bytes(b'{"id": 1, "title": "\xff", "body": "owl"}')
    assert json.loads(evaluate(**files))["documents"] == 1
