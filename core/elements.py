"""The elements a text may have, and what stands where. The one cleaner is made of it."""

RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4", "b": "strong", "i": "em"} | {
    "strike": "s", "tt": "code", "acronym": "abbr",
}  # fmt: skip
LINES = {"h2", "h3", "h4", "pre"}
BREAKS = {"p", "div", "section", "article", "main", "header", "footer", "center", "address"}
PARENTS = {
    "li": {"ul", "ol"}, "dt": {"dl"}, "dd": {"dl"}, "caption": {"table"}, "summary": {"details"},
    "thead": {"table"}, "tbody": {"table"}, "tfoot": {"table"}, "tr": {"thead", "tbody", "tfoot"},
    "td": {"tr"}, "th": {"tr"}, "figcaption": {"figure"},
}  # fmt: skip
FILLERS = {"ul": "li", "ol": "li", "dl": "dd"}  # what stray words in a list become
CONTAINERS = PARENTS.keys() | {
    "blockquote",
    "ul",
    "ol",
    "dl",
    "table",
    "figure",
    "details",
    "aside",
}
WRAPPING = {"", "blockquote", "aside"}  # where loose words become paragraphs; "" is the body
SPREADING = WRAPPING | {"details"}  # where a paragraph is one even when it is alone
WORDLESS = {"table", "thead", "tbody", "tfoot", "tr"}  # the parser lets no word stay here
INLINE = {
    "strong", "em", "s", "sub", "sup", "code", "a", "abbr", "time", "mark", "del", "ins",
    "small", "cite", "q", "kbd", "var", "samp", "span",
}  # fmt: skip
NEEDED = {"a": "href", "span": "lang"}  # without it, the element says nothing
FOREIGN = {"iframe", "video", "audio"}  # players of other hosts: shown as links, or as embeds
CALLOUTS = ("note", "tip", "warning")  # kinds of <aside class="callout …">
