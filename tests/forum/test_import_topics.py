"""The command as its user meets it: files in, rows, a report and an exit code out."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.models import User
from core import personal
from forum import liking
from forum.models import Action, OldAddress, Post, Section, Topic, Verb
from tests.accounts.dump import dump
from tests.factories import make_user
from tests.forum.exports import CATEGORY, REPLY, THREAD, export, without
from tests.forum.factories import assert_openings_titled, make_reply, make_section

pytestmark = pytest.mark.django_db
SEED = next(
    (
        folder / "shared/seed/forum.json"
        for folder in Path(__file__).parents
        if (folder / "shared/seed/forum.json").exists()
    ),
    None,
)  # beside the project
SECRET = "donor-71@example.com"


@pytest.fixture
def bring(tmp_path):
    """Run the command over contents; the report's lines, with "failed: …" at the end if it did."""

    def run(*contents, **options):
        paths = []
        for number, content in enumerate(contents):
            paths.append(tmp_path / f"{number}.json")
            paths[-1].write_bytes(content if isinstance(content, bytes) else content.encode())
        return lines(*paths, **options)

    return run


def lines(*paths, **options):
    out = StringIO()
    with override("en"):
        try:
            call_command(
                "import_topics", *map(str, paths), stdout=out, stderr=StringIO(), **options
            )
        except CommandError as error:
            out.write(f"failed: {error}")
    return out.getvalue().splitlines()


def counts(report):
    """New, changed, unchanged, skipped, replies: by file."""
    return [tuple(map(int, line.split()[-5:])) for line in report if line.split()[-1].isdigit()]


def rows():
    return [
        list(model.objects.order_by("pk").values()) for model in (Section, Topic, Post, OldAddress)
    ]


# What comes in


def test_a_thread_comes_in_with_its_section_its_replies_and_its_counts(bring):
    assert counts(bring(export(THREAD))) == [(1, 0, 0, 0, 1)]
    topic = Topic.objects.get()
    opening, reply = topic.posts.order_by("number")
    assert (topic.title, topic.view_count, topic.language) == (THREAD["title"], 31, "ru")
    assert (topic.section.name_ru, topic.section.name_en) == ("Вопросы и ответы", None)
    assert (topic.section.slug, topic.section.is_questions) == ("voprosy", True)
    assert (opening.number, opening.text, opening.like_count) == (0, THREAD["body"], 4)
    assert (reply.number, reply.imported_author, reply.like_count) == (1, "mila-3", 2)
    assert (topic.opening, topic.last_post, topic.reply_count) == (opening, reply, 1)
    assert_openings_titled()


def test_replies_that_the_older_site_counted_and_the_file_lacks_are_lost(bring):
    bring(export(THREAD))
    topic = Topic.objects.get()
    assert (topic.lost_reply_count, topic.total_reply_count) == (4, 5)


def test_authors_are_names_and_become_no_accounts(bring):
    bring(export(THREAD))
    assert not User.objects.exists()
    assert set(Post.objects.values_list("author", "imported_author")) == {
        (None, "Пётр из Хальмара"),
        (None, "mila-3"),
    }


def test_a_day_stays_that_day_and_what_was_written_on_one_day_stays_in_order(bring):
    replies = [REPLY | {"created": "2024-03-04", "body": f"{n}-й"} for n in range(3)]
    bring(export(THREAD | {"replies": [REPLY, *replies]}))
    posts = list(Post.objects.order_by("number"))
    assert [post.text for post in posts][1:] == ["0-й", "1-й", "2-й", REPLY["body"]]
    moments = [timezone.localtime(post.created_at) for post in posts]
    assert moments == sorted(moments) and len(set(moments)) == 5
    assert [moment.day for moment in moments] == [4, 4, 4, 4, 5]
    assert moments[0].hour == 12


def test_an_english_category_is_an_english_section(bring):
    bring(export(categories=[{"name": "Letters", "slug": "letters-to-prison"}]))
    section = Section.objects.get()
    assert (section.name_en, section.name_ru, section.is_questions) == ("Letters", None, False)


def test_threads_may_name_their_category_by_its_address(bring):
    assert counts(bring(export(THREAD | {"category": "voprosy"}))) == [(1, 0, 0, 0, 1)]


def test_a_section_that_editors_made_before_takes_the_threads(bring):
    section = make_section(slug="voprosy", name_ru="Спрашивайте")
    bring(export(THREAD))
    section.refresh_from_db()
    assert (Topic.objects.get().section, section.name_ru) == (section, "Спрашивайте")


