"""PDF files: the pages stay, what acts and what tells goes."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, NameObject, TextStringObject

from library import papers
from library.papers import BadPaper, cleaned
from tests.library import sending
from tests.library.sending import SECRET, acting, changed, dictionary, paper, saved


def packed(content):
    """Everything in it, unpacked: what a stream hides is found as well."""
    reader = PdfReader(BytesIO(content))
    found = [content]
    for number in range(1, len(reader.xref_objStm) + max(reader.xref[0], default=0) + 2):
        each = reader.get_object(number)
        found.append(repr(each).encode())
        if hasattr(each, "get_data") and each.get("/Filter") != "/DCTDecode":
            found.append(each.get_data())
    return b"\n".join(found)


def test_who_made_it_and_with_what_is_gone_and_the_words_stay():
    content = paper(2)
    assert SECRET in str(PdfReader(BytesIO(content)).metadata)
    kept = cleaned(content)
    reader = PdfReader(BytesIO(kept.content))
    assert kept.pages == len(reader.pages) == 2
    assert not reader.metadata and reader.xmp_metadata is None
    assert "Page 1" in reader.pages[1].extract_text()
    assert SECRET.encode() not in packed(kept.content)


def test_what_would_act_is_gone_and_links_stay():
    content = changed(paper(), acting)
    assert SECRET.encode() in packed(content)
    kept = cleaned(content).content
    assert SECRET.encode() not in packed(kept)
    for name in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA"):
        assert name not in packed(kept), name
    actions = [note.get_object().get("/A") for note in PdfReader(BytesIO(kept)).pages[0]["/Annots"]]
    assert [each["/URI"] for each in actions if each] == ["https://example.org/"]


def test_a_photograph_in_it_loses_what_the_camera_wrote():
    picture = saved(sending.image(), exif=sending.exif(), comment=SECRET.encode())
    content = paper(picture=picture)
    assert SECRET.encode() in content or b"Exif" in content
    kept = cleaned(content).content
    assert SECRET.encode() not in kept and b"Exif" not in kept
    (shown,) = PdfReader(BytesIO(kept)).pages[0].images
    assert shown.image.size == sending.image().size


def test_how_one_finds_ones_way_in_it_stays():
    def outlined(writer):
        for number in range(3):
            writer.add_outline_item(title=f"Part {number}", page_number=number)
        writer.root_object[NameObject("/Lang")] = TextStringObject("ru")

    reader = PdfReader(BytesIO(cleaned(changed(paper(3), outlined)).content))
    assert [each.title for each in reader.outline] == ["Part 0", "Part 1", "Part 2"]
    assert reader.root_object["/Lang"] == "ru"


def test_the_same_paper_gives_the_same_file():
    content = paper()
    assert cleaned(content).content == cleaned(content).content


def form(writer):
    field = writer._add_object(dictionary(FT=NameObject("/Tx"), T=TextStringObject("name")))
    writer.root_object[NameObject("/AcroForm")] = dictionary(Fields=ArrayObject([field]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (changed(paper(), form), "fields to fill in"),
        (changed(paper(), lambda writer: writer.encrypt("secret")), "password"),
        (paper()[:300], "damaged"),
        (b"%PDF-1.7\n" + b"[" * 100_000, "damaged"),
    ],
    ids=["form", "password", "cut", "nested"],
)
def test_what_cant_be_taken_is_told_why(english, content, said):
    with pytest.raises(BadPaper, match=said):
        cleaned(content)


def test_what_opens_for_everybody_is_no_secret():
    content = changed(paper(), lambda writer: writer.encrypt("", "owner"))
    assert not PdfReader(BytesIO(cleaned(content).content)).is_encrypted


def test_there_is_an_end_to_its_pages(english, monkeypatch):
    monkeypatch.setattr(papers, "MOST_PAGES", 1)
    with pytest.raises(BadPaper, match="1 pages"):
        cleaned(paper(2))


def test_there_is_an_end_to_its_objects(english, monkeypatch):
    monkeypatch.setattr(papers, "MOST_OBJECTS", 5)
    with pytest.raises(BadPaper, match="damaged"):
        cleaned(paper())


PAPER = changed(paper(), acting)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(PAPER) - 1), st.binary(max_size=12))
def test_damage_anywhere_ends_well(place, bytes_):
    broken = PAPER[:place] + bytes_ + PAPER[place + len(bytes_) :]
    try:
        kept = cleaned(broken)
    except BadPaper:
        return
    assert len(PdfReader(BytesIO(kept.content)).pages) == kept.pages
