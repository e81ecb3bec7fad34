"""Files on their way in: one larger than any form takes is let go, and the rest of it goes nowhere."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST = 25_000_000  # bytes of one file; forms take less, and say so
TOGETHER = 200_000_000  # bytes of all files of a request


class Ceiling(FileUploadHandler):
    """Stands before Django's own handlers, and swallows a file from where it grows too large.

    The form gets it with its name and true size and without content, and can tell its sender why.
    """

    total = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.is_swallowing = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.total += len(raw_data)
        if start + len(raw_data) > LARGEST or self.total > TOGETHER:
            self.is_swallowing = True
            self._drop()
        return None if self.is_swallowing else raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if not self.is_swallowing:
            return None
        size = max(file_size, LARGEST + 1)
        return InMemoryUploadedFile(
            BytesIO(), self.field_name, self.file_name or "", self.content_type, size, self.charset
        )

    def _drop(self) -> None:
        """What the others have of it: a temporary file is deleted as it is closed."""
        assert self.request
        for handler in self.request.upload_handlers:
            held = getattr(handler, "file", None)
            if isinstance(held, UploadedFile | BytesIO):
                held.close()
