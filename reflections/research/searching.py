"""Marks the words somebody searched for."""

import re

from django.utils.html import format_html, format_html_join


def mark_found(entries, search):
    """Give every entry ``marked_words``, safe HTML with what was found in ``<mark>``, when there was a search."""
    words = sorted(search.split(), key=len, reverse=True) if entries else []
    if words:
        pattern = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
        for entry in entries:
            entry["marked_words"] = marked(entry["words"], pattern)


def marked(text, pattern):
    pieces, end = [], 0
    for match in pattern.finditer(text):
        pieces += [text[end : match.start()], format_html("<mark>{}</mark>", match.group())]
        end = match.end()
    return format_html_join("", "{}", ([piece] for piece in [*pieces, text[end:]]))
