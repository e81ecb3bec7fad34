"""A post as JSON-LD, for machines that index it."""

from typing import Any

from blog.models import Post
from core.languages import current_language, site_name


def news_article(post: Post, root: str) -> dict[str, Any]:
    """schema.org NewsArticle; `root` is scheme and host, without a slash."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": post.title,
        "inLanguage": current_language(),
        "datePublished": post.published_at.isoformat() if post.published_at else None,
        "dateModified": post.updated_at.isoformat(),
        "mainEntityOfPage": root + post.get_absolute_url(),
        "publisher": {"@type": "Organization", "name": site_name()},
    }
    if post.author and post.author.name:
        data["author"] = {"@type": "Person", "name": post.author.name}
    if post.cover:
        data["image"] = root + post.cover.file.url
    return data
