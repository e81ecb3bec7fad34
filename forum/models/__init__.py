"""What the forum keeps."""

from forum.models.addresses import Discussion, OldAddress
from forum.models.members import AllRead, Bookmark, Draft, Follow, Like, Picture, TopicRead
from forum.models.moderation import Action, Report, SpamRule, Suspension, Verb
from forum.models.notices import Kind, Notice
from forum.models.polls import Option, Poll, Vote
from forum.models.posts import Edit, Post
from forum.models.sections import Access, Section
from forum.models.topics import Topic

__all__ = [
    "Access",
    "Action",
    "AllRead",
    "Bookmark",
    "Discussion",
    "Draft",
    "Edit",
    "Follow",
    "Kind",
    "Like",
    "Notice",
    "OldAddress",
    "Option",
    "Picture",
    "Poll",
    "Post",
    "Report",
    "Section",
    "SpamRule",
    "Suspension",
    "Topic",
    "TopicRead",
    "Verb",
    "Vote",
]
