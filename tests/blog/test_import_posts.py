"""The command as its user meets it: files in, rows, a report and an exit code out."""

import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.translation import override
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from blog.models import Post, Redirect, Topic
from tests.blog.exports import ENGLISH, RUSSIAN, attachment, channel, item, meta, wordpress_post
from tests.factories import make_post

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
SEED = Path("shared", "seed", "blog-feed.xml")
SEED = next(
    (folder / SEED for folder in ROOT.parents if (folder / SEED).exists()), SEED
)  # beside the project


@pytest.fixture
def bring(tmp_path):
    """Run the command over contents; the report's lines, with "failed: …" at the end if it did."""

    def run(*contents, **options):
        paths = []
        for number, content in enumerate(contents):
            paths.append(tmp_path / f"{number}.xml")
            paths[-1].write_bytes(content if isinstance(content, bytes) else content.encode())
        return lines(*paths, **options)

    return run


def lines(*paths, **options):
    out = StringIO()
    with override("en"):
        try:
            call_command("import_posts", *map(str, paths), stdout=out, stderr=StringIO(), **options)
        except CommandError as error:
            out.write(f"failed: {error}")
    return out.getvalue().splitlines()


def counts(report):
    """New, changed, unchanged, skipped: by file."""
    return [tuple(map(int, line.split()[-4:])) for line in report if line.split()[-1].isdigit()]


def test_posts_come_in_by_language_and_readers_are_led_from_the_old_addresses(bring, client):
    report = bring(channel(item(ENGLISH), item(RUSSIAN)))
    assert counts(report) == [(2, 0, 0, 0)]
    for old, new in [
        ("/en/post/bread", "/en/blog/bread-prices-in-the-valley/"),
        ("/en/post/bread/", "/en/blog/bread-prices-in-the-valley/"),
        ("/post/khleb", "/ru/blog/tseny-na-khleb-v-doline/"),
    ]:
        response = client.get(old)
        assert (response.status_code, response.url) == (301, new)
        assert client.get(new).status_code == 200


def test_an_old_address_in_russian_letters_leads_on(bring, client):
    bring(channel(item(RUSSIAN | {"link": "https://old.example/post/%D1%85%D0%BB%D0%B5%D0%B1"})))
    assert client.get("/post/хлеб").status_code == 301
    assert client.get("/post/хлеб\x00").status_code in (301, 404)


def test_a_draft_is_not_led_to(bring, client):
    bring(channel(item(ENGLISH | {"pubDate": None})))
    assert client.get("/en/post/bread").status_code == 404


def test_the_report_is_a_table_with_a_line_for_each_remark(bring, tmp_path):
    report = bring(channel(item(ENGLISH), item(RUSSIAN | {"title": None})))
    assert report[0].split() == ["File", "New", "Changed", "Unchanged", "Skipped"]
    assert report[1].split() == [str(tmp_path / "0.xml"), "1", "0", "0", "1"]
    assert report[2:] == [
        f"{tmp_path}/0.xml: item 2 (line 4): it has no title",
        "/en/post/bread  →  /en/blog/bread-prices-in-the-valley/",
    ]


def test_twice_gives_the_same_rows(bring):
    content = channel(item(ENGLISH), item(RUSSIAN | {"link": None, "guid": None}))
    bring(content)
    before = list(Post.objects.values()), list(Redirect.objects.values())
    assert counts(bring(content)) == [(0, 0, 2, 0)]
    assert (list(Post.objects.values()), list(Redirect.objects.values())) == before


def test_a_dry_run_says_what_would_be_and_writes_nothing(bring):
    report = bring(channel(item(ENGLISH), item(ENGLISH | {"title": None})), dry_run=True)
    assert report[0] == "A dry run: nothing was written."
    assert counts(report) == [(1, 0, 0, 1)]
    assert not Post.objects.exists()


def test_a_language_given_is_that_of_every_post(bring):
    bring(channel(item(ENGLISH), item(RUSSIAN)), language="ru")
    assert Post.objects.filter(title_ru__gt="").count() == 2


