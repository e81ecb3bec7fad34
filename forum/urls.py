"""The forum's pages. A topic's number decides where it is; section and title are there to be read."""

from django.urls import URLPattern, URLResolver, include, path

from forum.views import discussing, lists, polls, posting, posts, reading, reporting

app_name = "forum"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reading.index, name="index"),
    path("new/", lists.new, name="new"),
    path("new/read/", lists.mark_all_read, name="all-read"),
    path("unanswered/", lists.unanswered, name="unanswered"),
    path("mine/", lists.mine, name="mine"),
    path("drafts/", lists.drafts, name="drafts"),
    path("posts/<int:pk>/", posts.place, name="post"),
    path("posts/<int:pk>/edit/", posting.edit, name="post-edit"),
    path("posts/<int:pk>/delete/", posting.delete, name="post-delete"),
    path("posts/<int:pk>/history/", posts.history, name="post-history"),
    path("posts/<int:pk>/like/", posts.like, name="post-like"),
    path("posts/<int:pk>/unlike/", posts.unlike, name="post-unlike"),
    path("posts/<int:pk>/accept/", posts.accept, name="post-accept"),
    path("posts/<int:pk>/withdraw/", posts.withdraw, name="post-withdraw"),
    path("moderation/", include("forum.moderation_urls")),
    path("report/<int:pk>/", reporting.report, name="report"),
    path("discuss/", discussing.discuss, name="discuss"),
    path("", include("forum.telling_urls")),
    path("<slug:section>/", reading.section, name="section"),
    path("<slug:section>/start/", posting.start, name="start"),
    path("<slug:section>/<int:pk>-<slug:slug>/", reading.topic, name="topic"),
    path("<slug:section>/<int:pk>-<slug:slug>/reply/", posting.reply, name="topic-reply"),
    path("<slug:section>/<int:pk>-<slug:slug>/vote/", polls.vote, name="topic-vote"),
]
