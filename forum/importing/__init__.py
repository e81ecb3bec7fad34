"""Bringing topics in from an older site's forum, in four steps, a module each:

reading (a JSON file into entries) → preparing (entries into what we would write, checked, without
markup and personal data) → writing (rows). `files.bring_in` walks a file through them.

A file holds

    {"categories": [{"name", "slug"}],
     "threads": [{"category", "title", "slug", "author", "created", "body", "likes", "views",
                  "replies_count", "replies": [{"author", "created", "body", "likes"}]}]}

where `category` is a name or a slug of the list above, `created` a day or a moment (ISO 8601), and
counts, authors and replies may be missing.
"""
