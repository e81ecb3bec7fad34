"""The queue in the admin: what it shows, and what its buttons do."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from forum import posting
from forum.anonymity import pseudonym
from forum.models import Action, Notice, Report, Suspension
from forum.moderation import queue
from forum.writing import Writing
from tests.factories import make_editor, make_user, sign_in_with_second_factor
from tests.forum.factories import make_moderator, make_reply, make_section, make_topic

pytestmark = pytest.mark.django_db
QUEUE = "/admin/forum/report/queue/"


def client_of(user):
    client = Client()
    sign_in_with_second_factor(client, user)
    return client


def make_staff(*rights):
    user = make_editor(is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


@pytest.fixture
def client():
    """Of somebody who may moderate, and nothing else."""
    return client_of(make_staff("moderate"))


def make_reported(reporters=1, **fields):
    post = make_reply(make_topic(title="О разном"), text="Плохие слова", **fields)
    for _number in range(reporters):
        Report.objects.create(post=post, reporter=make_user(), reason="abuse", note="Хамит")
    return post


def make_held(**fields):
    return make_reply(make_topic(), number=None, held_at="2026-01-01T00:00Z", **fields)


def decide(client, post, deed, **form):
    return client.post(f"{QUEUE}{post.pk}/", {"deed": deed, "note": "", "days": "7"} | form)


def test_it_shows_what_is_reported_and_what_waits_with_what_was_before(client):
    reported, held = make_reported(), make_held(text="Первый пост")
    page = client.get(QUEUE).content.decode()
    for words in ("О разном", "Плохие слова", "Хамит", "Первый пост", "Как это устроено?"):
        assert words in page
    assert reported.author.name in page and held.author.name in page


def test_it_is_empty_when_all_was_looked_at(client):
    Report.objects.create(
        post=make_reply(make_topic()), reason="spam", closed_at="2026-01-01T00:00Z"
    )
    make_held(hidden_at="2026-01-01T00:00Z")
    assert not queue.cases()
    assert queue.open_count() == 0
    assert client.get(QUEUE).status_code == 200


@pytest.mark.parametrize(
    ("deed", "verb"), [("keep", "keep"), ("hide", "hide"), ("delete", "delete")]
)
def test_one_click_settles_a_report(client, deed, verb):
    post = make_reported(2)
    assert decide(client, post, deed)["Location"] == QUEUE
    assert (Action.objects.get().verb, queue.open_count()) == (verb, 0)


def test_what_reports_hid_can_be_left_hidden(client):
    post = make_reported(hidden_at="2026-01-01T00:00Z")
    decide(client, post, "hide")
    post.refresh_from_db()
    assert post.hidden_at and queue.open_count() == 0


def test_one_click_approves_or_rejects(client):
    first, second = make_held(), make_held()
    decide(client, first, "approve")
    decide(client, second, "hide")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.stands, second.stands, queue.open_count()) == (True, False, 0)


def test_a_warning_and_a_suspension_need_words_and_reach_the_author(client):
    post = make_reported()
    for deed in ("warn", "suspend"):
        decide(client, post, deed)
        assert not Action.objects.filter(verb=deed).exists()
        decide(client, post, deed, note="Полегче.")
    assert [notice.text for notice in Notice.objects.filter(user=post.author)] == ["Полегче."] * 2
    assert Suspension.objects.in_force().get().member == post.author


def test_an_anonymous_author_is_a_pseudonym_with_their_record_in_this_topic(client):
    author, topic = make_user(), make_topic(make_section(allows_anonymous=True))
    posts = [posting.reply(topic, author, Writing(f"Тихо {n}", is_anonymous=True)) for n in "12"]
    make_reply(make_topic(), author=author)
    Report.objects.create(post=posts[0], reporter=make_user(), reason="spam")
    page = client.get(QUEUE).content.decode()
    assert pseudonym(posts[0].author_key) in page
    assert author.name not in page
    assert queue.cases()[0].record.kept == 2


def test_the_record_counts_what_stands_is_hidden_and_was_reported():
    post = make_reported(2)
    make_reply(post.topic, author=post.author, hidden_at="2026-01-01T00:00Z")
    make_reply(make_topic(), author=post.author)
    Suspension.objects.create(member=post.author, reason="Спам", lifted_at="2026-01-01T00:00Z")
    record = queue.cases()[0].record
    assert (record.kept, record.hidden, record.reported, record.suspended) == (2, 1, 2, 1)


def test_a_long_queue_takes_no_more_queries(django_assert_num_queries):
    for number in (2, 18):
        for _number in range(number // 2):
            make_reported()
            make_held()
        with django_assert_num_queries(6):
            assert len(queue.cases()) == min(20, number + 2 * (number == 18))


def test_only_moderators_with_a_second_factor_open_it(client):
    post = make_reported()
    for stranger in (make_user(), make_moderator()):
        browser = Client()
        browser.force_login(stranger)
        assert browser.get(QUEUE).status_code in (302, 403)
        assert decide(browser, post, "hide").status_code in (302, 403)
    staff = client_of(make_staff("view_report"))
    assert staff.get(QUEUE).status_code == 403
    assert decide(staff, post, "hide").status_code == 403
    assert Client().get(QUEUE).status_code == 302
    assert client.get(f"{QUEUE}{post.pk}/").status_code == 405
    assert not Action.objects.exists()


def test_the_index_says_how_much_waits_to_moderators_alone(client):
    make_reported()
    assert 'id="moderation-panel"' in client.get("/admin/").content.decode()
    other = client_of(make_staff("view_post")).get("/admin/").content.decode()
    assert 'id="moderation-panel"' not in other
