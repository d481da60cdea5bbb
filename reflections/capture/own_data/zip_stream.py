"""A ZIP that is handed out while it grows, so that memory stays flat however much goes in."""

from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone


class Pieces:
    """Where ZipFile writes to. It can neither seek nor tell, so ZipFile puts sizes behind each file."""

    def __init__(self):
        self.waiting: list[bytes] = []

    def write(self, data):
        self.waiting.append(bytes(data))
        return len(data)

    def flush(self):
        """Nothing to do: ``take`` hands out what there is."""

    def take(self) -> bytes:
        taken, self.waiting = b"".join(self.waiting), []
        return taken


class ZipStream:
    """``add`` and ``finish`` give the bytes that are ready; every one of them has to be handed on, in order."""

    def __init__(self):
        self.pieces = Pieces()
        self.zip = ZipFile(self.pieces, "w")
        self.now = timezone.localtime().timetuple()[:6]

    def add(self, name: str, chunks: Iterable[bytes], *, compress: bool = True) -> Iterator[bytes]:
        """A file of these ``chunks``. Pictures and sound are small already, so leave ``compress`` off for them."""
        info = ZipInfo(name, self.now)
        info.compress_type = ZIP_DEFLATED if compress else ZIP_STORED
        info.external_attr = 0o644 << 16
        with self.zip.open(info, "w") as file:
            for chunk in chunks:
                file.write(chunk)
                if ready := self.pieces.take():
                    yield ready
        yield self.pieces.take()

    def finish(self) -> Iterator[bytes]:
        self.zip.close()
        yield self.pieces.take()
