"""Sets a typst document as PDF, in a process of its own.

typst keeps what it has set: after a dozen packs of four routes a web process held 600 MB instead of 140. A process
that ends gives it all back, and one that takes too long can be stopped. It costs about a fifth of a second.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import typst

TIME_LIMIT = 60  # seconds


def typeset(main: Path, inputs: dict[str, Any], made_at: int, *, system_fonts: bool = True) -> bytes:
    """Return the PDF of the document ``main`` with JSON ``inputs``; ``made_at`` is in seconds since 1970.

    It is PDF/UA-1 if typst finds nothing that this standard forbids, else plain tagged PDF: a character that no font
    of the machine has, such as an emoji, is a box in that one and costs no other word. Raises RuntimeError when typst
    can't set it, and subprocess.TimeoutExpired after a minute.
    """
    job = {"main": str(main), "inputs": inputs, "made_at": made_at, "system_fonts": system_fonts}
    # Isolated (-I): the folder of this file must not be on the path, its calendar.py would hide Python's.
    command = [sys.executable, "-I", __file__]
    done = subprocess.run(  # noqa: S603 - no word of anybody's is in the command
        command, input=orjson.dumps(job), capture_output=True, timeout=TIME_LIMIT, check=False
    )
    if done.returncode:
        raise RuntimeError(f"typst could not set {main.name}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def work(job: dict[str, Any]) -> bytes:
    """What the process does."""
    settings: dict[str, Any] = {
        "root": str(Path(job["main"]).parent),
        "font_paths": typst.Fonts(include_system_fonts=job["system_fonts"]),
        "sys_inputs": {name: orjson.dumps(value).decode() for name, value in job["inputs"].items()},
        "timestamp": job["made_at"],
    }
    try:
        return typst.compile(job["main"], pdf_standards="ua-1", **settings)
    except typst.TypstError:
        return typst.compile(job["main"], **settings)


if __name__ == "__main__":
    sys.stdout.buffer.write(work(orjson.loads(sys.stdin.buffer.read())))