def test_items_that_lack_something_are_said_and_the_rest_comes_in(bring):
    broken = [ENGLISH | {"title": None}, ENGLISH | {"content:encoded": None}]
    undated = ENGLISH | {"pubDate": "soon", "link": "https://old.example/en/post/soon"}
    report = bring(channel(*map(item, [*broken, undated, RUSSIAN])))
    assert counts(report) == [(2, 0, 0, 2)]
    assert [line.partition("): ")[2] for line in report[2:5]] == [
        "it has no title",
        "it has no text",
        "it has no date that can be read: came in unpublished",
    ]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no XML",
        channel("<item></title>"),
        channel().replace("?>", '?><!DOCTYPE r [<!ENTITY a "b">]>'),
        "<html/>",
    ],
)
def test_a_bad_file_is_one_line_and_the_next_file_still_comes_in(bring, content):
    report = bring(content, channel(item(ENGLISH)))
    assert counts(report) == [(0, 0, 0, 0), (1, 0, 0, 0)]
    assert len(report) == 6  # heading, two files, the line, the address, the verdict
    assert report[-1] == "failed: 1 of 2 files could not be read to the end."


def test_a_missing_file_and_a_directory_are_a_line_each(tmp_path):
    report = lines(tmp_path / "none.xml", tmp_path, "/dev/zero")
    assert [line.rpartition(": ")[2] for line in report[4:7]] == [
        "there is no such file",
        "it is a directory",
        "it is not a file",
    ]
    assert report[-1].startswith("failed: 3 of 3")


def test_a_file_without_any_item_fails_in_a_line(bring):
    assert bring(channel())[-1] == "failed: There is no post in what was given."


def test_items_that_are_skipped_do_not_fail_the_command(bring):
    assert not bring(channel(item(ENGLISH | {"title": None})))[-1].startswith("failed")


def test_the_media_folder_must_be_one(bring, tmp_path):
    assert "--media is no directory" in bring(channel(item(ENGLISH)), media=tmp_path / "none")[-1]


def test_a_wordpress_export_comes_in_and_what_is_no_post_is_counted(bring):
    author = (
        "<wp:author><wp:author_login>anna</wp:author_login><wp:author_email>anna@old.example</wp:author_email>"
        "<wp:author_display_name>Anna Ivanova</wp:author_display_name></wp:author>"
    )
    comment = "<wp:comment><wp:comment_content>First!</wp:comment_content></wp:comment>"
    more = (
        meta("_thumbnail_id", "9")
        + comment * 2
        + '<category domain="category" nicename="b">Bread</category>'
    )
    report = bring(
        channel(
            wordpress_post(more, **{"dc:creator": "anna"}),
            wordpress_post(wp_status="draft", link="https://old.example/?p=8"),
            wordpress_post(wp_post_type="page"),
            attachment(9, "https://old.example/uploads/mill.jpg"),
            head=author,
        )
    )
    assert counts(report[:2]) == [(2, 0, 0, 2)]
    said = "\n".join(report)
    assert "not posts, left out: 1 × page" in said
    assert "not posts, left out: 1 × attachment" in said
    assert "2 comments left out" in said
    assert "mill.jpg" in said
    published = Post.objects.get(published_at_en__isnull=False)
    assert published.author.name_en == "Anna Ivanova"
    assert published.old_addresses.get().path == "/2025/05/bread"
    assert Topic.objects.get().title_en == "Bread"
    assert Post.objects.get(published_at_en=None).old_addresses.get().path == "/?p=8"


