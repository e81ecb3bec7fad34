"""Addresses of the blog, below /ru/blog/ and /en/blog/."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from blog import feeds, views


class YearConverter(IntConverter):
    regex = "[12][0-9]{3}"


class MonthConverter(IntConverter):
    regex = "0[1-9]|1[0-2]"

    def to_url(self, value: int | str) -> str:
        return f"{int(value):02d}"


register_converter(YearConverter, "yyyy")
register_converter(MonthConverter, "mm")

app_name = "blog"
urlpatterns = [
    path("", views.index, name="index"),
    path("feed/", feeds.PostsFeed(), name="feed"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("topics/<slug:slug>/feed/", feeds.TopicFeed(), name="topic-feed"),
    path("<yyyy:year>/", views.year, name="year"),
    path("<yyyy:year>/<mm:month>/", views.month, name="month"),
    path("<slug:slug>/", views.post, name="post"),
]
