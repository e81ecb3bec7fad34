"""The code of an authenticator app opens once: RFC 6238, 5.2."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.db import transaction

from core.sealing import seal, unseal

SPENT = "spent"  # the last step of 30 seconds whose code was used: sealed, for it is a time


class Once(forms.BaseAuthenticateForm):
    def clean_code(self) -> str:
        code: str = super().clean_code()
        app = self.authenticator
        if app.type == Authenticator.Type.TOTP and not spend(app, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(Once, forms.AuthenticateForm):
    pass


class ReauthenticateForm(Once, forms.ReauthenticateForm):
    pass


@transaction.atomic
def spend(app: Authenticator, code: str) -> bool:
    """Use up the code and those before it; False when that has been done already. Two queries.

    allauth remembers a code for 30 seconds, in the cache of one process, while it is good for 90.
    """
    row = Authenticator.objects.select_for_update().filter(pk=app.pk).first()
    if row is None:
        return False
    secret = unseal(row.data["secret"])
    steps = [step for step in auth.yield_hotp_counters_from_time() if _opens(secret, step, code)]
    spent = int(unseal(row.data[SPENT])) if SPENT in row.data else 0
    if not steps or max(steps) <= spent:
        return False
    row.data[SPENT] = seal(str(max(steps)))
    row.save(update_fields=["data"])
    app.data = row.data  # or saving `app` would take it back
    return True


def _opens(secret: str, step: int, code: str) -> bool:
    expected = auth.format_hotp_value(auth.hotp_value(secret, step))
    return bool(compare_user_code(actual=code, expected=expected))