def test_html_becomes_its_words(bring):
    body = (
        "<p>Пишите <b>разборчиво</b>.</p><script>alert(1)</script><ul><li>имя<li>год</ul>"
        '<a href="https://example.org/a">образец</a> &amp; марка <img src=x onerror=alert(2)>'
    )
    bring(export(THREAD | {"body": body}))
    text = Post.objects.get(number=0).text
    assert text == ("Пишите разборчиво.\n\n• имя\n• год\n\nобразец (https://example.org/a) & марка")


def test_what_looks_like_marks_is_shown_as_it_stood(bring):
    bring(export(THREAD | {"body": "# 1\n2*3*4 и _так_ <тег> [a](javascript:b)\n    - нет"}))
    html = str(Post.objects.get(number=0).html({}))
    assert html == "<p># 1<br>2*3*4 и _так_ &lt;тег&gt; [a](javascript:b)<br>- нет</p>"


def test_nobody_of_today_is_named_by_an_old_text(bring):
    make_user(name="mila-3")
    bring(export(THREAD | {"body": "@mila-3, спасибо!"}))
    assert Post.objects.get(number=0).mentions == []


# Personal data


def test_addresses_are_masked_wherever_they_stand_and_said_by_kind_only(bring):
    thread = THREAD | {"title": f"Пишите на {SECRET}", "author": SECRET, "body": f"я {SECRET}"}
    hidden = REPLY | {"body": "donor&#45;71&#64;exam\u200bple.com и donor-71<b>@</b>example.com"}
    report = bring(export(thread | {"replies": [hidden]}))
    assert SECRET not in dump()
    assert SECRET not in "\n".join(report)
    assert sum("personal data masked: " in line for line in report) == 3


def test_an_address_of_the_seed_ends_here(bring):
    if SEED is None:
        pytest.skip("../shared is not there")
    report = lines(SEED)
    assert counts(report) == [(2, 0, 0, 0, 1)]
    texts = "\n".join(Post.objects.values_list("text", flat=True))
    assert "…@…" in texts and not personal.find(texts)
    assert [line for line in report if "reply 1: personal data masked" in line]
    assert list(Topic.objects.values_list("lost_reply_count", "view_count")) == [(2, 26), (10, 289)]


# Twice


def test_twice_gives_the_same_rows(bring):
    bring(export(THREAD))
    before = rows()
    assert counts(bring(export(THREAD))) == [(0, 0, 1, 0, 1)]
    assert rows() == before


def test_what_the_older_site_changed_is_changed_here(bring):
    bring(export(THREAD))
    later = REPLY | {"body": "Кладите конверт с адресом.", "likes": 6}
    changed = THREAD | {"title": "Обратный конверт", "views": 90, "replies": [later]}
    assert counts(bring(export(changed))) == [(0, 1, 0, 0, 1)]
    topic, reply = Topic.objects.get(), Post.objects.get(number=1)
    assert (topic.title, topic.view_count) == ("Обратный конверт", 90)
    assert_openings_titled()
    assert (reply.text, reply.plain, reply.like_count) == (later["body"], later["body"], 6)
    assert counts(bring(export(changed))) == [(0, 0, 1, 0, 1)]


def test_counts_never_fall(bring):
    bring(export(THREAD))
    topic = Topic.objects.get()
    liking.like(topic.opening, make_user())

    Topic.objects.update(view_count=200)
    fewer = THREAD | {"likes": 1, "views": 2}
    assert counts(bring(export(fewer))) == [(0, 0, 1, 0, 1)]
    more = THREAD | {"likes": 5, "views": 2}
    bring(export(more))
    topic = Topic.objects.get()
    assert (topic.view_count, topic.opening.like_count) == (200, 6)


def test_a_reply_that_turned_up_comes_where_its_day_says(bring):
    bring(export(THREAD))
    topic = Topic.objects.get()
    here = make_reply(topic, text="Спасибо, дошло!")
    found = REPLY | {"author": "Ян", "created": "2024-03-09"}
    bring(export(THREAD | {"replies": [REPLY, found]}))
    topic.refresh_from_db()
    here.refresh_from_db()
    names = list(topic.posts.order_by("number").values_list("imported_author", flat=True))
    assert names == ["Пётр из Хальмара", "mila-3", "Ян", ""]
    assert (here.number, topic.last_post, topic.reply_count) == (3, here, 3)
    assert (topic.lost_reply_count, topic.opening.number) == (3, 0)


def test_what_was_changed_here_is_left_alone_and_said(bring):
    bring(export(THREAD))
    Post.objects.filter(number=1).update(text="Лучше так.", edited_at=timezone.now())
    report = bring(export(THREAD))
    assert counts(report) == [(0, 0, 1, 0, 1)]
    assert "changed here since it came in: left as it is" in report[-1]
    assert Post.objects.get(number=1).text == "Лучше так."


