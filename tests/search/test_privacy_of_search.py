"""What a reader may not read is not there for the search either: a word of it gets the answer of a word nobody wrote."""

import datetime
import logging
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from blog.models import Post as BlogPost
from forum.models import Post, Topic
from forum.moderation import joining
from forum.standing import Standing
from search import counting, misses
from search.asking import read
from search.finding import find
from search.models import Lexeme, Word
from search.results import Wish
from search.suggesting import suggest
from tests.factories import make_author, make_post, make_user
from tests.forum.factories import make_moderator, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db

SECRET, NOBODYS = "врындозавр", "друмкопляс"  # as long, and in no dictionary
QUERIES = [
    "{word}",
    "{word} звонница",
    '"{word}"',
    "{slip}",
    "{slip} звонница",
    "{start}",
    "{keys}",
    "{latin}",
    "{start} {end}",
    "{word}, {slip}",
]
FORMS = {
    SECRET: {"slip": "врындозвр", "keys": "dhsyljpfdh", "latin": "vryndozavr"},
    NOBODYS: {"slip": "друмкопяс", "keys": "lhevrjgkzc", "latin": "drumkoplyas"},
}
CHOICES = ("kinds", "languages", "periods", "places", "authors")
NOW = timezone.now()


def translated(**fields):
    """Out in English; in Russian, which is not out, it says the secret."""
    english = {"title_en": "House", "slug_en": "house", "body_en": "<p>Yes</p>"}
    russian = {"title_ru": SECRET, "slug_ru": "other-secret", "body_ru": f"<p>{SECRET}</p>"}
    make_post(**english, **russian, **fields)


def hidden(model, **fields):
    """Past everything that belongs to hiding: only what the row says counts."""
    model.objects.filter(**fields).update(hidden_at=NOW)


def topic(**fields):
    return make_topic(**{"title": SECRET, "text": SECRET} | fields)


def reply(**fields):
    return make_reply(make_topic(), text=SECRET, **fields)


def merged():
    joining.merge(topic(text="Башня"), make_topic(), make_moderator())


def post(**fields):
    author = make_author(name_ru=f"Автор {SECRET}", name_en=None)
    texts = {"title_ru": SECRET, "slug_ru": "secret", "body_ru": f"<p>{SECRET}</p>"}
    return make_post(author=author, **texts | fields)


def closed(readers, **fields):
    section = make_section(name_ru=f"Раздел {SECRET}", readers=readers)
    topic(section=make_section(parent=section, name_ru=SECRET) if fields else section)


UNSEEN = {
    "hidden topic": lambda: topic(hidden_at=NOW),
    "hidden reply": lambda: reply(hidden_at=NOW),
    "reply in a hidden topic": lambda: hidden(Topic, pk=reply().topic_id),
    "held topic": lambda: topic(held_at=NOW, opening={"held_at": NOW}),
    "held reply": lambda: reply(held_at=NOW, number=None),
    "deleted reply": lambda: reply(deleted_at=NOW),
    "merged topic": merged,
    "draft": lambda: post(published_at=None),
    "tomorrow’s post": lambda: post(published_at=NOW + datetime.timedelta(days=1)),
    "tomorrow’s translation": lambda: translated(published_at_ru=NOW + datetime.timedelta(days=1)),
    "translation in a draft": lambda: translated(published_at_ru=None),
    "the team’s section": lambda: closed(Standing.TEAM),
    "a section within the team’s": lambda: closed(Standing.TEAM, is_within=True),
    "the members’ section": lambda: closed(Standing.NEW),
}
READERS = {"stranger": AnonymousUser, "member": make_user, "moderator": make_moderator}
SEEN = {
    ("the team’s section", "moderator"),
    ("a section within the team’s", "moderator"),
    ("the members’ section", "moderator"),
    ("the members’ section", "member"),
}


def said(found):
    """Everything a page of results tells."""
    shown = [
        (result.hit.title, result.hit.place, result.hit.author, result.snippet)
        for result in found.results
    ]
    choices = [(each.value, str(each.label), each.count) for name in CHOICES for each in getattr(found, name)]  # fmt: skip
    told = (found.mended, found.doubtful, found.nearest, found.best)
    return repr((shown, choices, told, found.total, found.with_all_words))


def answers(word, user):
    """To every query about a word, with the word itself left out."""
    forms = {"word": word, "start": word[:6], "end": word[6:], **FORMS[word]}
    told = []
    for query in QUERIES:
        text = query.format(**forms)
        told.append(said(find(Wish(read(text)), user)))
        told.append(repr(suggest(text, user)))
    told.append(said(find(Wish(read(forms["slip"]), verbatim=True), user)))
    text = "\n".join(told)
    for name, form in sorted(forms.items(), key=lambda item: -len(item[1])):
        text = text.replace(form, f"<{name}>")
    return text


def assert_nobodys(user):
    assert answers(SECRET, user) == answers(NOBODYS, user)


@pytest.fixture
def site():
    make_topic(title="Звонница", text="Башня")
    make_post(title_ru="Звонница", slug_ru="z", body_ru="<p>Башня</p>")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("state", UNSEEN)
def test_what_one_may_not_read_is_neither_found_nor_counted_nor_suggested(site, state, reader):
    UNSEEN[state]()
    counting.count_all()
    user = READERS[reader]()
    told = said(find(Wish(read("")), user)) + repr(suggest(SECRET[:6], user))
    found = find(Wish(read(SECRET)), user)
    if (state, reader) in SEEN:
        assert found.total.number and SECRET in told
    else:
        assert (found.results, found.total.number, found.kinds) == ([], 0, [])
        assert SECRET not in told


