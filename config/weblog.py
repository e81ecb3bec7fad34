"""What gunicorn writes: of a request it can't read only why, of the others some numbers."""

import sys
from datetime import timedelta
from typing import Any

from gunicorn import glogging

from core.scrubbing import Formatter, scrub

UNREADABLE = "Invalid request from"  # gunicorn goes on with the address and what was sent
BROKEN = "Error handling request"  # … with the address that was asked for


class Logger(glogging.Logger):  # type: ignore[misc]  # gunicorn has no types
    """Its lines go through the same formatter as the site's; the access log, off by default, is ours."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Formatter(self.error_fmt, self.datefmt))

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        if str(msg).startswith(UNREADABLE):
            msg, args = f"Invalid request: {type(sys.exception()).__name__}", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        if str(msg).startswith(BROKEN):
            msg, args = BROKEN, ()
        super().exception(msg, *args, **kwargs)

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        if self.access_log_enabled:
            self.access_log.info(line(environ, str(resp.status), resp.sent, request_time))


def line(environ: dict[str, Any], status: str, sent: int | None, took: timedelta) -> str:
    """Method, status, bytes, milliseconds and path: no address, query, browser, referrer or time.

    The path is named when the site had something there: otherwise it is what somebody typed.
    """
    code = status.split(maxsplit=1)[0]
    path = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode(errors="replace")
    method = environ.get("REQUEST_METHOD", "-")
    shown = scrub(path).encode("unicode_escape").decode() if code < "400" else "-"
    return f"{method} {code} {sent or 0} {took // timedelta(milliseconds=1)} {shown}"