@pytest.mark.parametrize("state", ["hidden_at", "deleted_at"])
def test_what_was_taken_away_here_does_not_come_back(bring, state):
    bring(export(THREAD))
    Post.objects.filter(number=1).update(**{state: timezone.now(), "text": "", "plain": ""})
    bring(export(THREAD))
    assert (Post.objects.get(number=1).text, Post.objects.count()) == ("", 2)


def test_a_title_given_here_and_a_section_chosen_here_stay(bring):
    bring(export(THREAD))
    topic = Topic.objects.get()
    Topic.objects.update(title="Конверты", section=make_section())
    Action.objects.create(verb=Verb.RETITLE, topic=topic)
    assert counts(bring(export(THREAD))) == [(0, 0, 1, 0, 1)]
    assert Topic.objects.get().title == "Конверты"


def test_after_a_merge_new_replies_go_where_the_thread_went(bring):
    bring(export(THREAD, THREAD | {"slug": "drugoy"}))
    first, second = Topic.objects.order_by("pk")
    first.merged_into = second
    first.save()
    bring(export(THREAD | {"title": "Иначе", "replies": [REPLY, REPLY]}))
    second.refresh_from_db()
    assert (second.reply_count, second.title) == (2, THREAD["title"])


# What does not come in


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": " "}, "it has no title"),
        ({"title": 5}, "its title is no text"),
        ({"body": "<p>\u200b</p>"}, "it has no text"),
        ({"body": "слово " * 6_000}, "it is longer than 30000 characters"),
        ({"body": "<" * 200_000}, "its body is too long"),
        ({"slug": None}, "it has no address"),
        ({"slug": "../../admin"}, "its address is none that a page can have"),
        ({"slug": ".."}, "its address is none that a page can have"),
        ({"slug": "%2e%2e"}, "its address is none that a page can have"),
        ({"slug": "a\x00b"}, "its address is none that a page can have"),
        ({"category": "Другое"}, "its category is not in the file"),
        ({"created": "вчера"}, "it has no date that can be read"),
        ({"created": None}, "it has no date that can be read"),
        ({"created": "2999-01-01"}, "its date cannot be right"),
        ({"created": "0001-01-01"}, "its date cannot be right"),
        ({"likes": -1}, "its likes is no count"),
        ({"likes": True}, "its likes is no count"),
        ({"views": "26"}, "its views is no count"),
        ({"views": 2**40}, "its views is no count"),
        ({"replies": {"a": 1}}, "its replies are no list"),
    ],
)
def test_a_bad_thread_is_said_and_the_others_come_in(bring, change, reason):
    report = bring(export(THREAD | {"slug": "bad"} | change, THREAD))
    assert counts(report) == [(1, 0, 0, 1, 1)]
    assert report[-1].endswith(f": {reason}")


def test_a_bad_reply_is_said_and_counts_as_lost(bring):
    bad = [REPLY | {"body": ""}, REPLY | {"created": "?"}, "x", None, without(REPLY, "body")]
    report = bring(export(THREAD | {"replies_count": 0, "replies": [*bad, REPLY]}))
    assert counts(report) == [(1, 0, 0, 0, 1)]
    assert [line.rpartition(": reply ")[2].partition(":")[0] for line in report[2:]] == list(
        "12345"
    )
    assert Topic.objects.get().lost_reply_count == 5


def test_a_reply_dated_before_its_topic_follows_it(bring):
    bring(export(THREAD | {"replies": [REPLY | {"created": "2020-01-01"}]}))
    opening, reply = Post.objects.order_by("number")
    assert (opening.number, reply.created_at > opening.created_at) == (0, True)


def test_of_two_with_one_address_the_first_comes_in(bring):
    report = bring(export(THREAD, THREAD | {"title": "Второй"}))
    assert counts(report) == [(1, 0, 0, 1, 1)]
    assert Topic.objects.get().title == THREAD["title"]


def test_bad_categories_are_said(bring):
    bad = ["x", {"name": ""}, {"name": "Да", "slug": "/"}, {"name": "Нет"}, CATEGORY, CATEGORY]
    report = bring(export(THREAD, categories=bad))
    assert counts(report) == [(1, 0, 0, 0, 1)]
    assert len(report) == 7


def test_a_category_does_not_take_the_address_of_a_page_of_the_forum(bring):
    bring(export(categories=[{"name": "Новое", "slug": "new"}]))
    assert Section.objects.get().slug == "section-new"


@pytest.mark.parametrize(
    "content",
    [
        "", "нет", "[]", "{}", '{"threads": 5}', '{"threads": [], "categories": 1}',
        '{"threads": [NaN]}', b"\xff\xfe\xfa", "[" * 200_000, '{"threads": [' + "9" * 9_000 + "]}",
    ],
)  # fmt: skip
def test_a_bad_file_is_one_line_and_the_next_file_still_comes_in(bring, content):
    report = bring(content, export(THREAD))
    assert counts(report) == [(0, 0, 0, 0, 0), (1, 0, 0, 0, 1)]
    assert len(report) == 5  # heading, two files, the line, the verdict
    assert report[-1] == "failed: 1 of 2 files could not be read."


