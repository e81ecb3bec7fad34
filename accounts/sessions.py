"""The session engine: a stolen table of sessions opens none, and names nobody.

The cookie's key is stored as a hash and the data sealed. Beside them stand the member and, for the
page where he ends his sessions, a coarse kind of device and the last day of use.
"""

import datetime
import hashlib
import json
import re
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from psycopg.errors import ForeignKeyViolation

from accounts.models import Session, User, this_day
from core.sealing import Broken, seal, unseal

KEY = re.compile(r"[0-9a-f]{40}")  # as `stored` makes it
KIND, USED_ON = "device", "used_on"


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(json.dumps(session_dict, separators=(",", ":")))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Empty when it can't be opened: whoever has the cookie signs in again."""
        try:
            opened = json.loads(unseal(str(session_data)))
        except (Broken, ValueError):
            return {}
        return opened if isinstance(opened, dict) else {}

    def exists(self, session_key: str) -> bool:
        return super().exists(stored(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=stored(key)).delete()

    def save(self, must_create: bool = False) -> None:
        """Raises SessionInterrupted, a 400, when the member's account has been closed meanwhile.

        Django would take it for a key that is in use, and try others for ever.
        """
        try:
            super().save(must_create)
        except (IntegrityError, CreateError) as error:
            refused = error.__context__ if isinstance(error, CreateError) else error
            if refused and isinstance(refused.__cause__, ForeignKeyViolation):
                raise SessionInterrupted("The account was closed meanwhile.") from None
            raise

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        return Session(
            session_key=stored(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=day_after(self.get_expiry_date()),
            user_id=data.get(SESSION_KEY),
            device=data.get(KIND, ""),
            used_on=data.get(USED_ON),
        )

    def _get_session_from_db(self) -> Session | None:
        key = stored(self.session_key or "")
        session = Session.objects.filter(session_key=key, expire_date__gt=timezone.now()).first()
        if session is None:
            self._session_key = None
        return session


def stored(key: str) -> str:
    """What the database holds instead of the cookie's key: 40 hexadecimal digits."""
    return hashlib.blake2b(key.encode(), digest_size=20).hexdigest()


def day_after(moment: datetime.datetime) -> datetime.datetime:
    """The midnight it is followed by: the moment itself would tell when the session was last saved."""
    return this_day(moment) + datetime.timedelta(days=1)


def note_use(request: HttpRequest, user: User) -> None:
    """Remember today and the kind of device, once a day, unless the member wants no record.

    Who wants none is signed out when the browser closes: allauth, signing in, says otherwise.
    """
    session = request.session
    if user.keeps_no_sessions:
        if not session.get_expire_at_browser_close() or KIND in session or USED_ON in session:
            _forget(session)
    elif session.get(USED_ON) != today().isoformat():
        session[USED_ON] = today().isoformat()
        session[KIND] = request.META.get("HTTP_USER_AGENT", "")[:40]


def today() -> datetime.date:
    """The day sessions are used on: of UTC, for all members alike."""
    return datetime.datetime.now(tz=datetime.UTC).date()


def current_key(request: HttpRequest) -> str:
    """What the database holds for this browser's session; a key of no row when it has none."""
    return stored(request.session.session_key or "")


def others(user: User, request: HttpRequest) -> QuerySet[Session]:
    """The member's living sessions but this one, the last used first."""
    living = user.sessions.filter(expire_date__gt=timezone.now())
    return living.exclude(session_key=current_key(request)).order_by(
        F("used_on").desc(nulls_last=True), "device", "session_key"
    )


def end(user: User, key: str) -> None:
    """End the session stored under `key`; nothing happens when it isn't the member's own."""
    if KEY.fullmatch(key):
        user.sessions.filter(session_key=key).delete()


def end_others(user: User, request: HttpRequest) -> int:
    """End all of the member's sessions but this one; how many there were."""
    ended, _per_model = user.sessions.exclude(session_key=current_key(request)).delete()
    return ended


@transaction.atomic
def forget_devices(user: User) -> None:
    """Take device and day off all of the member's sessions, and the days of signing in.

    They stand beside the sessions' data and inside it. From its next request on each session ends
    with its browser. A query for each.
    """
    for row in user.sessions.select_for_update():
        store = SessionStore()
        data = store.decode(row.session_data)
        data.pop(KIND, None)
        data.pop(USED_ON, None)
        row.device, row.used_on, row.session_data = "", None, store.encode(data)
        row.save(update_fields=["device", "used_on", "session_data"])
    Authenticator.objects.filter(user=user).update(last_used_at=None)
    user.last_login = None
    user.save(update_fields=["last_login"])


def _forget(session: SessionBase) -> None:
    session.pop(KIND, None)
    session.pop(USED_ON, None)
    session.set_expiry(0)