@pytest.mark.parametrize(
    ("state", "reader"),
    [
        ("draft", "moderator"),
        ("held reply", "moderator"),
        ("the team’s section", "member"),
        ("the members’ section", "stranger"),
    ],
)
def test_a_word_one_may_not_read_is_answered_as_one_that_nobody_wrote(site, state, reader):
    UNSEEN[state]()
    counting.count_all()
    assert_nobodys(READERS[reader]())


@pytest.mark.parametrize("state", [state for state in UNSEEN if "section" not in state])
def test_an_empty_query_lists_and_counts_what_was_there_before(site, state):
    user = make_moderator()
    before = said(find(Wish(read("звонница")), user))
    UNSEEN[state]()
    counting.count_all()
    assert said(find(Wish(read("звонница")), user)) == before


HIDING = {
    "topic": lambda: hidden(Topic, title=SECRET),
    "reply": lambda: hidden(Post, plain=SECRET),
    "post": lambda: BlogPost.objects.filter(title_ru=SECRET).update(published_at_ru=None),
}


@pytest.mark.parametrize(
    ("what", "reader"), [("topic", "stranger"), ("reply", "moderator"), ("post", "stranger")]
)
def test_what_was_hidden_just_now_is_gone_before_words_are_counted_again(site, what, reader):
    {"topic": topic, "reply": reply, "post": post}[what]()
    counting.count_all()
    assert SECRET in said(find(Wish(read(FORMS[SECRET]["slip"])), AnonymousUser()))
    HIDING[what]()
    assert Word.objects.filter(word=SECRET).exists()
    assert_nobodys(READERS[reader]())


def test_a_closed_section_lends_no_word_to_strangers_and_is_not_named_by_its_number(site):
    closed(Standing.TEAM)
    counting.count_all()
    section = Topic.objects.get(title=SECRET).section
    for text in ("", "звонница", SECRET):
        found = find(Wish(read(text), place=f"forum-{section.pk}"), AnonymousUser())
        assert (found.total.number, SECRET in said(found).replace(str(found.doubtful), "")) == (0, False)  # fmt: skip
    assert SECRET in said(find(Wish(read(""), place=f"forum-{section.pk}"), make_moderator()))


def test_an_author_without_anything_to_read_is_not_named_by_number(site):
    author, member = post(published_at=None).author, make_user(name="Quiet Fox")
    for key in (f"blog-{author.pk}", f"forum-{member.pk}"):
        found = find(Wish(read("звонница"), author=key), AnonymousUser())
        assert (found.total.number, found.authors and found.authors[-1].value == key) == (0, False)


def test_words_are_counted_of_what_strangers_may_read_only(site):
    for state in UNSEEN.keys() - {"draft", "translation in a draft"}:  # of one address
        UNSEEN[state]()
    counting.count_all()
    counting.learn_newest()
    assert not Word.objects.filter(word__startswith=SECRET[:6]).exists()
    assert not Lexeme.objects.filter(lexeme__startswith=SECRET[:6]).exists()
    assert Lexeme.objects.get(lexeme="звонниц").documents == 2


def test_an_anonymous_post_is_found_by_words_alone(site):
    member = make_user(name="Anna Kim")
    topic(author=None, opening={"author_key": "f" * 32})
    make_reply(Topic.objects.get(title="Звонница"), author=member)
    counting.count_all()
    with override("ru"):
        [result] = find(Wish(read(SECRET)), AnonymousUser()).results
        assert result.hit.author == "Без имени"
    ask = partial(find, user=AnonymousUser())
    for wish in (Wish(read(f'{SECRET} author:"Anna Kim"')), Wish(read(SECRET), author=f"forum-{member.pk}")):  # fmt: skip
        assert ask(wish).total.number == 0
    assert ask(Wish(read(SECRET))).authors == []
    everything = ask(Wish(read("")))
    assert {each.label: each.count.number for each in everything.authors if each.label == "Anna Kim"} == {"Anna Kim": 1}  # fmt: skip


def test_the_feed_shows_strangers_what_it_shows_the_team(client, site):
    closed(Standing.TEAM)
    closed(Standing.NEW)
    counting.count_all()
    client.force_login(make_moderator())
    feed = client.get("/ru/search/feed/", {"q": "звонница"}).content.decode()
    assert "Звонница" in feed
    assert client.get("/ru/search/feed/", {"q": SECRET}).content.decode().count("<entry>") == 0
    assert SECRET in client.get("/ru/search/", {"q": SECRET[:-1]}).content.decode()


def rows_with(text):
    """Names of the tables that hold it anywhere."""
    names = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text ILIKE %s', [f"%{text}%"])  # fmt: skip
            if cursor.fetchone()[0]:
                names.append(table)
    return names


def test_what_was_asked_stands_in_no_log_and_no_table(client, site, caplog):
    counting.count_all()
    client.force_login(make_user())
    caplog.set_level(logging.DEBUG)
    for path in ("/ru/search/", "/en/search/", "/ru/search/feed/", "/ru/search/suggestions/"):
        assert client.get(path, {"q": f"{NOBODYS} звонница"}).status_code == 200
        assert client.get(path, {"q": NOBODYS}).status_code == 200
    assert client.get("/ru/search/", {"q": NOBODYS, "page": "7"}).status_code == 404
    misses.flush()
    assert NOBODYS not in caplog.text and NOBODYS[:5] not in caplog.text
    assert rows_with(NOBODYS) == []
    assert rows_with("Звонница") != []
