"""Addresses of what members are told and what they mark, below /ru/forum/ and /en/forum/."""

from django.urls import path

from forum import feeds
from forum.views import marks, notices, unfollowing

urlpatterns = [
    path("notices/", notices.index, name="notices"),
    path("notices/read/", notices.read_all, name="notices-read"),
    path("notices/<int:pk>/", notices.open_one, name="notice"),
    path("following/", marks.followed, name="following"),
    path("following/topics/<int:pk>/", marks.follow, name="follow"),
    path("following/topics/<int:pk>/end/", marks.unfollow, name="unfollow"),
    path("following/sections/<slug:slug>/", marks.follow_section, name="follow-section"),
    path("following/sections/<slug:slug>/end/", marks.unfollow_section, name="unfollow-section"),
    path("bookmarks/", marks.bookmarks, name="bookmarks"),
    path("bookmarks/<int:pk>/", marks.bookmark, name="bookmark"),
    path("bookmarks/<int:pk>/end/", marks.remove_bookmark, name="remove-bookmark"),
    path("letters/<str:token>/", unfollowing.by_letter, name="unfollow-by-letter"),
    path("feed/", feeds.ForumFeed(), name="feed"),
    path("<slug:section>/feed/", feeds.SectionFeed(), name="section-feed"),
    path("<slug:section>/<int:pk>/feed/", feeds.TopicFeed(), name="topic-feed"),
]
