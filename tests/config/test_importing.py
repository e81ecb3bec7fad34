"""An export taken back: the same site, byte by byte, or nothing at all."""

import datetime
import json
import re
from io import BytesIO, StringIO

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from blog.models import Author, Post, Redirect
from blog.models import Topic as Subject
from config import exporting, importing
from core import incoming
from donations.models import Campaign, CampaignRate, Use, today
from editing import saving, translating
from forum import anonymity, polling
from forum.models import Discussion, Edit, OldAddress, Picture, Section, Topic, Vote
from forum.models import Post as Reply
from library import models as library
from library import taking, usage
from pages.models import FormerSlug, MenuItem, Page
from search import bets, spellings
from search.models import BestBet, Spelling
from tests.factories import (
    make_author,
    make_page,
    make_picture,
    make_translated_post,
    make_user,
)
from tests.factories import make_topic as make_subject
from tests.forum.factories import make_reply, make_section, make_topic
from tests.library.sending import paper

pytestmark = pytest.mark.django_db
NOW = timezone.now()
REPORT = "library/bcdfghjkl/report.pdf"
MODELS = (
    FormerSlug, Page, Redirect, Post, Subject, Author, OldAddress, Reply, Topic, Section, Use, Campaign,
    library.Picture, library.Document,
)  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "from"


def png(size=(64, 36)):
    out = BytesIO()
    Image.new("RGB", size, "tan").save(out, "PNG")
    return out.getvalue()


