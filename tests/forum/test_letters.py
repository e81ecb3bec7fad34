"""News by mail: one letter for a burst, digests in the morning, each notice in one letter at most."""

import datetime
import threading

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as outbox
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import mailing
from accounts.mailing import Rhythm
from accounts.models import User
from core import jobs
from forum import following, letters, noticing, tasks, telling, wording
from forum.anonymity import author_key
from forum.models import Follow, Kind, Notice, Post, Section, Topic, Verb
from forum.standing import Standing
from tests.factories import make_member, make_user, spelled
from tests.forum.factories import make_replies, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)
NOW = datetime.datetime(2026, 3, 4, 12, tzinfo=datetime.UTC)  # a Wednesday
DAWN = datetime.datetime(2026, 3, 5, 6, 1, tzinfo=datetime.UTC)  # one past seven in Warsaw


@pytest.fixture
def nadia():
    return make_member(email="nadia@example.org", name="Nadia", language="en")


@pytest.fixture
def topic(nadia):
    section = make_section(name_en="Help", name_ru="Помощь", slug="help_desk")
    topic = make_topic(section, author=nadia, title="Как это устроено?")
    following.follow(nadia, topic)
    return topic


def reply(topic, ago=3 * MINUTE, now=NOW, **fields):
    """Written, and told of, so long before now."""
    post = make_reply(topic, **fields)
    telling.tell(post.pk)
    Notice.objects.filter(post=post, mailed_at=None).update(created_at=now - ago)
    return post


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The letters' own, which tests set."""
    moment = {"now": NOW}
    monkeypatch.setattr(letters.timezone, "now", lambda: moment["now"])
    return moment


def at_once(now=NOW):
    letters.mail_at_once(now)
    return promised()


def promised():
    jobs = ProcrastinateJob.objects.filter(task_name="core.send_mail").order_by("pk")
    return [job.args for job in jobs]


def said(letter):
    return [post["excerpt"] for topic in letter["context"]["topics"] for post in topic["posts"]]


# Bursts


def test_a_burst_is_one_letter(topic, nadia):
    for number, minutes in ((1, 3), (2, 1), (3, 0)):
        reply(topic, minutes * MINUTE, text=f"Ответ {number}")
    [letter] = at_once()
    assert (letter["to"], letter["language"]) == ("nadia@example.org", "en")
    assert said(letter) == ["Ответ 1", "Ответ 2", "Ответ 3"]
    assert not Notice.objects.unmailed().exists()


def test_more_may_come_for_two_minutes(topic):
    reply(topic, datetime.timedelta(seconds=100))
    assert at_once() == []
    assert len(at_once(NOW + MINUTE)) == 1


def test_the_next_letter_comes_ten_minutes_later(topic, clock):
    reply(topic)
    at_once()
    reply(topic, -MINUTE, text="Позже")
    assert len(at_once(NOW + 9 * MINUTE)) == 1
    clock["now"] = NOW + 11 * MINUTE
    assert [said(letter) for letter in at_once(NOW + 11 * MINUTE)] == [["Вот так."], ["Позже"]]


def test_what_was_decided_without_a_letter_delays_none(topic, nadia):
    User.objects.update(mail_off=["followed"])
    elsewhere = make_topic()
    following.follow(nadia, elsewhere)
    reply(elsewhere, MINUTE)
    reply(topic)
    assert len(at_once()) == 1
    assert not Notice.objects.unmailed().exists()


def test_what_was_read_on_the_site_is_not_mailed(topic, nadia):
    reply(topic)
    noticing.seen(nadia, topic, 1)
    assert at_once() == []
    assert not Notice.objects.unmailed().exists()


@pytest.mark.parametrize("change", ["no_address", "unconfirmed", "never", "inactive"])
def test_who_gets_no_letters_is_not_looked_at_again(topic, nadia, change):
    reply(topic)
    match change:
        case "no_address":
            EmailAddress.objects.all().delete()
        case "unconfirmed":
            EmailAddress.objects.update(verified=False)
        case "never":
            mailing.switch_off(nadia, "replies")
        case "inactive":
            User.objects.filter(pk=nadia.pk).update(is_active=False)
    assert at_once() == []
    assert not Notice.objects.unmailed().exists()


@pytest.mark.parametrize("state", ["held_at", "hidden_at", "deleted_at"])
def test_what_stands_no_longer_is_not_mailed(topic, state):
    Post.objects.filter(pk=reply(topic).pk).update(**{state: NOW})
    reply(topic, text="Стоит")
    [letter] = at_once()
    assert said(letter) == ["Стоит"]


