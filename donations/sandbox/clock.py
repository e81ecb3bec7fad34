"""The sandbox's clock: the real one plus an offset, or frozen; and calendar arithmetic in UTC."""

import calendar
import datetime
import sqlite3
import time

MINUTE, HOUR, DAY = 60, 3600, 86_400  # seconds


def read(connection: sqlite3.Connection) -> int:
    """Seconds since 1970."""
    values = dict(
        connection.execute("SELECT name, value FROM settings WHERE name IN ('frozen', 'offset')")
    )
    if "frozen" in values:
        return int(values["frozen"])
    return int(time.time()) + int(values.get("offset", 0))


def freeze(connection: sqlite3.Connection, moment: int) -> None:
    """From now on the clock moves only when it is told to."""
    _keep(connection, "frozen", moment)


def move(connection: sqlite3.Connection, moment: int) -> None:
    """Forward only: what was done stays done."""
    if connection.execute("SELECT 1 FROM settings WHERE name = 'frozen'").fetchone():
        _keep(connection, "frozen", max(moment, read(connection)))
    elif moment > read(connection):
        _keep(connection, "offset", moment - int(time.time()))


def _keep(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute("REPLACE INTO settings (name, value) VALUES (?, ?)", (name, str(value)))


def period_end(anchor: int, start: int, interval: str, count: int) -> int:
    """When the period that begins at `start` ends.

    Months keep the anchor's day where they have it: 31 January, 28 February, 31 March.
    """
    step = 1
    while (end := later(anchor, interval, count * step)) <= start:
        step += 1
    return end


def later(moment: int, interval: str, count: int) -> int:
    """`moment` plus so many days, weeks, months or years, by the calendar."""
    date = datetime.datetime.fromtimestamp(moment, datetime.UTC)
    if interval in ("day", "week"):
        days = count * (7 if interval == "week" else 1)
        return int((date + datetime.timedelta(days=days)).timestamp())
    months = date.year * 12 + date.month - 1 + count * (12 if interval == "year" else 1)
    year, month = divmod(months, 12)
    day = min(date.day, calendar.monthrange(year, month + 1)[1])
    return int(date.replace(year=year, month=month + 1, day=day).timestamp())


def year(moment: int) -> int:
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).year
