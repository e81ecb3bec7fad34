"""Every address of the site starts here."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from accounts import avatars, limits
from blog import views as blog_views
from config import exit, mirrors, preferences, sitemaps, views
from donations.views.webhooks import stripe
from editing import views as editing_views
from forum.views import old_addresses as forum_old
from search import views as search_views

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler429 = limits.too_many  # allauth looks for it here
handler500 = views.broken

urlpatterns = [
    path("", views.door, name="door"),
    path("preferences/", preferences.choose, name="preferences"),
    path("exit/", exit.leave, name="exit"),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    path("health/", views.health, name="health"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    path("mirrors.json", mirrors.document, name="mirrors-document"),
    path("mirrors.json.minisig", mirrors.signature, name="mirrors-signature"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap-section"),
    path("avatars/<str:name>.svg", avatars.avatar, name="avatar"),
    path("media/<path:path>", views.media, name="media"),
    path("post/<path:slug>", blog_views.old_address, name="old-post"),
    path("en/post/<path:slug>", blog_views.old_address, name="old-post-en"),
    path("search", search_views.old_address, name="search-old"),
    path("forum/<path:path>", forum_old.old_address, name="forum-old"),
    path("webhooks/stripe/", stripe, name="stripe-webhook"),
    *([path("sandbox/", include("donations.sandbox.urls"))] if settings.STRIPE_SANDBOX else []),
    path("accounts/", include("accounts.doors")),
    *i18n_patterns(
        path("accounts/", include("accounts.doors")),
        path("", include("accounts.urls")),
        path("", views.home, name="home"),
        path("exit-help/", exit.explain, name="exit-help"),
        path("mirrors/", mirrors.page, name="mirrors"),
        path("preview/<str:token>/", editing_views.preview, name="preview"),
        path("protection/", views.protection, name="protection"),
        path("blog/", include("blog.urls")),
        path("forum/", include("forum.urls")),
        path("donate/", include("donations.urls")),
        path("search/", include("search.urls")),
        path("", include("pages.urls")),  # last: whatever else is there goes before
    ),
]
