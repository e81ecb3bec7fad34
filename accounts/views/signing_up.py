"""Taking back a sign-up whose code can't arrive."""

from allauth.account.internal.stagekit import clear_login, unstash_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import User


@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """Forget the sign-up this browser has begun, and its name with it: the address had a slip in it.

    allauth would let the address be changed instead, but only where there is an account to change
    it of, and so tell a stranger which addresses are taken.
    """
    login = unstash_login(request)
    if login and login.signup and isinstance(login.user, User) and not login.user.last_login:
        login.user.delete()
    clear_login(request)
    return HttpResponseRedirect(reverse("account_signup"))
