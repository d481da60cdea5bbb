"""What a phone keeps of one release of this site: the files that pages without network need, and its name."""

import hashlib
import json
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.templatetags.static import static

FILES = ["css/own-turf.css", "css/notebook.css", "images/own-turf.svg", "js/main.js"]
# What the pages that are kept ask for by data-module; what these import comes along.
MODULES = [
    "copy-text", "error-summary", "field-log", "forget-pages", "kept-pages", "leave-warning", "offline",
    "photo-preview", "positions-form", "queue-list", "queue-status", "send-once", "today-clock",
]  # fmt: skip
WORKER = ["answers", "kept", "pictures", "worker"]
IMPORT = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.{1,2}/[\w./-]+\.js)["']""")


@dataclass(frozen=True)
class Release:
    """``version`` changes whenever anything kept does; ``assets`` are addresses; with ``hashed`` names a file never
    changes under its address."""

    version: str
    assets: list[str]
    hashed: bool


def release() -> Release:
    """The release that this process serves; worked out once where files are hashed, as they can't change then."""
    manifest = getattr(staticfiles_storage, "manifest_hash", "")
    return gathered(manifest) if manifest else gather(hashed=False)


@cache
def gathered(manifest: str) -> Release:
    """The release whose hashed files ``manifest`` stands for."""
    return gather(hashed=True)


def gather(hashed: bool) -> Release:
    paths = asset_paths()
    addresses = [static(path) for path in paths]
    kept = [*map(read, paths), worker_script().encode(), no_signal_page().encode(), json.dumps(addresses).encode()]
    digests = "".join(hashlib.sha256(content).hexdigest() for content in kept)
    return Release(hashlib.sha256(digests.encode()).hexdigest()[:16], addresses, hashed)


def asset_paths() -> list[str]:
    modules = [path for name in MODULES if finders.find(path := f"js/modules/{name}.js")]
    return sorted({*filter(finders.find, FILES), *with_imports(modules)})


def with_imports(scripts: Iterable[str]) -> set[str]:
    """Paths of ``scripts`` and of everything that they import, at once or later."""
    waiting, seen = list(scripts), set()
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            folder = posixpath.dirname(path)
            names = IMPORT.findall(read(path).decode())
            waiting += [posixpath.normpath(f"{folder}/{name}") for name in names]
    return seen


def worker_script() -> str:
    """The service worker's own script, without the line that tells it which release it is of."""
    return "\n".join(read(f"js/offline/{name}.js").decode() for name in WORKER)


def no_signal_page() -> str:
    return render_to_string("offline/no_signal.html")


def read(path: str) -> bytes:
    return Path(str(finders.find(path))).read_bytes()
