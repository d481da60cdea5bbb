"""Files on storage follow rows in the database: none without a row for long, no row without its files."""

import secrets
from contextlib import contextmanager
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from reflections.models import Photo
from reflections.models.capture import photo_path


@contextmanager
def written(photos, reflection, first=1):
    """Write the files of ``photos`` (NewPhotos) and give an unsaved Photo for each, at positions from ``first``;
    delete the files again if the block fails. Goes around a transaction, which then waits for no storage."""
    names = []
    try:
        yield [
            make_row(photo, reflection, position, write_files(photo, names))
            for position, photo in enumerate(photos, first)
        ]
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise


def write_files(photo, names):
    """Write both pictures and return their names, which are also added to ``names`` one by one. No two writings use
    the same name: of two equal submissions at one moment the loser deletes its own files, not the winner's."""
    place, once = partial(photo_path, Photo(pk=photo.id)), secrets.token_hex(8)
    pictures = {"image": ("full", photo.taken.image), "thumbnail": ("small", photo.taken.thumbnail)}
    files = {}
    for field, (size, content) in pictures.items():
        files[field] = default_storage.save(place(f"{size}-{once}.webp"), ContentFile(content))
        names.append(files[field])
    return files


def make_row(photo, reflection, position, files):
    """An unsaved Photo. Names and measures go in together, or ImageField would read the file back to measure it."""
    taken, note = photo.taken, photo.note
    return Photo(
        id=photo.id,
        reflection=reflection,
        position=position,
        caption=note.caption,
        recognisable=note.recognisable,
        who=note.who,
        width=taken.width,
        height=taken.height,
        sha256=taken.sha256,
        latitude=taken.latitude,
        longitude=taken.longitude,
        **files,
    )


def delete_files_on_commit(photos):
    for photo in photos:
        for file in (photo.image, photo.thumbnail):
            transaction.on_commit(partial(default_storage.delete, file.name), robust=True)