def test_a_terminal_without_cyrillic_still_gets_its_report(tmp_path):
    path = tmp_path / "хлеб.xml"
    path.write_text(channel(item(RUSSIAN | {"pubDate": None})))
    done = command(path, "--dry-run", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
    assert "\\u0445" in done.stdout
    assert "Traceback" not in done.stderr


def environment(**more):
    database = connection.settings_dict
    address = "postgresql://?" + "&".join(
        f"{key}={value}"
        for key, value in {
            "dbname": database["NAME"],
            "user": database["USER"],
            "password": database["PASSWORD"],
            "host": database["HOST"],
            "port": database["PORT"],
        }.items()
        if value
    )
    return {**os.environ, "DATABASE_URL": address, **more}


def start(*arguments, **more):
    call = [sys.executable, str(ROOT / "manage.py"), "import_posts", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(call, env=environment(**more), cwd=ROOT, **pipes)


def command(*arguments, **more):
    process = start(*arguments, **more)
    out, problems = process.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, process.returncode, out, problems)


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_leaves_whole_posts_and_goes_on_from_there(tmp_path):
    path = tmp_path / "export.xml"
    posts = (
        ENGLISH | {"title": f"Bread, week {number}", "link": f"https://old.example/post/{number}"}
        for number in range(1500)
    )
    path.write_text(channel(*(item(post, "<category>Bread</category>") for post in posts)))
    process = start(path)
    deadline = time.monotonic() + 60
    while Post.objects.count() < 50 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    came = Post.objects.count()
    assert 50 <= came < 1500
    assert (
        Post.objects.filter(
            old_addresses__isnull=False, topics__isnull=False, slug_en__gt=""
        ).count()
        == came
    )
    done = command(path)
    assert done.returncode == 0, done.stderr
    assert Post.objects.count() == Redirect.objects.count() == 1500


def test_a_post_comes_in_for_ten_times_what_saving_one_takes(bring):
    """Some 200 a second; beside the same work in the same process, however busy the machine is."""
    body = "<p>" + "The mill opened again after the flood. " * 80 + "</p>"
    posts = [
        ENGLISH
        | {
            "title": f"Bread, week {number}",
            "link": f"https://old.example/post/{number}",
            "content:encoded": body,
        }
        for number in range(400)
    ]
    content = channel(*(item(post, "<category>Bread</category>") for post in posts))
    begun = time.process_time()
    for number in range(100):
        make_post(title_en=f"Mill {number}", slug_en=f"mill-{number}", body_en=body)
    saving = (time.process_time() - begun) / 100
    begun = time.process_time()
    assert counts(bring(content)) == [(400, 0, 0, 0)]
    coming = (time.process_time() - begun) / 400
    assert coming < 13 * saving  # 9 when this was written


hostile = st.text(alphabet=st.characters(), max_size=60) | st.sampled_from(
    [
        "\ud800",
        "\x00",
        "&#0; &#xD800; &bogus;",
        "\u202eright to left",
        "<![CDATA[",
        "]]>",
        "<p>" * 300,
        "a" * 5000,
        "https://old.example/%00%ff%ed%a0%80",
        "http://[::1",
        "99999-99-99 99:99:99",
        "Sat, 17 May 99999999999 09:30:00 +9999",
        "9999-12-31T23:59:59-14:00",
        "publish",
        "post",
    ]
)
FIELDS = [
    *ENGLISH,
    "description",
    "guid",
    "dc:creator",
    "dc:date",
    "wp:post_type",
    "wp:status",
    "wp:post_date_gmt",
]


@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    fields=st.dictionaries(st.sampled_from(FIELDS), hostile), topics=st.lists(hostile, max_size=3)
)
def test_no_field_however_hostile_ends_in_a_traceback(bring, fields, topics):
    more = "".join(item({"category": topic})[6:-8] for topic in topics)
    content = channel(item(ENGLISH | fields, more), item(RUSSIAN)).encode("utf-8", "surrogatepass")
    assert counts(bring(content, channel(item(RUSSIAN)))[:3])


@pytest.mark.skipif(not SEED.exists(), reason="the real posts' feed is not on this machine")
def test_the_real_posts_come_in_whole():
    assert counts(lines(SEED)) == [(3, 0, 0, 0)]
    assert counts(lines(SEED)) == [(0, 0, 3, 0)]
    for post in Post.objects.prefetch_related("topics", "old_addresses"):
        assert (
            post.title_en and post.slug_en and post.body_en.startswith("<p>") and not post.title_ru
        )
        assert " ," not in post.body_en and " ." not in post.body_en and " ," not in post.summary_en
        assert post.summary_en.endswith(("…", ".")) and len(post.summary_en) <= 240
        assert (post.published_at_en.hour, post.author.name_en) == (10, "Press office")
        assert post.old_addresses.get().path.startswith("/en/post/")
        assert post.topics.count() == 1
