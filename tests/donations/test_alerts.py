"""The treasurer hears of card testing, disputes and differences: soon, seldom, and nothing of anybody."""

import pytest
from django.core import mail as outbox
from procrastinate.contrib.django.models import ProcrastinateJob

from donations import alerts, tasks

pytestmark = pytest.mark.django_db


def promised():
    return [job.args for job in ProcrastinateJob.objects.filter(task_name="core.send_mail")]


@pytest.mark.parametrize("kind", sorted(alerts.KINDS))
def test_there_is_one_letter_of_a_kind_an_hour(kind):
    for _each in range(3):
        tasks.alert_treasurer(kind)
    [letter] = promised()
    assert (letter["to"], letter["context"]) == ("treasurer@example.org", {"kind": kind})


def test_each_kind_has_an_hour_of_its_own():
    assert [alerts.alert(kind) for kind in sorted(alerts.KINDS)] == [True] * 3
    assert len(promised()) == 3


def test_an_hour_later_there_is_another(monkeypatch):
    timeouts = []
    monkeypatch.setattr(alerts.cache, "add", lambda *key: timeouts.append(key[2]) or True)
    assert alerts.alert("dispute")
    assert timeouts == [3600]


def test_without_a_treasurer_the_log_has_it(settings, caplog):
    settings.TREASURER_EMAIL = ""
    assert not alerts.alert("dispute")
    assert "dispute" in caplog.text
    assert not promised()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.django_db(transaction=True)
def test_the_letters_differ_and_speak_the_sites_language(settings, run_jobs, language):
    settings.LANGUAGE_CODE = language
    for kind in sorted(alerts.KINDS):
        alerts.alert(kind)
    run_jobs()
    letters = outbox.outbox
    assert len({each.subject for each in letters}) == len({each.body for each in letters}) == 3
    for each in letters:
        page = each.alternatives[0][0]
        assert each.to == ["treasurer@example.org"]
        assert each.subject.startswith({"ru": "Пожертвования: ", "en": "Donations: "}[language])
        paragraphs = [line for line in each.body.split("\n") if line.strip()]
        assert len(paragraphs) == 5  # two, how often, and the foot
        assert page.count("<p>") == 3
        assert all(line in page for line in paragraphs[:3])
