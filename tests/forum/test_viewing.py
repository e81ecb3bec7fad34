import pytest

from forum import viewing
from tests.forum.factories import make_topic

pytestmark = pytest.mark.django_db

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture(autouse=True)
def nothing_counted():
    viewing.flush()
    yield
    viewing._counts.clear()


def views(topic):
    topic.refresh_from_db()
    return topic.view_count


def test_views_are_added_up_not_written_one_by_one(client):
    topic = make_topic(view_count=5)
    for _view in range(3):
        client.get(topic.get_absolute_url(), headers=BROWSER)
    assert views(topic) == 5
    viewing.flush()
    assert views(topic) == 8
    viewing.flush()
    assert views(topic) == 8


def test_robots_are_not_counted(client):
    topic = make_topic()
    client.get(topic.get_absolute_url(), headers={"User-Agent": "robot/1.0"})
    viewing.flush()
    assert views(topic) == 0


def test_what_is_counted_says_nothing_but_the_topic(client):
    topic = make_topic()
    client.get(topic.get_absolute_url(), headers=BROWSER)
    assert dict(viewing._counts) == {topic.pk: 1}


def test_a_deleted_topic_costs_no_others_views(client):
    topic, gone = make_topic(), make_topic()
    viewing.note(gone.pk)
    viewing.note(topic.pk)
    gone.delete()
    viewing.flush()
    assert views(topic) == 1
