"""Exports of older sites, as small as a test needs them."""

from xml.sax.saxutils import escape

SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/"'
)
ENGLISH = {
    "title": "Bread prices in the valley",
    "link": "https://old.example/en/post/bread",
    "pubDate": "Sat, 17 May 2025 09:30:00 +0200",
    "content:encoded": "<p>The mill opened again after the flood, and the queue was long.</p>",
}
RUSSIAN = {
    "title": "Цены на хлеб в долине",
    "link": "https://old.example/post/khleb",
    "pubDate": "Sat, 17 May 2025 09:30:00 +0200",
    "content:encoded": "<p>Мельница снова открылась после паводка, и очередь была длинной.</p>",
}
POST = ENGLISH | {
    "link": "https://old.example/2025/05/bread/",
    "wp:post_id": "7",
    "wp:post_type": "post",
    "wp:status": "publish",
    "wp:post_date_gmt": "2025-05-17 07:30:00",
}


def item(fields, more=""):
    """An <item>; a field set to None is missing."""
    written = (
        f"<{name}>{escape(value)}</{name}>" for name, value in fields.items() if value is not None
    )
    return f"<item>{''.join(written)}{more}</item>\n"


def channel(*items, head=""):
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {SPACES}><channel>{head}\n'
    return f"{start}{''.join(items)}</channel></rss>\n"


def wordpress_post(more="", **fields):
    return item(POST | {name.replace("wp_", "wp:"): value for name, value in fields.items()}, more)


def attachment(number, url, alt=""):
    fields = {
        "title": "picture",
        "wp:post_id": str(number),
        "wp:post_type": "attachment",
        "wp:attachment_url": url,
    }
    return item(fields, meta("_wp_attachment_image_alt", alt))


def meta(key, value):
    return f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{escape(value)}</wp:meta_value></wp:postmeta>"


def entries(text):
    """What reading makes of it, through a file, as in life."""
    import tempfile
    from pathlib import Path

    from blog.importing.reading import Export

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export.xml")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return list(Export(path).entries())
