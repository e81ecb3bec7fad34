"""A member's own pages and public profile. The doors, `/accounts/…`, are in `doors`."""

from django.urls import URLPattern, URLResolver, path

from accounts.views import me, profiles

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", me.overview, name="me"),
    path("u/<str:name>/", profiles.profile, name="profile"),
]
