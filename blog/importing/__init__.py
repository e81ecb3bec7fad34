"""Bringing posts in from an older site's export, in four steps, a module each:

reading (XML into entries) → rss | wordpress (entries into items) → preparing (items into what
we would write) → writing (rows). `files.bring_in` walks a file through them.
"""
