"""The promises of DESIGN.md that every page has to keep, asked of the pages themselves."""

import itertools
import logging
import os
import re
import runpy
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
from django.db.models import GenericIPAddressField
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog.demo import content
from blog.models import OldAddress
from tests.factories import make_author, make_post, make_topic

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent
BUDGET = 14 * 1024  # bytes: what ten packets carry before the first wait
MOST_QUERIES = 6
READER = "203.0.113.77"  # an address of nobody's
START = datetime(2025, 5, 1, 12, tzinfo=UTC)
PAGES = [
    "/{l}/",
    "/{l}/blog/",
    "/{l}/blog/house-0-{l}/",
    "/{l}/blog/topics/home-{l}/",
    "/{l}/blog/2025/",
    "/{l}/blog/2025/05/",
    "/{l}/forum/",
    "/{l}/donate/",
    "/{l}/search/",
    "/{l}/search/?q=house",
]
FILES = ["/{l}/blog/feed/", "/{l}/blog/topics/home-{l}/feed/"]
MACHINES = [
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/sitemap-posts-2025.xml",
    "/health/",
]
REDIRECTS = ["/", "/favicon.ico", "/post/old", "/en/post/old"]
LOST = [
    "/{l}/blog/nothing/",
    "/{l}/nothing/",
    "/nothing/",
    "/media/nothing.png",
    "/static/nothing.css",
]


def addresses(*groups):
    """Every address of the groups in every language, each once."""
    paths = itertools.chain(*groups)
    filled = [path.replace("{l}", code) for path in paths for code, _name in settings.LANGUAGES]
    return list(dict.fromkeys(filled))


PUBLIC = addresses(PAGES, FILES, MACHINES, REDIRECTS, LOST)


def make_posts(count):
    """Posts in both languages, of one month, one topic and one author."""
    topic = make_topic(title_ru="Дом", slug_ru="home-ru", title_en="Home", slug_en="home-en")
    author = make_author()
    posts = [
        make_post(
            title_ru=f"Дом {n}", slug_ru=f"house-{n}-ru", body_ru="<h2>Да</h2><p>Текст</p>",
            title_en=f"House {n}", slug_en=f"house-{n}-en", body_en="<h2>Yes</h2><p>Text</p>",
            author=author, published_at=START + timedelta(hours=n),
        )
        for n in range(count)
    ]  # fmt: skip
    for post in posts:
        post.topics.add(topic)
    OldAddress.objects.create(path="/post/old", language="ru", post=posts[0])
    OldAddress.objects.create(path="/en/post/old", language="en", post=posts[0])
    return posts


@pytest.fixture
def posts():
    return make_posts(2)


def break_the_site(monkeypatch, error):
    """From now on every page that asks for posts raises `error`."""

    def broken(*args):
        raise error

    monkeypatch.setattr("blog.models.PostQuerySet.visible_to", broken)
    return Client(raise_request_exception=False, REMOTE_ADDR=READER)


# Nothing is asked of a third party: the policy says so to the browser

NOTHING_ELSE = {"'none'", "'self'"}


def assert_walled(response):
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    sources = {source for value in policy.values() for source in value.split()}
    assert sources <= NOTHING_ELSE, response.request["PATH_INFO"]
    for closed in ("default-src", "base-uri", "frame-ancestors"):
        assert policy[closed] == "'none'"
    assert policy["form-action"] == "'self'"


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_are_walled(client, posts, path):
    assert_walled(client.get(path))


def test_the_admin_is_walled(admin_client, posts):
    for path in ("/admin/", "/admin/blog/post/", f"/admin/blog/post/{posts[0].pk}/change/"):
        response = admin_client.get(path)
        assert response.status_code == 200
        assert_walled(response)
    assert_walled(Client().get("/admin/login/"))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SuspiciousOperation(), 400),
        (PermissionDenied(), 403),
        (ValueError(), 500),
        (OperationalError(), 503),
    ],
)
def test_error_pages_are_walled(monkeypatch, error, status):
    response = break_the_site(monkeypatch, error).get("/ru/")
    assert response.status_code == status
    assert_walled(response)