def everything(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def shelved(name, content, **fields):
    """A picture of the library."""
    default_storage.save(name, ContentFile(content))
    hashes = dict.fromkeys(("sent_hash", "content_hash"), taking.digest(content))
    return make_picture(file=name, **hashes, **fields)


def whole_library():
    """What is shown in texts; the cover; and what nobody sees."""
    hashes = dict.fromkeys(("sent_hash", "content_hash"), b"paper")
    default_storage.save(REPORT, ContentFile(paper(2)))
    library.Document.objects.create(file=REPORT, size=9, pages=2, title_ru="Отчёт", **hashes)
    shelved("library/hidden.png", png((8, 8)))
    shelved("library/inside.png", png((9, 9)), alt_en="A wheel")
    return shelved("blog/2026/mill.png", png(), alt_ru="Мельница", credit="Vera", focus_x=20)


def whole_blog():
    cover = whole_library()
    default_storage.save("blog/2026/older.png", ContentFile(png((7, 7))))
    body = (
        '<p>Да</p><p><img src="/media/library/inside.png" alt="">'
        '<img src="/media/blog/2026/older.png" alt=""></p>'
    )
    english = f'<p><a href="/media/{REPORT}">Report (PDF, 9 bytes)</a></p>'
    subject = make_subject(title_en="News", slug_en="news")
    post = make_translated_post(
        body_ru=body,
        body_en=english,
        author=make_author(),
        cover=cover,
        source_en="ru",
        source_revision_en=3,
    )
    post.topics.add(subject, make_subject())
    Post.objects.update(updated_at=NOW - datetime.timedelta(days=3))
    make_translated_post(title_ru=None, body_ru=None, slug_ru=None, slug_en="alone")
    later = {"source_en": "ru", "source_revision_en": 7, "source_changed_at_en": NOW}
    make_translated_post(slug_ru="later", slug_en="later", **later)
    make_translated_post(slug_ru="secret", slug_en="secret", published_at=None)
    Redirect.objects.create(path="/2025/05/хлеб", post=post, language="en")
    Redirect.objects.create(path="/?p=12", target="/ru/search/?q=дом", hits=4)
    return post


def whole_forum(post):
    section = make_section(allows_anonymous=True, starters=2, takes_discussions=True)
    child = make_section(parent=section, history_readers=4, name_en="")
    default_storage.save("forum/abcd/" + "0" * 32 + ".png", ContentFile(png()))
    topic = make_topic(
        section,
        title="Марки",
        author=make_user(name="Nadia"),
        text="![](/media/forum/abcd/" + "0" * 32 + ".png) ![](/media/../../etc/passwd)",
        view_count=9,
        lost_reply_count=2,
        pinned_until=NOW,
        locked_at=NOW,
    )
    reply = make_reply(topic, author=make_user(name="Boris"), like_count=3, edited_at=NOW)
    make_reply(topic, author=None, author_key=anonymity.author_key(topic.pk, reply.author_id))
    make_reply(topic, author=None, imported_author="mila-3", created_at=NOW)
    make_reply(topic, author=None, text="Ушёл", hidden_at=NOW)
    Edit.objects.create(post=reply, text="У причала.", by_moderator=True)
    Topic.objects.filter(pk=topic.pk).update(answer=reply, answered_at=NOW)
    gone = make_topic(section, merged_into=topic)
    gone.posts.all().delete()
    OldAddress.objects.create(path="/forum/a/b", topic=gone)
    OldAddress.objects.create(path="/forum/a", section=child)
    headless = make_topic(child)
    make_reply(headless, created_at=NOW)
    headless.posts.filter(number=0).update(deleted_at=NOW)
    polls(section)
    about = make_topic(section, author=None)
    Discussion.objects.create(key=f"post-{post.pk}", section=section, topic=about)


def polls(section):
    closes = NOW + datetime.timedelta(days=1)
    for multiple, hides in ((False, False), (True, False), (False, True)):
        asked = polling.Question("Да?", ["Да", "Нет", "Не знаю"], multiple, closes, hides)
        poll = polling.ask(make_topic(section), asked)
        options = [option.pk for option in poll.options.order_by("pk")]
        for chosen in (options[: 1 + multiple], options[1 : 2 + multiple]):
            polling.vote(poll, make_user(), chosen)


def whole_rest():
    Use.objects.create(title_ru="Почта", share=28, position=3)
    campaign = Campaign.objects.create(title_en="Books", goal=100, starts_on=today())
    CampaignRate.objects.create(campaign=campaign, currency="pln", rate="0.235")
    spellings.keep(Spelling(words=["Нерша", "Nersha"]))
    bets.keep(BestBet(queries="стоп\nstop", title_en="Stop", address_en="/en/"))


def whole_pages():
    page = make_page(body_en='<p><img src="/media/library/inside.png" alt=""></p>', summary_ru="О")
    FormerSlug.objects.create(slug="my", page=page)
    only = make_page(slug_ru="tolko", slug_en="later", published_at_en=None)
    secret = make_page(slug_ru="secret", slug_en="secret", published_at=None)
    Page.objects.update(updated_at=NOW - datetime.timedelta(days=3))
    for each in (page, only, secret):
        MenuItem.objects.create(page=each, position=7, label_en="We")
    MenuItem.objects.create(place="header", address="https://example.org/", label_ru="Друзья")
    MenuItem.objects.filter(section="mirrors").delete()


def whole_site():
    whole_forum(whole_blog())
    whole_pages()
    whole_rest()


def empty():
    Topic.objects.update(answer=None, opening=None, last_post=None, merged_into=None)
    Section.objects.update(parent=None)
    for model in (Discussion, *MODELS, Spelling, BestBet, MenuItem):
        model.objects.all().delete()
    with connection.cursor() as cursor:  # numbers begin anew, as where there never was anything
        for statement in connection.ops.sequence_reset_sql(no_style(), MODELS):
            cursor.execute(statement)


@pytest.fixture
def elsewhere(tmp_path, settings):
    """What a site exports, and that site emptied, with another folder for its files."""
    whole_site()
    exporting.export(tmp_path / "out")
    empty()
    settings.MEDIA_ROOT = tmp_path / "to"
    return tmp_path / "out"


def bring_in(folder, language="en"):
    out = StringIO()
    with override(language):
        call_command("import_site", str(folder), stdout=out)
    return out.getvalue()


def refused(folder):
    with pytest.raises(CommandError) as error:
        bring_in(folder)
    assert not any(model.objects.exists() for model in MODELS)
    assert not everything(folder.parent / "to")
    return str(error.value)


def change(folder, name, **values):
    """The first line of a file with other values."""
    path = folder / f"{name}.jsonl"
    first, *rest = path.read_text().splitlines()
    path.write_text("\n".join([json.dumps(json.loads(first) | values), *rest]) + "\n")


# What comes back


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_same_bytes_go_out_again(elsewhere, tmp_path, language):
    bring_in(elsewhere, language)
    exporting.export(tmp_path / "again")
    before, after = everything(elsewhere), everything(tmp_path / "again")
    assert {name: text for name, text in before.items() if after.get(name) != text} == {}
    assert before.keys() == after.keys()
    counts = json.loads(before["export.json"])["files"]
    assert counts.keys() == {*exporting.FILES, *exporting.SHOWN, "media"} and all(counts.values())
    assert "media/library/hidden.png" not in before


def test_readers_find_everything_under_its_address(elsewhere, client):
    bring_in(elsewhere)
    topic = Topic.objects.get(title="Марки", merged_into=None)
    addresses = ["/ru/blog/dom/", "/en/blog/alone/", "/ru/forum/", "/en/donate/"]
    addresses += [each.get_absolute_url() for each in Topic.objects.filter(merged_into=None)]
    assert [path for path in addresses if client.get(path).status_code != 200] == []
    assert client.get("/2025/05/хлеб").url == "/en/blog/house/"
    assert client.get("/forum/a/b").url == topic.address_in("ru")
    assert "/ru/blog/dom/" in client.get("/ru/search/?q=дом").content.decode()


def test_pages_come_back_with_their_earlier_addresses_and_the_menu(elsewhere, client):
    MenuItem.objects.create(section="mirrors")
    bring_in(elsewhere)
    cache.clear()
    assert client.get("/ru/my/")["Location"] == "/ru/kto-my/"
    assert client.get("/en/later/").status_code == client.get("/ru/secret/").status_code == 404
    html = client.get("/en/who-we-are/").content.decode()
    assert ">We</a>" in html and "/en/mirrors/" not in html and "secret" not in html
    assert "Друзья" in client.get("/ru/tolko/").content.decode()


def test_names_come_as_those_of_an_older_site_and_no_account_with_them(elsewhere):
    users = make_user()._meta.model.objects
    count = users.count()
    bring_in(elsewhere)
    assert users.count() == count
    posts = Reply.objects.filter(topic__title="Марки").exclude(imported_author="")
    assert [post.imported_author for post in posts.order_by("number")] == [
        "Nadia",
        "Boris",
        "mila-3",
    ]
    assert not Reply.objects.exclude(author=None).exists()


def test_what_is_written_next_gets_the_next_number(elsewhere):
    bring_in(elsewhere)
    last = Post.objects.latest("pk").pk
    assert make_translated_post(slug_ru="new", slug_en="new").pk > last
    assert make_reply(Topic.objects.get(title="Марки", merged_into=None)).number == 4


def test_a_post_counts_as_edited_so_that_an_older_sites_feed_leaves_it_alone(elsewhere):
    bring_in(elsewhere)
    assert all(post.created_at < post.updated_at for post in Post.objects.all())


def test_pictures_of_the_forum_are_their_posts(elsewhere):
    bring_in(elsewhere)
    picture = Picture.objects.get()
    assert (picture.post.topic.title, picture.user, picture.width) == ("Марки", None, 64)


def test_votes_are_nobodys_and_as_many_as_were_shown(elsewhere):
    bring_in(elsewhere)
    assert Vote.objects.count() == 2 + 4  # none of the poll that keeps its results back
    assert (
        Vote.objects.filter(option__poll__is_multiple=True).values("voter").distinct().count() == 2
    )


def test_pictures_come_back_into_the_library_with_all_that_is_said_of_them(elsewhere, tmp_path):
    bring_in(elsewhere)
    inside, mill = library.Picture.objects.order_by("pk")
    assert (mill.alt_ru, mill.alt_en, mill.credit, mill.focus) == (
        "Мельница",
        None,
        "Vera",
        "20-50",
    )
    assert (mill.width, mill.height, mill.size) == (64, 36, len(png()))
    assert Post.objects.get(slug_ru="dom").cover == mill
    assert (inside.file.name, inside.alt_en) == ("library/inside.png", "A wheel")
    [report] = library.Document.objects.all()
    assert (report.title_ru, report.pages, report.size) == ("Отчёт", 2, len(paper(2)))
    assert taking.picture(BytesIO(png())).row == mill


def test_the_library_knows_where_everything_is_shown(elsewhere):
    bring_in(elsewhere)
    [report] = library.Document.objects.all()
    for file in (*library.Picture.objects.all(), report):
        also = ["Кто мы"] if file.file.name == "library/inside.png" else []
        assert [place.name for place in usage.places(file)] == ["Дом", *also]


def test_smaller_pictures_are_made_by_job(elsewhere, run_jobs):
    bring_in(elsewhere)
    run_jobs()
    mill = library.Picture.objects.get(credit="Vera")
    assert mill.cut == "20-50"
    assert default_storage.exists(mill.file.thumbnail(mill.cut).name)


def test_readers_are_still_told_of_a_translation_that_is_behind(elsewhere, client):
    bring_in(elsewhere)
    post = Post.objects.get(slug_en="later")
    assert translating.standings([post])[post.pk]["en"] == ("behind", "ru", 1)
    assert "This translation is older" in client.get("/en/blog/later/").content.decode()
    assert not translating.changed_since(post, "en")


def test_a_translation_that_was_current_falls_behind_with_the_first_edit(elsewhere):
    bring_in(elsewhere)
    post = Post.objects.get(slug_ru="dom")
    saving.save(post, {"title_ru": "Дом у реки"}, by=None, based_on=0)
    assert translating.standings([post])[post.pk]["en"] == ("behind", "ru", 1)
    [difference] = translating.changed_since(post, "en")
    assert "у реки" in str(difference)


def test_bodies_are_cleaned_whoever_wrote_the_file(elsewhere):
    change(elsewhere, "blog_posts", body_ru="<p onclick=x>Да<script>1</script></p>")
    bring_in(elsewhere)
    assert Post.objects.get(slug_ru="dom").body_ru == "<p>Да</p>"


def test_a_file_that_is_not_there_is_said_and_not_fatal(elsewhere):
    (elsewhere / "media/blog/2026/mill.png").unlink()
    assert "blog/2026/mill.png" in bring_in(elsewhere)
    assert not Post.objects.get(slug_ru="dom").cover
    assert not library.Picture.objects.filter(credit="Vera").exists()


# What does not


def test_a_site_with_content_is_left_alone(elsewhere, tmp_path):
    make_section(name_ru="Своё")
    with pytest.raises(CommandError, match="content already"):
        bring_in(elsewhere)
    assert not Post.objects.exists()
    assert not everything(tmp_path / "to")


def test_twice_is_refused_and_changes_nothing(elsewhere, tmp_path):
    bring_in(elsewhere)
    with pytest.raises(CommandError):
        bring_in(elsewhere)
    assert Post.objects.count() == 3
    assert everything(tmp_path / "to")


BROKEN = [
    ("blog_posts", {"id": "1"}, "“id”"),
    ("blog_posts", {"id": True}, "“id”"),
    ("blog_posts", {"title_ru": 5}, "“title_ru”"),
    ("blog_posts", {"title_ru": "a\x00b"}, "“title_ru”"),
    ("blog_posts", {"title_ru": "a" * 301}, "title_ru"),
    ("blog_posts", {"slug_en": "alone"}, "slug"),
    ("blog_posts", {"slug_ru": "no slug"}, "slug_ru"),
    ("blog_posts", {"slug_ru": "feed"}, "slug_ru"),
    ("blog_posts", {"published_at_ru": "soon"}, "“published_at_ru”"),
    ("blog_posts", {"published_at_ru": "2026-01-01T10:00:00"}, "“published_at_ru”"),
    ("blog_posts", {"source_ru": "ru"}, "“source_ru”"),
    ("blog_posts", {"source_en": "xx"}, "“source_en”"),
    ("blog_posts", {"source_changed_at_ru": "2026-01-01T10:00:00Z"}, "“source_changed_at_ru”"),
    ("blog_posts", {"author": 999_999}, "999999"),
    ("blog_posts", {"topics": [999_999]}, "999999"),
    ("blog_posts", {"topics": None}, "“topics”"),
    ("blog_posts", {"cover": "library/none.png"}, "“cover”"),
    ("library_pictures", {"file": "../../etc/passwd"}, "etc/passwd"),
    ("library_pictures", {"file": "/etc/passwd.png"}, "etc/passwd"),
    ("library_pictures", {"file": "blog/.hidden.png"}, "hidden"),
    ("library_pictures", {"file": "blog\\x.png"}, "x.png"),
    ("library_pictures", {"file": "blog/page.html"}, "page.html"),
    ("library_pictures", {"file": REPORT}, "“file”"),
    ("library_pictures", {"file": "blog/2026/mill.png"}, "library_picture"),
    ("library_pictures", {"alt_ru": "a" * 301}, "alt_ru"),
    ("library_pictures", {"credit": None}, "“credit”"),
    ("library_pictures", {"focus_x": 101}, "focus_x"),
    ("library_documents", {"file": "blog/2026/mill.png"}, "“file”"),
    ("library_documents", {"pages": -1}, "“pages”"),
    (
        "blog_redirects",
        {"target": "https://evil.example/", "post": None, "language": None},
        "stays",
    ),
    ("blog_redirects", {"post": None, "language": None}, "leads_to_one"),
    ("pages", {"slug_ru": "blog"}, "slug_ru"),
    ("pages", {"body_en": None}, "is_written"),
    ("pages", {"former_slugs": [5]}, "“slug”"),
    ("pages", {"former_slugs": ["/x"]}, "slug"),
    ("menu", {"page": 999_999}, "999999"),
    ("menu", {"page": None, "address": "javascript:alert(1)"}, "leads_somewhere"),
    ("menu", {"section": "nothing", "page": None}, "section"),
    ("menu", {"place": "left"}, "place"),
    ("forum_sections", {"starters": "king"}, "“starters”"),
    ("forum_sections", {"colour": "pink"}, "colour"),
    ("forum_sections", {"parent": 999_999}, "999999"),
    ("forum_topics", {"answer": 999_999}, "“answer”"),
    ("forum_topics", {"title": ""}, "title"),
    ("forum_posts", {"number": 1}, "number"),
    ("forum_posts", {"topic": 999_999}, "999999"),
    ("forum_posts", {"earlier": [5]}, "“earlier”"),
    ("forum_merged", {"into": 999_999}, "999999"),
    ("forum_old_addresses", {"topic": None, "section": None}, "of_one"),
    ("donations_uses", {"share": 101}, "share"),
    ("donations_campaigns", {"rates": {"pln": "many"}}, "pln"),
    ("search_spellings", {"words": ["one"]}, "two"),
    ("search_best_bets", {"address_en": "https://evil.example/"}, "another site"),
]


@pytest.mark.parametrize(("name", "values", "said"), BROKEN)
def test_a_broken_line_is_named_and_nothing_is_half_done(elsewhere, name, values, said):
    change(elsewhere, name, **values)
    message = refused(elsewhere)
    assert re.search(rf"{name}\.jsonl, line [12]: ", message) and said in message


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "[" * 100_000, "{}", '"a'])
def test_a_line_that_is_no_row_is_named(elsewhere, text):
    path = elsewhere / "blog_topics.jsonl"
    path.write_text(path.read_text() + text + "\n")
    assert "blog_topics.jsonl, line 3" in refused(elsewhere)


