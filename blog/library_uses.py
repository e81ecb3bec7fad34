"""Where the blog shows pictures and files: in the texts of posts, and above them."""

from blog.models import Post
from core.languages import LANGUAGES
from library import usage

usage.register(
    Post,
    texts=[f"body_{code}" for code in LANGUAGES],
    pictures=["cover"],
    rows=Post.objects.for_links,
)
