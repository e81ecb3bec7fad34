import gettext
import os

import pytest

from config.catalogues import BrokenCatalogue, compile_catalogues

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 :"
" n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "Blog"
msgstr "Блог"

msgid "%(count)s post"
msgid_plural "%(count)s posts"
msgstr[0] "%(count)s пост"
msgstr[1] "%(count)s поста"
msgstr[2] "%(count)s постов"
"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE, encoding="utf-8")
    return path


def test_what_is_compiled_is_what_gettext_reads(source, tmp_path):
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    catalogue = gettext.translation("django", tmp_path, ["ru"])
    assert catalogue.gettext("Blog") == "Блог"
    forms = [catalogue.ngettext("%(count)s post", "%(count)s posts", n) for n in (1, 2, 5, 21)]
    assert forms == ["%(count)s пост", "%(count)s поста", "%(count)s постов", "%(count)s пост"]


def test_only_a_changed_catalogue_is_compiled_again(source, tmp_path):
    compile_catalogues(tmp_path)
    assert compile_catalogues(tmp_path) == []
    later = source.with_suffix(".mo").stat().st_mtime + 1
    os.utime(source, (later, later))
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]


def test_a_broken_catalogue_is_named_and_leaves_nothing_behind(source, tmp_path):
    source.write_text("<<<<<<< HEAD\n" + CATALOGUE, encoding="utf-8")
    with pytest.raises(BrokenCatalogue, match=r"django\.po"):
        compile_catalogues(tmp_path)
    assert [path.name for path in source.parent.iterdir()] == ["django.po"]