def test_a_file_cut_short_missing_or_in_another_encoding_is_named(elsewhere):
    path = elsewhere / "blog_topics.jsonl"
    whole = path.read_bytes()
    for content in (whole.splitlines(keepends=True)[0], b"\xff" + whole, None):
        path.unlink() if content is None else path.write_bytes(content)
        assert "blog_topics.jsonl" in refused(elsewhere)


@pytest.mark.parametrize(
    "changed",
    [
        {"format": 1},
        {"format": "3"},
        {"languages": ["ru"]},
        {"files": {"letters": 1}},
        {"files": 5},
    ],
)
def test_an_export_of_another_kind_is_refused(elsewhere, changed):
    path = elsewhere / "export.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changed))
    assert "export.json" in refused(elsewhere)


def test_a_folder_that_is_none_is_refused(elsewhere, tmp_path):
    assert "export.json" in refused(tmp_path / "nothing")


def test_a_file_that_leads_out_of_the_folder_is_refused(elsewhere, tmp_path):
    (tmp_path / "secret.png").write_bytes(png())
    path = elsewhere / "media/blog/2026/mill.png"
    path.unlink()
    path.symlink_to(tmp_path / "secret.png")
    assert "leads out" in refused(elsewhere)


@pytest.mark.parametrize("content", [b"<script>", b"", b"%PDF-1.7", b"GIF89a"])
def test_a_file_that_is_not_what_its_name_says_is_refused(elsewhere, content):
    (elsewhere / "media/blog/2026/mill.png").write_bytes(content)
    assert "another kind" in refused(elsewhere)


def test_another_file_of_the_same_name_is_not_overwritten(elsewhere, tmp_path):
    default_storage.save("blog/2026/mill.png", ContentFile(b"mine"))
    with pytest.raises(CommandError, match=r"mill\.png"):
        bring_in(elsewhere)
    assert everything(tmp_path / "to") == {"blog/2026/mill.png": b"mine"}


def test_whatever_ends_it_early_leaves_no_file(elsewhere, tmp_path, monkeypatch):
    def stop(apps):
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "finish", stop)
    with pytest.raises(KeyboardInterrupt):
        bring_in(elsewhere)
    assert not everything(tmp_path / "to")
    assert not Post.objects.exists()


def test_it_costs_few_questions_for_many_rows(
    elsewhere, django_assert_max_num_queries, monkeypatch
):
    empty()
    section = make_section()
    for _number in range(30):
        make_reply(make_topic(section, author=None), author=None)
    exporting.export(elsewhere)
    empty()
    monkeypatch.setattr(incoming, "BATCH", 500)
    with django_assert_max_num_queries(80):
        importing.bring_in(elsewhere)
