"""Files as people send them: photographs that tell too much, papers that act, and worse."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

SECRET = "SECRETPLACE"


def image(size=(640, 480), colour="teal"):
    return Image.new("RGB", size, colour)


def saved(drawn, form="JPEG", **options):
    out = BytesIO()
    drawn.save(out, form, **options)
    return out.getvalue()


def exif():
    """Where it was taken, with what, and a word."""
    told = Image.Exif()
    told[0x010F] = f"{SECRET} camera"
    told.get_ifd(0x8825).update({1: "N", 2: (55.0, 45.0, 21.0), 3: "E", 4: (37.0, 37.0, 2.0)})
    return told


def photo(name="photo.jpg", **options):
    content = saved(image(**options), exif=exif(), comment=SECRET.encode())
    return SimpleUploadedFile(name, content, "image/jpeg")


def bomb():
    """A PNG of a few bytes that says it has 900 million pixels."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000))


def sent(content, name="file"):
    return SimpleUploadedFile(name, content)


def paper(pages=1, picture=None):
    """A PDF as a word processor makes it, saying who made it."""
    pdf = FPDF()
    pdf.set_title(f"{SECRET} title")
    pdf.set_author(f"{SECRET} author")
    for number in range(pages):
        pdf.add_page()
        pdf.set_font("helvetica", size=12)
        pdf.cell(text=f"Page {number}", link="https://example.org/")
        if picture:
            pdf.image(BytesIO(picture), w=50)
    return bytes(pdf.output())


def changed(content, change):
    """The same after `change(writer)`."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def acting(writer):
    """Everything a PDF can do to its reader, in one."""
    launch = dictionary(S=NameObject("/Launch"), F=TextStringObject(f"{SECRET}.exe"))
    script = dictionary(S=NameObject("/JavaScript"), JS=TextStringObject(f"app.alert('{SECRET}')"))
    link = dictionary(S=NameObject("/URI"), URI=TextStringObject(f"javascript:{SECRET}"))
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(script)
    writer.root_object[NameObject("/AA")] = dictionary(WC=launch)
    writer.add_attachment(f"{SECRET}.txt", SECRET.encode())
    page = writer.pages[0]
    page[NameObject("/AA")] = dictionary(O=script)
    page[NameObject("/PieceInfo")] = dictionary(X=TextStringObject(SECRET))
    notes = [
        dictionary(Subtype=NameObject("/Link"), A=launch),
        dictionary(Subtype=NameObject("/Link"), A=link),
        dictionary(Subtype=NameObject("/Text"), T=TextStringObject(SECRET)),
        dictionary(Subtype=NameObject("/FileAttachment"), Contents=TextStringObject(SECRET)),
    ]
    kept = page["/Annots"].get_object()
    page[NameObject("/Annots")] = ArrayObject([*kept, *map(writer._add_object, notes)])


def dictionary(**entries):
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())
