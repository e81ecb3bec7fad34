"""What is too large reaches neither memory nor the disk, and the form is told its true size."""

import tempfile
import tracemalloc
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from core import images, uploads

HEAD = (
    f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"{{}}\"\r\n"
    "Content-Type: image/jpeg\r\n\r\n"
)  # fmt: skip
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


class Endless:
    """A request's body of so many zeros, without being anywhere."""

    def __init__(self, size, name="photo.jpg"):
        self.parts = [HEAD.format(name).encode(), size, TAIL]
        self.length = len(self.parts[0]) + size + len(TAIL)

    readline = None  # nobody asks for lines

    def read(self, size=-1):
        part = self.parts[0] if self.parts else b""
        if isinstance(part, int):
            piece = bytes(min(part, size))
            self.parts[0] = part - len(piece)
        else:
            piece = part[:size]
            self.parts[:1] = [part[size:]]
        if self.parts and not self.parts[0]:
            self.parts.pop(0)
        return piece


def asked(body):
    return RequestFactory().generic(
        "POST", "/", CONTENT_TYPE=MULTIPART_CONTENT,
        **{"wsgi.input": body, "CONTENT_LENGTH": str(body.length)},
    )  # fmt: skip


@pytest.fixture
def temporary(tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def test_a_hundred_megabytes_take_neither_memory_nor_disk(temporary, monkeypatch):
    written = []
    close = tempfile._TemporaryFileWrapper.close

    def closing(file):
        written.append(Path(file.name).stat().st_size if Path(file.name).exists() else 0)
        close(file)

    monkeypatch.setattr(tempfile._TemporaryFileWrapper, "close", closing)
    request = asked(Endless(100_000_000))
    tracemalloc.start()
    file = request.FILES["upload"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000
    assert max(written) <= uploads.LARGEST
    assert list(temporary.iterdir()) == []
    assert (file.name, file.size, file.read()) == ("photo.jpg", 100_000_000, b"")
    with pytest.raises(images.BadPicture):
        images.read(file)


def test_what_a_form_may_take_arrives_whole(temporary):
    file = asked(Endless(10_000_000)).FILES["upload"]
    assert file.size == len(file.read()) == 10_000_000
    file.close()


def test_many_files_together_have_a_ceiling_too(monkeypatch, rf):
    monkeypatch.setattr(uploads, "TOGETHER", 1_000_000)
    chosen = [SimpleUploadedFile(f"{number}.jpg", bytes(400_000)) for number in range(4)]
    files = rf.post("/", {"upload": chosen}).FILES.getlist("upload")
    assert [len(file.read()) for file in files] == [400_000, 400_000, 0, 0]
    assert all(file.size > uploads.LARGEST for file in files[2:])
