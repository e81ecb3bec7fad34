import datetime

import pytest
from django.template import Context, Template
from django.utils.translation import override

MOMENT = datetime.datetime(2025, 5, 17, 12, 5, tzinfo=datetime.UTC)
NBSP = "\N{NO-BREAK SPACE}"


def written(template, language, **values):
    with override(language):
        return Template("{% load veche %}" + template).render(Context(values))


@pytest.mark.parametrize(
    ("language", "day", "exact"),
    [
        ("ru", f"17{NBSP}мая 2025{NBSP}г.", "17 мая 2025 г., 14:05 CEST"),
        ("en", f"17{NBSP}May 2025", "17 May 2025, 14:05 CEST"),
    ],
)
def test_a_moment_is_written_as_each_language_does(language, day, exact):
    expected = f'<time datetime="2025-05-17T14:05+02:00" title="{exact}">{day}</time>'
    assert written("{% time moment %}", language, moment=MOMENT) == expected


@pytest.mark.parametrize(("language", "month"), [("ru", "Май 2025"), ("en", "May 2025")])
def test_a_month_stands_on_its_own(language, month):
    assert written("{{ moment|month_year }}", language, moment=MOMENT) == month


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Мы и в поле, и на море", "Мы и_в_поле, и_на_море"),
        ("Был бы он — и всё ли", "Был_бы он_— и_всё_ли"),
        ("Кто-то из дому в", "Кто-то из_дому в"),
        ("The end of a road", "The_end of_a_road"),
        ("Ещё ёлка", "Ещё ёлка"),
    ],
)
def test_short_words_do_not_hang(text, expected):
    assert written("{{ text|typo }}", "ru", text=text) == expected.replace("_", NBSP)


def test_tying_words_does_not_stop_escaping():
    assert written("{{ text|typo }}", "ru", text="<b> & в доме") == f"&lt;b&gt; &amp; в{NBSP}доме"
