import tracemalloc

import pytest
from django.utils.translation import override

from blog.importing import reading
from blog.importing.items import Unreadable
from blog.importing.reading import Export, is_utf8
from tests.blog.exports import ENGLISH, RUSSIAN, channel, entries, item, meta

GOOD = item(ENGLISH)
BOMB = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def read(tmp_path):
    """The titles that came out, and the line said when it broke."""

    def run(content):
        path = tmp_path / "export.xml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        titles = []
        try:
            for entry in Export(path).entries():
                titles.append(entry["title"])
        except Unreadable as problem:
            return titles, str(problem)
        return titles, ""

    return run


def test_each_item_comes_with_its_fields_and_its_line():
    first, second = entries(channel(item(ENGLISH), item(RUSSIAN)))
    assert first["title"] == ENGLISH["title"]
    assert first["content"] == ENGLISH["content:encoded"]
    assert second["title"] == RUSSIAN["title"]
    assert (first.line, second.line) == (3, 4)


def test_a_field_of_a_foreign_namespace_is_not_taken_for_ours():
    more = '<m:title xmlns:m="http://search.yahoo.com/mrss/">Not the title</m:title>'
    [entry] = entries(channel(f"<item>{more}<title>The title</title></item>"))
    assert entry["title"] == "The title"


def test_markup_that_was_not_escaped_is_kept():
    [entry] = entries(channel("<item><description><p>One</p><p>Two</p></description></item>"))
    assert entry["description"] == "<p>One</p><p>Two</p>"


def test_comments_of_a_post_are_counted_and_their_text_is_not_its_own():
    comment = "<wp:comment><wp:comment_content>Nonsense</wp:comment_content></wp:comment>"
    [entry] = entries(channel(item(ENGLISH, comment * 3)))
    assert entry.comments == 3
    assert "Nonsense" not in str(entry)


def test_only_the_meta_fields_we_need_are_kept():
    [entry] = entries(
        channel(item(ENGLISH, meta("_thumbnail_id", "12") + meta("_edit_lock", "1:2")))
    )
    assert entry.meta == {"_thumbnail_id": "12"}


@pytest.mark.parametrize("content", ["", "  \n\n", "\ufeff"])
def test_an_empty_file_is_called_so(read, content):
    assert read(content) == ([], "it is empty")


@pytest.mark.parametrize("content", ["Just a letter.", "{}", "\x89PNG\r\n", "<<<"])
def test_what_is_not_xml_is_called_so(read, content):
    titles, line = read(content)
    assert not titles
    assert line.startswith("it is not XML (line 1")


@pytest.mark.parametrize(
    "content", ["<html><body/></html>", '<feed xmlns="http://www.w3.org/2005/Atom"/>']
)
def test_xml_of_another_kind_is_refused(read, content):
    assert read(content) == ([], "it is neither RSS 2.0 nor a WordPress export")


@pytest.mark.parametrize(
    "doctype", [BOMB, EXTERNAL, '<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd">']
)
def test_a_dtd_or_entities_are_refused_in_one_line(read, doctype):
    titles, line = read(channel(GOOD).replace("?>\n", f"?>\n{doctype}"))
    assert not titles
    assert line == "it brings its own DTD or entities, which no export needs: refused"


def test_items_before_a_break_come_in_and_its_line_is_named(read):
    titles, line = read(channel(GOOD, GOOD, "<item><title>Broken</item>\n", GOOD))
    assert titles == [ENGLISH["title"]] * 2
    assert line.startswith("line 5: the XML is broken (mismatched tag)")


def test_a_file_cut_short_gives_the_items_that_are_whole(read):
    titles, line = read(channel(GOOD, GOOD, GOOD)[:-150])
    assert titles == [ENGLISH["title"]] * 2
    assert line.startswith("line 5: the XML is broken")


def test_bytes_in_another_encoding_than_declared_are_named(read):
    titles, line = read(
        channel(GOOD)
        .encode()
        .replace(b"</channel>", item(RUSSIAN).encode("cp1251") + b"</channel>")
    )
    assert titles == [ENGLISH["title"]]
    assert line.startswith("line 4: bytes that are not the UTF-8 the file names")


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16"])
def test_an_encoding_rightly_declared_is_read(read, encoding):
    content = (
        channel(item(RUSSIAN))
        .replace('encoding="UTF-8"', f'encoding="{encoding}"')
        .encode(encoding)
    )
    assert read(content) == ([RUSSIAN["title"]], "")


def test_utf8_declared_as_something_else_is_not_turned_into_gibberish(read):
    titles, line = read(channel(item(RUSSIAN)).replace("UTF-8", "windows-1251", 1))
    assert not titles
    assert "its bytes are UTF-8" in line


@pytest.mark.parametrize("encoding", ["klingon", "gb2312", "utf-7", "idna", "rot13"])
def test_an_encoding_we_cannot_read_is_named(read, encoding):
    titles, line = read(channel(GOOD).replace("UTF-8", encoding, 1))
    assert not titles
    assert encoding in line


def test_control_characters_and_blank_lines_in_front_do_no_harm(read):
    assert read("\n\n" + channel(item(ENGLISH | {"title": "Bell\x07 and\x00 book"}))) == (
        ["Bell and book"],
        "",
    )


def test_lines_are_counted_from_the_beginning_of_the_file_though_blank_ones_lead(read):
    assert read("\n\n" + channel("<item></title>"))[1].startswith("line 5:")


def test_an_item_that_is_too_long_is_marked_and_the_next_is_read(monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_TEXT", 1000)
    giant = item(ENGLISH | {"content:encoded": "word " * 500})
    first, second = entries(channel(giant, GOOD))
    assert (first.is_oversized, second.is_oversized) == (True, False)
    assert first["title"] == ENGLISH["title"]
    assert second["content"]


def test_many_small_fields_count_as_one_long_item(monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_TEXT", 1000)
    [entry] = entries(channel(item(ENGLISH, '<category domain="x"/>' * 200)))
    assert entry.is_oversized
    assert len(entry.categories) < 200


def test_a_tag_that_never_ends_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_TOKEN", 1 << 18)
    path = tmp_path / "export.xml"
    path.write_text(channel(GOOD, "<!-- " + "x" * (1 << 20)))
    with pytest.raises(Unreadable, match="never ends"):
        list(Export(path).entries())


def test_elements_nested_without_end_are_refused(read):
    assert "nested too deep" in read(channel(GOOD, "<item>" + "<a>" * 100_000))[1]


def test_a_large_file_is_read_in_bounded_memory(tmp_path):
    """60 MB of items and, among them, one of 20 MB that nobody may hold."""
    path = tmp_path / "large.xml"
    usual = item(ENGLISH | {"content:encoded": "<p>" + "word " * 4000 + "</p>"})
    with path.open("w") as file:
        start, end = channel("\0").split("\0")
        file.write(start)
        for number in range(2000):
            file.write(usual)
            if number == 1000:
                file.write(
                    "<item><title>Giant</title><description>"
                    + "x" * 20_000_000
                    + "</description></item>"
                )
        file.write(end)
    assert path.stat().st_size > 60_000_000
    tracemalloc.start()
    try:
        sizes = [entry.is_oversized for entry in Export(path).entries()]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (len(sizes), sum(sizes)) == (2001, 1)
    assert peak < 25_000_000


@pytest.mark.parametrize("piece", ["слово".encode()[1:], "слово".encode()[:-1], b"plain", b""])
def test_utf8_is_recognised_wherever_it_was_cut(piece):
    assert is_utf8(piece)


def test_cp1251_is_not_taken_for_utf8():
    assert not is_utf8("слово".encode("cp1251"))