def test_missing_files_and_directories_are_a_line_each(tmp_path):
    report = lines(tmp_path / "none.json", tmp_path, "/dev/zero")
    assert [line.rpartition(": ")[2] for line in report[4:7]] == [
        "there is no such file",
        "it is a directory",
        "it is not a file",
    ]
    assert report[-1] == "failed: 3 of 3 files could not be read."


def test_a_file_without_threads_fails_in_a_line(bring):
    assert bring(export())[-1] == "failed: There is no thread in what was given."


def test_a_dry_run_says_what_would_be_and_writes_nothing(bring):
    report = bring(export(THREAD, THREAD | {"slug": "b", "title": ""}), dry_run=True)
    assert report[0] == "A dry run: nothing was written."
    assert counts(report) == [(1, 0, 0, 1, 1)]
    assert not Section.objects.exists()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3)
    ),
    max_leaves=8,
)
HOSTILE = st.text(
    st.sampled_from("<>&;#@_*[]()!|`~\\/. \n\r\x00\u200b\u202e\ud800аb1-+=:pbrdivscript"),
    max_size=60,
)
FIELDS = st.sampled_from([*THREAD, *REPLY, "name"])


@given(
    thread=st.dictionaries(FIELDS, JSON | HOSTILE, max_size=4),
    reply=st.dictionaries(FIELDS, JSON | HOSTILE, max_size=3),
    category=st.dictionaries(FIELDS, JSON | HOSTILE, max_size=2) | JSON,
)
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_file_holds_the_good_rest_comes_in(bring, thread, reply, category):
    hostile = json.dumps(
        {
            "categories": [category, CATEGORY],
            "threads": [
                THREAD | {"slug": "bad", "replies": [REPLY | reply, REPLY]} | thread,
                thread,
                THREAD,
            ],
        }
    )
    report = bring(hostile)
    assert sum(counts(report)[0][:4]) == 3
    assert Topic.objects.filter(old_addresses__path="/forum/voprosy/obratnyy-konvert").exists()
    before = rows()
    bring(hostile)
    assert rows() == before


# Old addresses


def test_readers_are_led_from_the_old_addresses(bring, client):
    bring(export(THREAD))
    topic = Topic.objects.get()
    with override("ru"):
        section, page = topic.section.get_absolute_url(), topic.get_absolute_url()
    for old, new in [
        ("/forum/voprosy/obratnyy-konvert", page),
        ("/forum/voprosy/obratnyy-konvert/?origin=member", page),
        ("/forum/voprosy", section),
    ]:
        response = client.get(old)
        assert (response.status_code, response.url) == (301, new)


def test_english_topics_are_led_to_in_english(bring, client):
    english = {"name": "Letters", "slug": "letters-to"}
    thread = THREAD | {"category": "Letters", "title": "A stamp", "body": "Which one do I need?"}
    bring(export(thread, categories=[english]))
    assert client.get("/forum/letters-to/obratnyy-konvert").url.startswith("/en/forum/letters-to/")
    assert client.get("/forum/letters-to/").url == "/en/forum/letters-to/"


@pytest.mark.parametrize(
    "change", [{"hidden_at": "2024-01-01T00:00Z"}, {"held_at": "2024-01-01T00:00Z"}]
)
def test_what_is_hidden_is_not_led_to(bring, client, change):
    bring(export(THREAD))
    Topic.objects.update(**change)
    assert client.get("/forum/voprosy/obratnyy-konvert").status_code == 404


def test_what_members_read_is_not_led_to_for_others(bring, client):
    bring(export(THREAD))
    Section.objects.update(readers=1)
    for path in ("/forum/voprosy", "/forum/voprosy/obratnyy-konvert"):
        assert client.get(path).status_code != 301
    client.force_login(make_user())
    assert client.get("/forum/voprosy").status_code == 301


@pytest.mark.parametrize("path", ["/forum/none", "/forum/a/b/c", "/forum/%00", "/forum/voprosy/x"])
def test_what_nobody_knows_is_not_found(bring, client, path):
    bring(export(THREAD))
    assert client.get(path).status_code in (302, 404)  # 302: to the same path in a language


def test_a_merged_topic_leads_to_where_it_is_now(bring, client):
    bring(export(THREAD, THREAD | {"slug": "drugoy"}))
    first, second = Topic.objects.order_by("pk")
    Topic.objects.filter(pk=first.pk).update(merged_into=second)
    assert f"/{second.pk}-" in client.get("/forum/voprosy/obratnyy-konvert").url
