import re
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext, ngettext, override

from config import messages

RUSSIAN = messages.LOCALE / "ru" / "LC_MESSAGES" / "django.po"
HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: ru\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4"
" && (n%100<12 || n%100>14) ? 1 : 2);\\n"

"""
TEMPLATE = """{% load i18n %}<h1>{% translate "Home" %}</h1>
{% blocktranslate count n=posts %}{{ n }} post{% plural %}{{ n }} posts{% endblocktranslate %}"""
CODE = """from django.utils.translation import gettext as _, npgettext_lazy, pgettext
_("By %(author)s")
pgettext("month", "May")
"""
WHOLE = """msgid "Home"
msgstr "Домой"

msgid "%(n)s post"
msgid_plural "%(n)s posts"
msgstr[0] "%(n)s пост"
msgstr[1] "%(n)s поста"
msgstr[2] "%(n)s постов"

#, python-format
msgid "By %(author)s"
msgstr "Автор: %(author)s"

msgctxt "month"
msgid "May"
msgstr "май"
"""


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    """A site of one template and one module; the path of its Russian catalogue."""
    path = tmp_path / "locale" / "ru" / "LC_MESSAGES" / "django.po"
    for name, text in (("templates/page.html", TEMPLATE), ("blog/views.py", CODE)):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text)
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + WHOLE)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    return path


def test_a_whole_catalogue_has_no_fault(catalogue):
    assert list(messages.faults(catalogue)) == []


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ('msgid "Home"\nmsgstr "Домой"\n', "", "missing: 'Home'"),
        ('"Домой"', '""', "untranslated: 'Home'"),
        ('msgid "Home"', '#, fuzzy\nmsgid "Home"', "fuzzy: 'Home'"),
        (
            'msgid "Home"',
            'msgid "Nobody says this"\nmsgstr "Так"\n\nmsgid "Home"',
            "no longer said",
        ),
        ("Автор: %(author)s", "Автор: %(autor)s", "other placeholders: 'By %(author)s'"),
        ("Автор: %(author)s", "Автор неизвестен", "other placeholders: 'By %(author)s'"),
        ('msgstr[2] "%(n)s постов"\n', "", "untranslated"),
        ('msgstr[1] "%(n)s поста"', 'msgstr[1] ""', "untranslated"),
        ("%(n)s постов", "%(m)s постов", "other placeholders"),
        ('msgctxt "month"\n', 'msgctxt "wish"\n', "missing: 'May'"),
    ],
)
def test_every_fault_of_a_catalogue_is_named(catalogue, was, becomes, fault):
    assert was in WHOLE
    catalogue.write_text(HEADER + WHOLE.replace(was, becomes))
    assert any(fault in line for line in messages.faults(catalogue))


def test_updating_keeps_what_is_translated_adds_what_is_new_and_drops_what_is_gone(catalogue):
    gone = 'msgid "Nobody says this"\nmsgstr "Так"\n'
    catalogue.write_text(HEADER + WHOLE.replace('msgid "Home"\nmsgstr "Домой"\n', gone))
    messages.write(catalogue, messages.update(catalogue))
    text = catalogue.read_text()
    assert '"Автор: %(author)s"' in text
    assert 'msgid "Home"\nmsgstr ""' in text
    assert "Nobody says this" not in text


def test_updating_twice_changes_nothing(catalogue):
    messages.write(catalogue, messages.update(catalogue))
    first = catalogue.read_text()
    messages.write(catalogue, messages.update(catalogue))
    assert catalogue.read_text() == first


def test_the_check_fails_on_a_gap_and_writes_nothing(tmp_path, monkeypatch):
    copy = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    copy.parent.mkdir(parents=True)
    shutil.copy(RUSSIAN, copy)
    text = copy.read_text() + '\nmsgid "Nobody says this"\nmsgstr "Так"\n'
    copy.write_text(text)
    monkeypatch.setattr("config.management.commands.translations.LOCALE", tmp_path)
    with pytest.raises(CommandError, match="no longer said: 'Nobody says this'"):
        call_command("translations", check=True)
    assert copy.read_text() == text


def test_the_russian_catalogue_is_whole():
    assert list(messages.faults(RUSSIAN)) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1\xa0минута чтения"),
        (2, "2\xa0минуты чтения"),
        (5, "5\xa0минут чтения"),
        (11, "11\xa0минут чтения"),
        (21, "21\xa0минута чтения"),
        (24, "24\xa0минуты чтения"),
        (112, "112\xa0минут чтения"),
    ],
)
def test_russian_plurals_are_right_beside_djangos_own_catalogue(number, words):
    """Django's Russian has four plural forms, ours three; each must be asked by its own rule."""
    with override("ru"):
        forms = ngettext("%(minutes)s minute to read", "%(minutes)s minutes to read", number)
        assert forms % {"minutes": number} == words
        assert gettext("Log in") == "Войти"  # from Django's own


def test_no_message_hides_inside_an_f_string():
    """The extractor can't see it there."""
    hidden = re.compile(r"\{n?p?(_|gettext)\(")
    sources = [path for path in messages.sources() if path.suffix == ".py"]
    assert [path for path in sources if hidden.search(path.read_text())] == []
