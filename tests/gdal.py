"""Hides GDAL and GEOS, so that a machine which has them can't cover up that something needs them."""

import ctypes.util

HIDDEN = ("gdal", "geos")


def hide():
    find = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None if name.lower().startswith(HIDDEN) else find(name)
