"""Moderators' pages of the forum, under `forum/moderation/`; their names are the forum's own."""

from django.urls import path

from forum.views import moderating

urlpatterns = [
    path("topics/<int:pk>/", moderating.topic, name="moderate-topic"),
    path("topics/<int:pk>/posts/", moderating.split, name="moderate-split"),
    path("topics/<int:pk>/merge/", moderating.merge, name="moderate-merge"),
    path("posts/<int:pk>/", moderating.post, name="moderate-post"),
    path("actions/<int:pk>/undo/", moderating.undo, name="moderate-undo"),
]
