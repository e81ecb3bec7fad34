"""`/accounts/…`: coming in, coming back, and how one does. django-allauth's pages and a few of ours.

Included twice: at the address of the contract, in the language the browser asks for, and under each
language, which is what links on our pages lead to.
"""

from django.urls import include, path

from accounts.views import letters, recovery, signing_up

urlpatterns = [
    path("signup/again/", signing_up.start_again, name="accounts_start_again"),
    path("recover/", recovery.by_code, name="accounts_recover"),
    path("letters/<str:token>/", letters.unsubscribe, name="accounts_unsubscribe"),
    path("", include("allauth.urls")),
]
