"""The export of the site: all that is public, nothing else, the same bytes each time."""

import datetime
import gc
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from config import exporting
from donations.models import Campaign, Use, today
from forum import anonymity, polling
from forum import exporting as forum
from forum.demo import generating
from forum.models import Edit, Like, OldAddress, Post, Topic
from search import bets, spellings
from search.models import BestBet, Spelling
from tests.factories import make_picture, make_translated_post, make_user
from tests.forum.factories import make_replies, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db
SECRET = "Тайна"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "from"


@pytest.fixture
def export(tmp_path):
    """Run the command; rows by file."""

    def run(folder="out"):
        call_command("export_site", str(tmp_path / folder), stdout=StringIO())
        paths = (tmp_path / folder).glob("*.jsonl")
        return {path.stem: list(map(json.loads, path.read_text().splitlines())) for path in paths}

    return run


def everything(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def whole_forum():
    section = make_section(allows_anonymous=True)
    topic = make_topic(section, title="Марки", author=make_user(name="Nadia"))
    reply = make_reply(topic, author=make_user(name="Boris"), text="У вокзала.", like_count=3)
    make_reply(topic, author=None, author_key=anonymity.author_key(topic.pk, reply.author_id))
    make_reply(topic, author=None, imported_author="mila-3")
    make_reply(topic, author=None, text="Ушёл")
    Edit.objects.create(post=reply, text="У причала.")
    Topic.objects.filter(pk=topic.pk).update(answer=reply, answered_at=timezone.now())
    return topic


# What is in it


def test_topics_and_posts_are_in_it_in_their_order(export):
    topic = whole_forum()
    OldAddress.objects.create(path="/forum/a/b", topic=topic)
    rows = export()
    assert [row["slug"] for row in rows["forum_sections"]] == [topic.section.slug]
    [row] = rows["forum_topics"]
    reply = rows["forum_posts"][1]
    assert (row["title"], row["reply_count"], row["answer"]) == ("Марки", 4, reply["id"])
    assert [post["number"] for post in rows["forum_posts"]] == [0, 1, 2, 3, 4]
    assert (reply["text"], reply["author"], reply["like_count"]) == ("У вокзала.", "Boris", 3)
    assert reply["earlier"][0]["text"] == "У причала."
    assert rows["forum_old_addresses"] == [
        {"path": "/forum/a/b", "section": None, "topic": topic.pk}
    ]


def test_who_wrote_is_told_as_the_page_tells_it(export):
    whole_forum()
    authors = [(post["author"], post["is_anonymous"]) for post in export()["forum_posts"]]
    assert authors == [
        ("Nadia", False),
        ("Boris", False),
        (None, True),
        ("mila-3", False),
        (None, False),
    ]


def test_a_name_that_goes_from_posts_goes_from_the_export(export):
    old = timezone.now() - datetime.timedelta(days=9)
    make_topic(author=make_user(name="Nadia", name_hidden_after=7), created_at=old)
    assert export()["forum_posts"][0]["author"] is None


def test_polls_come_with_votes_by_choice_unless_they_keep_them_back(export):
    for hides in (False, True):
        topic = make_topic()
        closes = timezone.now() + datetime.timedelta(days=1)
        question = polling.Question("Да?", ["Да", "Нет"], closes_at=closes, hides_results=hides)
        poll = polling.ask(topic, question)
        polling.vote(poll, make_user(), [poll.options.first().pk])
    polls = [topic["poll"]["options"] for topic in export()["forum_topics"]]
    assert [[option["votes"] for option in options] for options in polls] == [[1, 0], [None, None]]


def test_the_blog_and_what_money_does_are_in_it(export):
    post = make_translated_post()
    make_translated_post(title_ru=SECRET, slug_ru="x", slug_en="y", published_at=None)
    Use.objects.create(title_ru="Почта", share=28)
    for days, title in [(1, "Книги"), (-1, SECRET)]:
        starts = today() - datetime.timedelta(days=days)
        Campaign.objects.create(title_ru=title, goal=100, starts_on=starts)
    rows = export()
    [row] = rows["blog_posts"]
    assert (row["id"], row["title_ru"], row["title_en"]) == (post.pk, "Дом", "House")
    assert [use["title_ru"] for use in rows["donations_uses"]] == ["Почта"]
    assert [campaign["title_ru"] for campaign in rows["donations_campaigns"]] == ["Книги"]


def test_what_editors_told_the_search_is_in_it(export):
    spellings.keep(Spelling(words=["Нерша", "Nersha"]))
    bets.keep(BestBet(queries="стоп\nstop", title_en="Stop", address_en="/en/"))
    rows = export()
    assert [row["words"] for row in rows["search_spellings"]] == [["Нерша", "Nersha"]]
    [bet] = rows["search_best_bets"]
    assert (bet["queries"], bet["address_en"], bet["title_ru"]) == (["стоп", "stop"], "/en/", None)


def test_pictures_that_are_shown_go_along(export, tmp_path):
    for name in ("forum/ab/shown.png", "forum/ab/other.png"):
        default_storage.save(name, ContentFile(b"png"))
    make_topic(text="![](/media/forum/ab/shown.png) ![](/media/../../../etc/passwd)")
    export()
    found = [path.name for path in (tmp_path / "out/media").rglob("*") if path.is_file()]
    assert found == ["shown.png"]


def test_of_the_library_what_is_shown_is_in_it(export):
    cover, inside, of_draft, _unused = (make_picture() for _number in range(4))
    body = f'<p>Да</p><img src="/media/{inside.file.name}" alt="">'
    make_translated_post(body_ru=body, cover=cover)
    make_translated_post(slug_ru="x", slug_en="y", cover=of_draft, published_at=None)
    rows = export()
    assert [row["file"] for row in rows["library_pictures"]] == [cover.file.name, inside.file.name]
    assert rows["blog_posts"][0]["cover"] == cover.file.name
    assert rows["library_documents"] == []


def test_merged_topics_say_where_they_went(export):
    topic = make_topic()
    gone = make_topic(merged_into=topic)
    OldAddress.objects.create(path="/forum/a/b", topic=gone)
    rows = export()
    assert rows["forum_merged"] == [{"id": gone.pk, "into": topic.pk}]
    assert [row["id"] for row in rows["forum_topics"]] == [topic.pk]
    assert rows["forum_old_addresses"][0]["topic"] == gone.pk


# What is not


@pytest.mark.parametrize("state", ["hidden_at", "held_at", "deleted_at"])
def test_what_does_not_stand_is_not_in_it(export, tmp_path, state):
    topic = make_topic()
    make_reply(topic, text=SECRET, **{state: timezone.now()})
    if state != "deleted_at":
        make_topic(title=SECRET, **{state: timezone.now()})
    export()
    assert SECRET.encode() not in b"".join(everything(tmp_path / "out").values())


@pytest.mark.parametrize("readers", [1, 4])
def test_sections_for_members_are_not_in_it(export, tmp_path, readers):
    parent = make_section(readers=readers, name_ru=SECRET)
    for section in (parent, make_section(parent=parent, name_ru=SECRET)):
        topic = make_topic(section, title=SECRET, text=SECRET)
        OldAddress.objects.create(path=f"/forum/{SECRET}/{topic.pk}", topic=topic)
        make_topic(section, merged_into=topic)
    export()
    assert SECRET.encode() not in b"".join(everything(tmp_path / "out").values())


def test_earlier_versions_for_the_team_are_not_in_it(export):
    topic = make_topic(make_section(history_readers=4))
    Edit.objects.create(post=topic.opening, text=SECRET)
    assert export()["forum_posts"][0]["earlier"] == []


def test_no_key_leads_to_anybody(export, tmp_path):
    topic = whole_forum()
    user = make_user()
    Like.objects.create(post=topic.opening, liker=anonymity.liker_key(topic.opening_id, user.pk))
    export()
    bytes_ = b"".join(everything(tmp_path / "out").values())
    keys = [*topic.posts.exclude(author_key="").values_list("author_key", flat=True)]
    keys += Like.objects.values_list("liker", flat=True)
    assert len(keys) == 2 and not any(key.encode() in bytes_ for key in keys)


# How it is written


def test_two_runs_give_the_same_bytes(export, tmp_path):
    whole_forum()
    make_translated_post()
    export("one")
    export("two")
    assert everything(tmp_path / "one") == everything(tmp_path / "two")
    export("one")
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


def test_the_manifest_counts_what_is_there(export, tmp_path):
    whole_forum()
    rows = export()
    manifest = json.loads((tmp_path / "out/export.json").read_text())
    counts = {name: len(found) for name, found in rows.items()}
    assert manifest["files"] == {**counts, "media": 0}
    assert set(rows) == {*exporting.FILES, *exporting.SHOWN}


def test_a_folder_with_other_things_is_left_alone(export, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/letters.txt").write_text("да")
    with pytest.raises(CommandError):
        export()
    assert list(everything(tmp_path / "out")) == ["letters.txt"]


def test_no_more_than_some_rows_are_in_memory_at_once(monkeypatch):
    monkeypatch.setattr(forum, "CHUNK", 10)
    make_replies(make_topic(), 300)
    rows = forum.posts()
    for _number in range(250):
        next(rows)
    gc.collect()
    assert sum(isinstance(each, Post) for each in gc.get_objects()) <= 30


def test_every_file_is_described():
    described = (Path(__file__).parents[2] / "docs/export.md").read_text()
    assert all(f"`{name}`" in described for name in (*exporting.FILES, *exporting.SHOWN))


def test_a_large_forum_takes_a_bounded_number_of_questions(django_assert_max_num_queries, tmp_path):
    generating.write_generated(50, 100)
    with django_assert_max_num_queries(40):
        exporting.export(tmp_path / "out")