def test_who_may_read_there_no_longer_gets_nothing_of_it(topic):
    reply(topic)
    Section.objects.update(readers=Standing.TEAM)
    assert at_once() == []
    assert not Notice.objects.unmailed().exists()


def test_a_post_that_was_moved_leads_to_where_it_is(topic):
    new = make_topic(title="Другая")
    Post.objects.filter(pk=reply(topic).pk).update(topic=new)
    [letter] = at_once()
    [there] = letter["context"]["topics"]
    assert there["title"] == "Другая"
    assert f"/{new.pk}-" in there["posts"][0]["address"]


# Digests


def rhythm(user, kind, value):
    User.objects.filter(pk=user.pk).update(mail_rhythms={kind: value})


def digests(now):
    letters.mail_digests(now)
    return promised()


def test_the_day_is_one_digest_by_topic(topic, nadia):
    rhythm(nadia, "replies", "daily")
    other = make_topic(title="Другая")
    following.follow(nadia, other)
    for where, text in ((topic, "Раз"), (other, "Два"), (topic, "Три")):
        reply(where, text=text)
    assert at_once() == []
    assert digests(DAWN - 2 * MINUTE) == []
    [letter] = digests(DAWN)
    assert letter["context"]["rhythm"] == "daily"
    assert [each["title"] for each in letter["context"]["topics"]] == [
        "Как это устроено?",
        "Другая",
    ]
    assert said(letter) == ["Раз", "Три", "Два"]
    assert len(digests(DAWN + 30 * MINUTE)) == 1


def test_the_week_ends_on_monday_morning(topic, nadia):
    rhythm(nadia, "replies", "weekly")
    reply(topic)
    assert digests(DAWN) == []
    monday = DAWN + datetime.timedelta(days=4)
    assert digests(monday - 2 * MINUTE) == []
    assert len(digests(monday)) == 1


def test_the_morning_is_the_members_own(topic, nadia):
    rhythm(nadia, "replies", "daily")
    User.objects.filter(pk=nadia.pk).update(time_zone="Asia/Tbilisi")  # three hours earlier
    reply(topic)
    tbilisi = DAWN - datetime.timedelta(hours=3)
    assert digests(tbilisi - 2 * MINUTE) == []
    assert len(digests(tbilisi)) == 1


@pytest.mark.parametrize("zone", ["", "Nowhere/Atlantis", "../../etc/passwd"])
def test_an_unknown_zone_is_the_sites(zone):
    assert letters.last_morning(DAWN, zone, Rhythm.DAILY) == DAWN - MINUTE


def test_a_morning_that_was_slept_through_is_made_up_for(topic, nadia):
    rhythm(nadia, "replies", "daily")
    reply(topic)
    assert len(digests(DAWN + datetime.timedelta(hours=9))) == 1


def test_a_letter_lists_so_many_and_counts_the_others(topic):
    make_replies(topic, 40)
    for post in topic.posts.replies().order_by("number"):
        telling.tell(post.pk)
    Notice.objects.update(created_at=NOW - 3 * MINUTE)
    [letter] = at_once()
    assert len(said(letter)) == wording.LISTED
    assert letter["context"]["more"] == 40 - wording.LISTED
    assert said(letter)[-1] == "Ответ 40"
    assert not Notice.objects.unmailed().exists()


# What a letter says


@pytest.fixture
def delivered(run_jobs):
    def deliver():
        at_once()
        run_jobs()
        [letter] = outbox.outbox
        [page] = [each.content for each in letter.alternatives]
        return letter.subject, letter.message(), letter.body, page

    return deliver


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Vera replies in your topic"), ("ru", "Vera")],
)
def test_it_is_in_the_receivers_language(topic, nadia, delivered, language, sentence):
    User.objects.filter(pk=nadia.pk).update(language=language)
    post = reply(topic, author=make_user(name="Vera"), text="<b>Так</b> & *так*")
    subject, _message, body, page = delivered()
    assert subject == "Re: Как это устроено?"
    assert sentence in body and sentence in page
    assert {"en": "Help", "ru": "Помощь"}[language] in body
    assert "<b>Так</b> & " in body and "&lt;b&gt;Так&lt;/b&gt; &amp; " in page
    assert f"/{language}/forum/help_desk/{topic.pk}-" in body
    assert f"?reply={post.pk}#reply-{post.pk}" in body and f"?reply={post.pk}#reply-" in page


