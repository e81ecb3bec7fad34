"""The steps of a language to its readers, and the hour at which it comes out."""

import datetime
import json
import threading
import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from blog.models import Post
from editing import appointments, history, publishing, saving
from editing.models import Appointment, Revision, What
from editing.refusals import Unwritten
from editing.states import State
from search import counting, vocabulary
from tests.editing.people import make_publisher
from tests.factories import make_translated_post

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TOMORROW = NOW + datetime.timedelta(days=1)


@pytest.fixture
def anna():
    return make_publisher()


@pytest.fixture
def post():
    return make_translated_post(published_at=None)


def step(verb, post, *args, by, **more):
    return verb(post, "en", *args, by=by, based_on=history.latest(post), **more)


def later(post):
    """As if its hour had come."""
    Post.objects.update(published_at_en=NOW)
    Appointment.objects.update(at=NOW)
    post.refresh_from_db()


def jobs(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s", [name])
        return [json.loads(args) for (args,) in cursor.fetchall()]


def test_a_language_goes_its_way_and_the_other_stays_where_it_is(post, anna):
    way = [
        (publishing.send_to_review, (), State.REVIEW, What.REVIEW),
        (publishing.send_back, (), State.DRAFT, What.RETURNED),
        (publishing.schedule, (TOMORROW,), State.SCHEDULED, What.SCHEDULED),
        (publishing.publish, (), State.PUBLISHED, What.PUBLISHED),
        (publishing.withdraw, (), State.WITHDRAWN, What.WITHDRAWN),
    ]
    for verb, args, state, what in way:
        revision = step(verb, post, *args, by=anna, note="Смотри")
        post.refresh_from_db()
        assert (post.state_in("en"), post.state_in("ru")) == (state, State.DRAFT)
        assert (revision.what, revision.steps, revision.languages) == (what, {"en": what}, [])
        assert (revision.saved_by, revision.note) == (anna, "Смотри")


@pytest.mark.parametrize(
    "verb", [publishing.publish, publishing.withdraw, publishing.send_to_review]
)
def test_twice_is_once(verb, post, anna):
    first = step(verb, post, by=anna)
    moments = (post.published_at_en, post.updated_at)
    assert step(verb, post, by=anna) == first
    post.refresh_from_db()
    assert (post.published_at_en, post.updated_at) == moments


def test_a_schedule_called_off_is_a_draft_again(post, anna):
    step(publishing.schedule, post, TOMORROW, by=anna)
    step(publishing.withdraw, post, by=anna)
    assert post.state_in("en") == State.DRAFT
    assert not Appointment.objects.exists()


def test_what_is_not_written_does_not_come_out(anna):
    post = make_translated_post(published_at=None, body_en="")
    for args in ((publishing.publish,), (publishing.schedule,)):
        with pytest.raises(Unwritten):
            step(args[0], post, *([TOMORROW] if args[0] is publishing.schedule else []), by=anna)


def test_an_hour_is_kept_in_utc_whatever_clock_it_was_said_by(post, anna):
    warsaw = datetime.timezone(datetime.timedelta(hours=2))
    at = datetime.datetime(2099, 5, 1, 10, tzinfo=warsaw)
    revision = step(publishing.schedule, post, at, by=anna)
    assert revision.fields["published_at_en"] == "2099-05-01T08:00:00+00:00"
    assert step(publishing.schedule, post, at.astimezone(datetime.UTC), by=anna) == revision


# The hour


def test_readers_have_it_at_its_hour_without_any_job(post, anna):
    step(publishing.schedule, post, TOMORROW, by=anna)
    english = Post.objects.visible_to(AnonymousUser()).in_language("en")
    assert not english.exists()
    later(post)
    assert english.exists()


def test_the_job_of_the_hour_writes_it_down_once(post, anna):
    step(publishing.schedule, post, TOMORROW, by=anna)
    assert appointments.keep_due() == 0
    later(post)
    assert (appointments.keep_due(), appointments.keep_due()) == (1, 0)
    revision = Revision.objects.of(post).first()
    assert (revision.what, revision.steps) == (What.PUBLISHED, {"en": What.PUBLISHED})
    assert (revision.saved_by, revision.saved_at, revision.languages) == (anna, NOW, [])
    assert jobs("editing.tell") == [{"label": "blog.Post", "pk": post.pk, "language": "en"}]


def test_who_has_it_open_when_it_comes_out_can_save(post, anna):
    based_on = step(publishing.schedule, post, TOMORROW, by=anna).number
    Appointment.objects.update(at=NOW)
    Post.objects.update(published_at_en=NOW)
    Revision.objects.filter(number=based_on).update(
        fields=saving.kind_of(post).values(Post.objects.get())
    )
    appointments.keep_due()
    revision = saving.save(post, {"title_ru": "Сад"}, by=anna, based_on=based_on)
    assert revision.number == based_on + 2


def test_an_hour_that_was_moved_or_called_off_is_not_kept(post, anna):
    step(publishing.schedule, post, TOMORROW, by=anna)
    step(publishing.schedule, post, TOMORROW + datetime.timedelta(days=1), by=anna)
    [appointment] = Appointment.objects.all()
    assert appointment.at == post.published_at_en > TOMORROW
    Appointment.objects.update(at=NOW)  # a row that says another hour than the text
    assert appointments.keep_due() == 0
    assert Revision.objects.of(post).first().what == What.SCHEDULED


def test_one_that_fails_holds_nobody_up(post, anna, monkeypatch):
    other = make_translated_post(published_at=None, slug_ru="a", slug_en="b")
    for each in (post, other):
        step(publishing.schedule, each, TOMORROW, by=anna)
    later(post)
    keep = appointments._keep

    def failing(appointment):
        if appointment.object_id == post.pk:
            raise RuntimeError
        return keep(appointment)

    monkeypatch.setattr(appointments, "_keep", failing)
    assert appointments.keep_due() == 1
    assert [each.object_id for each in Appointment.objects.all()] == [post.pk]


def test_what_was_deleted_before_its_hour_is_forgotten(post, anna):
    step(publishing.schedule, post, TOMORROW, by=anna)
    later(post)
    saving.delete(post, by=anna)
    assert appointments.keep_due() == 0
    assert not Appointment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_see_to_it_once(post, anna):
    step(publishing.schedule, post, TOMORROW, by=anna)
    later(post)
    kept, ready = [], threading.Barrier(3)

    def work():
        ready.wait()
        kept.append(appointments.keep_due())
        connection.close()

    threads = [threading.Thread(target=work) for _n in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(kept) == [0, 0, 1]
    assert Revision.objects.of(post).filter(what=What.PUBLISHED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_sees_to_it_when_the_hour_comes_and_the_search_knows_its_words(
    post, anna, run_jobs
):
    counting.count_all()
    Post.objects.update(body_en="<p>Zlatogor</p>")
    post.refresh_from_db()
    at = timezone.now() + datetime.timedelta(seconds=1)
    step(publishing.schedule, post, at, by=anna)
    run_jobs()
    assert Appointment.objects.exists()
    time.sleep(1.1)
    run_jobs()
    assert Revision.objects.of(post).first().what == What.PUBLISHED
    assert vocabulary.look_up(["zlatogor"]).words["zlatogor"].documents == 1


def test_published_at_once_is_told_of_too(post, anna):
    step(publishing.publish, post, by=anna)
    step(publishing.withdraw, post, by=anna)
    assert len(jobs("editing.tell")) == 1
    assert not jobs("editing.keep_appointments")


def test_words_of_what_was_taken_back_meanwhile_are_not_learned(post):
    counting.count_all()
    saving.kind_of(post).came_out(post, "en")
    assert not vocabulary.look_up(["house"]).words["house"].documents
