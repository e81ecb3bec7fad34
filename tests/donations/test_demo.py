"""Demo content of giving: complete in both languages, and safe to load twice."""

import io

import pytest
from django.core.management import call_command

from donations import demo
from donations.models import Campaign, CampaignRate, Use

pytestmark = pytest.mark.django_db


def test_a_second_run_adds_nothing_and_keeps_what_was_changed():
    assert demo.write_demo() == 8
    Campaign.objects.update(goal=1)
    assert demo.write_demo() == 0
    assert (Campaign.objects.get().goal, Use.objects.count()) == (1, 7)
    assert CampaignRate.objects.count() == 2


def test_everything_is_there_in_both_languages_and_the_shares_are_a_whole():
    demo.write_demo()
    rows = [*Use.objects.all(), *Campaign.objects.all()]
    texts = [
        getattr(row, f"{name}_{code}")
        for row in rows
        for name in ("title", "text")
        for code in ("ru", "en")
    ]
    assert all(texts)
    assert sum(each.share for each in Use.objects.all()) == 100
    assert Campaign.objects.running().get().is_running


def test_the_command_writes_it(monkeypatch):
    from blog.demo import writing

    monkeypatch.setattr(writing, "write_demo", lambda: 0)  # whose pictures take their time
    said = io.StringIO()
    call_command("demo", stdout=said)
    assert "8 uses of money and campaigns added" in said.getvalue()
    assert Use.objects.count() == 7