@pytest.mark.django_db(transaction=True)
def test_headers_sort_thread_and_end(topic, nadia, delivered):
    reply(topic)
    _subject, message, body, _page = delivered()
    assert message["List-Id"] == f"<topic-{topic.pk}.help-desk.forum.example.org>"
    assert message["References"] == message["In-Reply-To"] != message["Message-ID"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip("<>") in body
    token = message["List-Unsubscribe"].strip("<>").split("/")[-2]
    assert mailing.whose(token) == (nadia, ["replies"])


@pytest.mark.django_db(transaction=True)
def test_a_neutral_letter_says_nothing_in_its_headers(topic, nadia, delivered):
    User.objects.filter(pk=nadia.pk).update(subjects_neutral=True)
    reply(topic)
    subject, message, _body, _page = delivered()
    assert subject == "A new message for you"
    assert message["List-Id"] == "<forum.example.org>"
    heads = "\n".join(f"{name}: {value}" for name, value in message.items())
    for word in ("help", "topic", "устроено", "Nadia"):
        assert word not in heads.replace("List-Unsubscribe", "")


@pytest.mark.django_db(transaction=True)
def test_excerpts_are_the_masked_words_cut(topic, delivered):
    post = reply(topic, text="Пишите на +7 999 000-00-00. " + "Слово " * 200)
    Post.objects.filter(pk=post.pk).update(plain="Пишите на ••• " + "Слово " * 200)
    _subject, _message, body, page = delivered()
    assert "Пишите на •••" in body
    assert "999" not in body and "999" not in page
    assert body.count("Слово") < 50


def test_several_topics_have_one_subject_and_the_sections_list(topic, nadia):
    other = make_topic(topic.section)
    following.follow(nadia, other)
    rhythm(nadia, "followed", "now")
    reply(topic)
    reply(other)
    [letter] = at_once()
    assert letter["manner"]["list_id"] == "help-desk.forum"
    assert letter["manner"]["thread"] == ""
    token = letter["manner"]["unsubscribe"].split("/")[-2]
    assert set(mailing.whose(token)[1]) == {"replies", "followed"}


@pytest.mark.django_db(transaction=True)
def test_moderators_word_comes_whatever_became_of_the_post(topic, nadia, delivered):
    Topic.objects.update(hidden_at=NOW)
    Notice.objects.create(
        user=nadia, kind=Kind.MODERATION, topic=topic, post=topic.opening, deed=Verb.HIDE,
        text="Здесь адрес человека.", created_at=NOW - 3 * MINUTE,
    )  # fmt: skip
    subject, _message, body, page = delivered()
    assert subject == "A word from the moderators"
    for text in (body, page):
        assert "Здесь адрес человека." in text and "Как это устроено?" in text
    assert "hidden" in body


# Without a name


def test_an_anonymous_author_is_called_so(topic):
    author = make_user(name="Secretive")
    reply(topic, author=None, author_key=author_key(topic.pk, author.pk))
    [letter] = at_once()
    assert letter["context"]["topics"][0]["posts"][0]["author"] == "Anonymous"
    assert "Secretive" not in str(letter)


def test_who_asked_without_a_name_gets_no_letter_unless_they_follow(nadia):
    topic = make_topic(author=None)
    Post.objects.update(author_key=author_key(topic.pk, nadia.pk))
    rhythm(nadia, "followed", "now")
    reply(topic)
    assert at_once() == []
    assert noticing.count(nadia) == 1
    following.follow(nadia, topic)
    reply(topic)
    [letter] = at_once()
    assert [post["kind"] for post in letter["context"]["topics"][0]["posts"]] == ["followed"]
    assert noticing.count(nadia) == 2


def test_nobody_gets_their_own_anonymous_words(topic, nadia):
    reply(topic, author=None, author_key=author_key(topic.pk, nadia.pk))
    assert at_once() == []
    assert not Notice.objects.unmailed().exists()


def test_a_name_that_is_hidden_by_now_is_not_in_the_letter(topic):
    author = make_user(name="Timid", name_hidden_after=1)
    reply(topic, author=author, created_at=timezone.now() - datetime.timedelta(days=2))
    [letter] = at_once()
    assert letter["context"]["topics"][0]["posts"][0]["author"] == "A member"


def test_a_letter_on_its_way_forgets_whom_it_names(topic):
    author = make_user(name="Leaver Quux")
    reply(topic, author=author)
    assert len(at_once()) == 1
    jobs.forget(author.pk, author.name, [])
    assert promised() == []


# Exactly once


def make_crowd(topic, count):
    users = User.objects.bulk_create(
        User(name=f"crowd-{spelled(n)}", mail_rhythms={"followed": "now"}) for n in range(count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=f"{user.pk}@example.org", verified=True, primary=True)
        for user in users
    )
    Follow.objects.bulk_create(Follow(user=user, topic=topic) for user in users)
    return users


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_in_the_middle_mails_nobody_twice(topic, monkeypatch):
    crowd = make_crowd(topic, 8)
    reply(topic)
    sent = []

    def die_at_the_fifth(template, *, to, **more):
        sent.append(to)
        if len(sent) == 5:
            raise SystemExit
        return send(template, to=to, **more)

    send = letters.mail.send
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(letters.mail, "send", die_at_the_fifth)
        letters.mail_at_once(NOW)
    assert len(promised()) == 4
    receivers = [letter["to"] for letter in at_once()]
    assert sorted(receivers) == sorted(
        [*(f"{u.pk}@example.org" for u in crowd), "nadia@example.org"]
    )


@pytest.mark.django_db(transaction=True)
def test_one_letter_that_fails_keeps_no_other(topic, monkeypatch, caplog):
    make_crowd(topic, 3)
    reply(topic)
    make = wording.letter
    calls = []

    def fail_once(*args):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("nadia@example.org")
        return make(*args)

    monkeypatch.setattr(wording, "letter", fail_once)
    assert len(at_once()) == 3
    assert "RuntimeError" in caplog.text and "example.org" not in caplog.text
    assert len(at_once()) == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("job", [letters.mail_at_once, letters.mail_digests])
def test_two_workers_at_once_mail_each_once(topic, job):
    crowd = make_crowd(topic, 40)
    value = "now" if job == letters.mail_at_once else "daily"
    User.objects.update(mail_rhythms={"followed": value, "replies": value})
    reply(topic)
    failures = []

    def work():
        try:
            job(NOW if value == "now" else DAWN)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    receivers = [letter["to"] for letter in promised()]
    assert len(receivers) == len(set(receivers)) == len(crowd) + 1


@pytest.mark.django_db(transaction=True)
def test_a_run_leaves_others_their_turn_and_goes_on(topic, monkeypatch, run_jobs):
    crowd = make_crowd(topic, 9)
    reply(topic)
    monkeypatch.setattr(letters, "MOST", 4)
    assert letters.mail_at_once(NOW) is True
    assert len(promised()) == 4
    tasks.mail_at_once(0)
    run_jobs()
    assert len(outbox.outbox) == len(crowd) + 1
    assert letters.mail_at_once(NOW) is False


def test_news_lets_other_letters_go_first(topic):
    reply(topic)
    at_once()
    mailing.notify(topic.opening.author, "accounts/email/password_changed", "security")
    jobs = ProcrastinateJob.objects.filter(task_name="core.send_mail").order_by("-priority")
    assert [job.args["template"] for job in jobs] == [
        "accounts/email/password_changed",
        "forum/email/news",
    ]


def test_who_can_not_be_written_to_is_not_tried_for_ever(topic, monkeypatch):
    reply(topic)
    monkeypatch.setattr(letters, "MOST", 1)
    monkeypatch.setattr(wording, "letter", lambda *_args: 1 / 0)
    assert letters.mail_at_once(NOW) is False


def test_what_came_since_another_worker_saw_to_the_member_waits(topic, nadia):
    rhythm(nadia, "replies", "daily")
    reply(topic, now=DAWN, ago=MINUTE / 2)
    waiting = letters._waiting(Rhythm.DAILY)
    letters._write(nadia.pk, waiting, Rhythm.DAILY, DAWN - MINUTE)
    assert promised() == []
    assert Notice.objects.unmailed().exists()


def test_a_letter_costs_the_same_whatever_there_is_to_tell(topic):
    reply(topic)
    with CaptureQueriesContext(connection) as few:
        at_once()
    ProcrastinateJob.objects.all().delete()
    for _number in range(12):
        reply(make_followed(topic.opening.author))
    Notice.objects.filter(mailed_at__isnull=False).update(
        mailed_at=NOW - datetime.timedelta(hours=1)
    )
    User.objects.update(mail_rhythms={"followed": "now"})
    with CaptureQueriesContext(connection) as many:
        at_once()
    assert len(promised()) == 1
    assert len(many) == len(few) <= 13


def make_followed(user):
    topic = make_topic()
    following.follow(user, topic)
    return topic
