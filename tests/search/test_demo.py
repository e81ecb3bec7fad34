"""The demo’s spellings and best bets are what an editor could have typed."""

import pytest
from django.forms import model_to_dict

from search import bets, demo, lexemes
from search.forms import BestBetForm, SpellingForm
from search.models import BestBet, Spelling

pytestmark = pytest.mark.django_db


def test_it_is_written_once():
    assert demo.write_demo() == len(demo.SPELLINGS) + len(demo.BETS)
    assert demo.write_demo() == 0


def test_the_forms_would_take_it():
    demo.write_demo()
    for row in Spelling.objects.all():
        assert SpellingForm({"words": "\n".join(row.words)}).is_valid()
    for bet in BestBet.objects.all():
        assert BestBetForm(model_to_dict(bet)).is_valid()


@pytest.mark.parametrize(
    "query", ["отменить платежи", "cancel donations", "пожертвование остановить"]
)
def test_who_wants_to_stop_is_led_to_the_page_for_it(query):
    demo.write_demo()
    terms = [{lexeme} for lexeme in lexemes.of_texts([query])[0]]
    assert [bet.address for bet in bets.for_query(terms, "ru")] == ["/ru/donate/manage/"]


def test_a_language_it_is_not_written_in_stays_empty(monkeypatch):
    monkeypatch.setattr(demo, "LANGUAGES", ["ru", "en", "be"])
    demo.write_demo()
    assert BestBet.objects.exclude(title_ru=None).exclude(title_en=None).count() == len(demo.BETS)
