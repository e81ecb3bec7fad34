"""Addresses of the search, below /ru/search/ and /en/search/."""

from django.urls import path

from search import views

urlpatterns = [
    path("", views.results, name="search"),
    path("feed/", views.feed, name="search-feed"),
    path("suggestions/", views.suggestions, name="search-suggestions"),
    path("description/", views.description, name="search-description"),
]
