import re

import pytest
from django.utils.translation import ngettext, override

from config import messages

CATALOGUE = messages.LOCALE / "ru/LC_MESSAGES/django.po"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "1 минута"),
        (2, "2 минуты"),
        (5, "5 минут"),
        (11, "11 минут"),
        (21, "21 минута"),
        (112, "112 минут"),
    ],
)
def test_russian_plurals_are_right(minutes, said):
    with override("ru"):
        text = ngettext("%(minutes)s minute to read", "%(minutes)s minutes to read", minutes)
    assert (text % {"minutes": minutes}).startswith(said + " ")


def test_templates_and_code_are_both_heard():
    said = messages.said()
    assert "templates/base.html" in dict(said.get("Skip to the text").locations)
    assert "blog/models.py" in dict(said.get("A title needs an address beside it.").locations)


def test_the_russian_catalogue_is_complete():
    assert list(messages.faults(CATALOGUE)) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("К тексту", "", "untranslated: 'Skip to the text'"),
        ('msgid "Skip to the text"', 'msgid "Skip"', "missing: 'Skip to the text'"),
        ('msgid "Skip to the text"', 'msgid "Skip"', "no longer said: 'Skip'"),
        ("Страница %(number)s из", "Страница из", "placeholders differ"),
    ],
)
def test_a_gap_in_the_catalogue_is_found(tmp_path, before, after, fault):
    copy = tmp_path / "ru/LC_MESSAGES/django.po"
    copy.parent.mkdir(parents=True)
    text = CATALOGUE.read_text()
    assert before in text
    copy.write_text(text.replace(before, after))
    assert fault in " ".join(messages.faults(copy))


def test_no_message_hides_inside_an_f_string():
    """The extractor can't see it there."""
    hidden = re.compile(r"\{n?p?(_|gettext)\(")
    found = [
        path
        for path in messages.sources()
        if path.suffix == ".py" and hidden.search(path.read_text())
    ]
    assert found == []
