"""The site's addresses and the sandbox's below /sandbox/, whether it mounts them by itself or not."""

from django.urls import include, path

from config import urls

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
urlpatterns = [path("sandbox/", include("donations.sandbox.urls")), *urls.urlpatterns]
