"""A member's own pages and public profile. The doors, `/accounts/…`, are in `doors`."""

from django.urls import URLPattern, URLResolver, path

from accounts.views import closing, exports, me, privacy, profiles, sessions

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", me.overview, name="me"),
    path("me/profile/", me.profile, name="my-profile"),
    path("me/mail/", me.mail, name="mail"),
    path("me/privacy/", privacy.privacy, name="privacy"),
    path("me/privacy/address/", privacy.address, name="address"),
    path("me/sessions/", sessions.index, name="sessions"),
    path("me/sessions/one/", sessions.end, name="session"),
    path("me/sessions/others/", sessions.end_others, name="other-sessions"),
    path("me/export/", exports.index, name="export"),
    path("me/export/<int:pk>/", exports.download, name="export-file"),
    path("me/close/", closing.index, name="close"),
    path("me/close/keep/", closing.keep, name="keep"),
    path("me/closed/", closing.closed, name="closed"),
    path("u/<str:name>/", profiles.profile, name="profile"),
]