def test_a_request_for_a_foreign_host_is_refused(client):
    response = client.get("/ru/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
    assert_walled(response)


def test_a_file_of_the_media_runs_nothing(client):
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    Path(settings.MEDIA_ROOT, "promise.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    response = client.get("/media/promise.svg")
    response.close()
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("path", PUBLIC)
def test_browsers_are_told_to_keep_to_themselves(client, posts, path):
    response = client.get(path)
    assert response["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_over_https_browsers_are_told_to_stay_there():
    """In a process of its own: the settings decide by HTTPS, once, when they are read."""
    script = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "client = Client(headers={'Host': '127.0.0.1'})\n"
        "print(client.get('/robots.txt', secure=True)['Strict-Transport-Security'])\n"
        "print(client.get('/robots.txt')['Location'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "HTTPS": "on"}, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "max-age=63072000; includeSubDomains; preload",
        "https://127.0.0.1/robots.txt",
    ]


def test_only_core_html_vouches_for_html():
    sources = [
        path
        for app in ("accounts", "blog", "config", "core", "forum", "donations", "search")
        for path in (ROOT / app).rglob("*.py")
        if "mark_safe" in path.read_text()
    ]
    assert [path.relative_to(ROOT).as_posix() for path in sources] == ["core/html.py"]


def test_no_template_vouches_for_html():
    vouching = re.compile(r"\|\s*safe\b|autoescape\s+off|safeseq")
    assert [
        p.name for p in (ROOT / "templates").rglob("*.html") if vouching.search(p.read_text())
    ] == []


# Readers leave no trace


@pytest.mark.parametrize("path", PUBLIC)
def test_no_public_page_sets_a_cookie(client, posts, path):
    response = client.get(path)
    assert "Set-Cookie" not in response
    assert not response.cookies


def test_a_reader_with_a_theme_gets_no_further_cookie(client, posts):
    client.cookies["theme"] = "dark"
    assert not client.get("/ru/").cookies


def test_reading_makes_no_session(client, posts):
    for path in PUBLIC:
        client.get(path)
    assert not Session.objects.exists()


def test_no_table_has_a_place_for_an_address_of_a_reader():
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]
    assert not [
        f for f in fields if isinstance(f, GenericIPAddressField) or f.name in ("ip", "user_agent")
    ]


def test_logs_do_not_know_the_reader(monkeypatch, posts, caplog):
    caplog.set_level(logging.DEBUG)
    client = Client(raise_request_exception=False, REMOTE_ADDR=READER)
    client.post("/ru/", headers={"X-Forwarded-For": READER})
    for path in PUBLIC:
        client.get(path, headers={"X-Forwarded-For": READER})
    assert break_the_site(monkeypatch, ValueError()).get("/ru/").status_code == 500
    assert "ValueError" in caplog.text  # the fault itself is told
    assert READER not in caplog.text


def test_the_web_server_keeps_no_list_of_visits():
    assert runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["accesslog"] is None


# Reading is cheap


def queries_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize("path", addresses(PAGES, FILES, MACHINES))
def test_no_page_asks_the_database_more_than_six_times(client, posts, path):
    queries = queries_of(client, path)
    assert len(queries) <= MOST_QUERIES, "\n".join(queries)


@pytest.mark.parametrize("path", addresses(PAGES, FILES, MACHINES))
def test_twenty_posts_cost_as_many_queries_as_two(client, path):
    make_posts(20)
    many = queries_of(client, path)
    for row in list(apps.get_model("blog", "Post").objects.order_by("pk"))[2:]:
        row.delete()
    few = queries_of(client, path)
    assert len(few) == len(many), "\n".join([*few, "…", *many])


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
@pytest.mark.parametrize("path", addresses(PAGES, FILES))
def test_what_was_read_before_is_not_sent_again(client, posts, path, encoding):
    first = client.get(path, headers={"Accept-Encoding": encoding})
    again = client.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


# A first visit fits in 14 KB


def prose(language, characters):
    """Paragraphs of the demo posts, one after another, until that many characters are reached."""
    versions = [
        post.versions[language].body for post in content.load() if language in post.versions
    ]
    pieces, length = [], 0
    for piece in re.findall(r"<(?:p|h2)>.*?</(?:p|h2)>", "".join(versions), re.DOTALL):
        pieces.append(piece)
        length += len(re.sub(r"<[^>]+>", "", piece))
        if length >= characters:
            return "".join(pieces)
    raise ValueError(f"the demo posts hold only {length} characters in {language!r}")


def make_demo_posts():
    """The demo posts with topics and authors, and more of them: full lists, as on a lived-in site."""
    topics = {
        t.key: make_topic(
            title_ru=t.title_ru, slug_ru=t.slug_ru, title_en=t.title_en, slug_en=t.slug_en
        )
        for t in content.topics()
    }
    authors = {a.key: make_author(name_ru=a.name_ru, name_en=a.name_en) for a in content.authors()}
    for turn, demo in itertools.product(range(2), content.load()):
        fields = {
            f"{name}_{code}": getattr(version, name)
            for code, version in demo.versions.items()
            for name in ("title", "summary", "body", "cover_alt")
        }
        slugs = {f"slug_{code}": f"{v.slug}-{turn}" for code, v in demo.versions.items()}
        when = demo.published_at - timedelta(days=400 * turn)
        post = make_post(**fields, **slugs, author=authors[demo.author], published_at=when)
        post.topics.set(topics[key] for key in demo.topics)
    return topics, authors


def make_long_post(topics, authors, language, characters):
    first = content.load()[0].versions[language]
    post = make_post(
        **{f"title_{language}": first.title, f"summary_{language}": first.summary},
        **{f"slug_{language}": "long", f"body_{language}": prose(language, characters)},
        author=next(iter(authors.values())),
    )
    post.topics.set(list(topics.values())[:3])


def on_the_wire(client, path):
    """Bytes of a page and of its style sheets as a browser that takes Brotli gets them."""
    response = client.get(path, headers={"Accept-Encoding": "br"})
    assert (response.status_code, response["Content-Encoding"]) == (200, "br")
    html = client.get(path).content.decode()
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    assert sheets
    return len(response.content), sum(of_a_file(client, sheet) for sheet in sheets)


def of_a_file(client, path):
    response = client.get(path, headers={"Accept-Encoding": "br"})
    assert (response.status_code, response["Content-Encoding"]) == (200, "br")
    return len(b"".join(response))


@pytest.mark.parametrize(
    ("path", "language", "characters"),
    [
        ("/ru/", "ru", 0),
        ("/en/", "en", 0),
        ("/ru/blog/", "ru", 0),
        ("/en/blog/", "en", 0),
        ("/ru/blog/long/", "ru", 12_000),
        ("/en/blog/long/", "en", 20_000),
        ("/ru/search/?q=house", "ru", 0),
        ("/ru/donate/", "ru", 0),
        ("/ru/forum/", "ru", 0),
    ],
)
def test_a_first_visit_fits_in_fourteen_kilobytes(client, path, language, characters, capsys):
    topics, authors = make_demo_posts()
    make_long_post(topics, authors, language, characters or 3_000)
    html, css = on_the_wire(client, path)
    with capsys.disabled():
        print(f"\n{path:22}{html:6} HTML + {css:5} CSS = {html + css:6} of {BUDGET} bytes", end="")
    assert html + css <= BUDGET
