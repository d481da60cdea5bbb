"""What a page weighs: everything that a browser loads for it but the tiles of a map, compressed as a server does."""

import gzip
import posixpath
import re

from django.contrib.staticfiles import finders
from django.templatetags.static import static


def weights_of(page):
    """Bytes, compressed, of a page (as bytes) and of each file that it loads, by the file's path."""
    return {"page": weight(page)} | {path: weight(read_static(path)) for path in loaded_by(page.decode())}


def weight(content):
    return len(gzip.compress(content, compresslevel=6))


def read_static(path):
    with open(finders.find(path), "rb") as file:
        return file.read()


def loaded_by(page):
    """Paths of the style sheets and scripts of a page, with what those import: every module that it asks for."""
    root = static("")
    paths = re.findall(rf'(?:src|href)="{root}([\w./-]+\.(?:js|css))"', page)
    modules = {name for names in re.findall(r'data-module="([^"]+)"', page) for name in names.split()}
    waiting, seen = paths + [f"js/modules/{name}.js" for name in sorted(modules)], []
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.append(path)
            waiting += imports_of(path)
    return seen


def imports_of(path):
    """What a module imports at once (``from``), and a style sheet by ``@import``, as paths from the same root."""
    folder = path.rpartition("/")[0]
    text = read_static(path).decode()
    names = re.findall(r'from "\./([\w.-]+)"' if path.endswith(".js") else r'@import url\("([^"]+)"\)', text)
    return [posixpath.normpath(f"{folder}/{name}") for name in names]
