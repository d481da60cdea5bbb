#!/usr/bin/env python3
"""Sets up, starts and tests Own Turf. Needs only Python 3.11 or newer; ``python3 run.py --help`` says what it does.

Kept readable to Python 3.6, so that an old Python meets a sentence and not a SyntaxError.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    FOUND = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit(f"Own Turf needs Python 3.11 or newer, and this is Python {FOUND}: start run.py with a newer one.")

import argparse
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = "Scripts" if os.name == "nt" else "bin"
RUNTIME = ROOT / "requirements" / "runtime.lock"
DEVELOPMENT = ROOT / "requirements" / "dev.lock"
HOST = "127.0.0.1"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 15
OURS = ["accounts", "hunts", "visits", "reflections", "config"]


class SetUpError(Exception):
    """Something is missing; the message is the one sentence shown."""


def say(words, **where):
    print(words, flush=True, **where)


def succeeds(command, **options):
    return subprocess.run([str(part) for part in command], cwd=str(ROOT), check=False, **options).returncode == 0


# The environment -----------------------------------------------------------


def venv_program(name):
    return VENV / BIN / (name + (".exe" if os.name == "nt" else ""))


def python():
    return venv_program("python")


def stamp_of(lock):
    """Where we note what was installed from ``lock``; it goes when the environment goes."""
    return VENV / f"{lock.name}.sha256"


def hash_of(lock):
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def is_installed(lock):
    stamp = stamp_of(lock)
    return stamp.is_file() and stamp.read_text() == hash_of(lock) and python().exists()


def works(program):
    return program.exists() and succeeds([program, "-c", ""], stderr=subprocess.DEVNULL)


def make_environment():
    if works(python()):
        return
    uv = shutil.which("uv")
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing and not uv:
        raise SetUpError(
            f"This Python has no {missing[0]} module: install it (on Debian and Ubuntu: apt-get install python3-venv) "
            "and run this again."
        )
    maker = [uv, "venv", "--quiet", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    if not succeeds([*maker, "--clear", VENV]):
        raise SetUpError(f"The environment {VENV.name} could not be made; the lines above say why.")


def installer():
    """The command that installs a lock file: uv when it is here, else the environment's own pip."""
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", python()]
    if not succeeds([python(), "-c", "import pip"], stderr=subprocess.DEVNULL):
        succeeds([python(), "-m", "ensurepip"], stdout=subprocess.DEVNULL)
    return [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def ensure_installed(lock):
    """Install exactly what ``lock`` pins, unless that was done before."""
    if is_installed(lock):
        return
    say(f"Installing {lock.name} into {VENV.name} (once, about a minute) …", file=sys.stderr)
    make_environment()
    if not succeeds([*installer(), "--require-hashes", "-r", lock]):
        raise SetUpError(
            f"Installing {lock.name} failed; the lines above say why. Once that is right, run this again."
        )
    # The development lock holds everything the runtime lock does, at the same versions.
    for done in {lock, RUNTIME}:
        stamp_of(done).write_text(hash_of(done))


# The site ------------------------------------------------------------------


def check_port(port):
    with socket.socket() as sock:
        if os.name != "nt":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((HOST, port))
        except PermissionError:
            raise SetUpError(f"Port {port} needs administrator rights: choose one above 1023 with --port.") from None
        except OSError:
            raise SetUpError(f"Port {port} is in use: stop what uses it, or choose another with --port.") from None


def prepare(demo, environment):
    """Bring the database up to date and return the demo's sign-ins as text, empty without the demo."""
    (ROOT / "var").mkdir(exist_ok=True)
    command = [str(python()), "manage.py", "prepare", *(["--demo"] if demo else [])]
    done = subprocess.run(
        command, cwd=str(ROOT), env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SetUpError("The database could not be prepared; the lines above say why.")
    return done.stdout


def start_site(port, environment):
    options = ["--interface", "wsgi", "--host", HOST, "--port", str(port), "--blocking-threads", "4"]
    command = [str(python()), "-m", "granian", *options, "--log-level", "warning", "config.wsgi:application"]
    # In a session of its own Ctrl-C reaches only us, and whatever is left of it can be ended together.
    return subprocess.Popen(command, cwd=str(ROOT), env=environment, start_new_session=True)


def start_worker(environment):
    """Makes pictures and sounds of what people send. The site works without it, so nobody waits for it."""
    command = [str(python()), "manage.py", "worker"]
    return subprocess.Popen(command, cwd=str(ROOT), env=environment, start_new_session=True)


def is_healthy(port):
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as error:
        if error.code == 400:
            raise SetUpError(f"The site does not answer to {HOST}: add it to ALLOWED_HOSTS in .env.") from None
        return False
    except OSError:
        return False


def wait_until_healthy(site, port):
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if site.poll() is not None:
            raise SetUpError("The site stopped while it started; the lines above say why.")
        if is_healthy(port):
            return
        time.sleep(0.1)
    raise SetUpError(f"The site did not answer within {SECONDS_TO_START} seconds; the lines above may say why.")


def stop(*processes):
    """End processes that lead sessions of their own: all are asked first, and those that do not listen are killed."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()


def stop_on_signals():
    """Take Ctrl-C, an end asked for and a closed terminal alike, even where a script made us deaf to them."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)


def serve_parser():
    parser = argparse.ArgumentParser(
        prog="run.py",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Set up Own Turf the first time, then start it on this machine. Ctrl-C stops it.",
        epilog=(
            "other commands:\n"
            "  run.py test                 everything: linters, tests on SQLite and PostgreSQL, browser journeys\n"
            "  run.py test -k today        only pytest, on both databases, with these arguments\n"
            "  run.py bench [--json …]     the benchmarks, each figure beside its limit\n"
            "  run.py chaos [--runs …]     phones that send through every trouble: is anything lost?\n"
            "  run.py manage …             Django's commands, such as: run.py manage createsuperuser\n"
        ),
    )
    parser.add_argument("--port", type=int, default=8000, help="where the site listens (default: 8000)")
    parser.add_argument("--no-demo", action="store_true", help="start empty, without the demo hunt")
    return parser


def serve(arguments):
    parser = serve_parser()
    options = parser.parse_args(arguments)
    if not 1 <= options.port <= 65535:
        parser.error("--port must be between 1 and 65535")
    check_port(options.port)
    ensure_installed(RUNTIME)
    environment = dict(os.environ, PORT=str(options.port))
    sign_ins = prepare(not options.no_demo, environment)
    stop_on_signals()
    site, worker = start_site(options.port, environment), start_worker(environment)
    try:
        wait_until_healthy(site, options.port)
        say(f"\nOwn Turf is at http://localhost:{options.port}  (Ctrl-C stops it)\n{sign_ins}")
        return site.wait()
    except KeyboardInterrupt:
        say("\nStopping.")
        return 0
    finally:
        stop(site, worker)


def manage(arguments):
    ensure_installed(RUNTIME)
    (ROOT / "var").mkdir(exist_ok=True)
    return subprocess.run([str(python()), str(ROOT / "manage.py"), *arguments], check=False).returncode


def bench(arguments):
    ensure_installed(DEVELOPMENT)
    return subprocess.run([str(python()), "-m", "benchmarks", *arguments], cwd=str(ROOT), check=False).returncode


def chaos(arguments):
    if node_version() < 18:
        raise SetUpError("The phones of the chaos runs need Node 18 or newer: install it and run this again.")
    ensure_installed(DEVELOPMENT)
    return subprocess.run([str(python()), "-m", "chaos", *arguments], cwd=str(ROOT), check=False).returncode


# The tests -----------------------------------------------------------------


def find_chromium():
    """The system's Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for found in map(shutil.which, names) if found), None)


def is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def ensure_chromium():
    if find_chromium():
        return
    say("Installing Chromium for the browser journeys (once) …", file=sys.stderr)
    if is_root() and shutil.which("apt-get"):
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-color-emoji"]
        done = succeeds(["apt-get", "update", "-qq"], env=environment) and succeeds(
            install, env=environment, stdout=subprocess.DEVNULL
        )
    else:
        done = succeeds([python(), "-m", "playwright", "install", "chromium"])
    if not done:
        raise SetUpError("Chromium could not be installed; the lines above say why. Install it, then run this again.")


def node_version():
    """The major version of Node, 0 without it."""
    node = shutil.which("node")
    if not node:
        return 0
    said = subprocess.run([node, "--version"], stdout=subprocess.PIPE, encoding="utf-8", check=False).stdout
    major = said.strip().lstrip("v").partition(".")[0]
    return int(major) if major.isdigit() else 0


def run_javascript_tests():
    if node_version() < 18:
        say("The JavaScript tests need Node 18 or newer, and it is not here.")
        return None if not os.environ.get("CI") else False
    tests = sorted((ROOT / "tests" / "js").rglob("*.test.*js"))
    if not tests:
        say("tests/js holds no *.test.js or *.test.mjs: node would look for tests everywhere else.")
        return False
    return succeeds([shutil.which("node"), "--test", *tests])


def step(*command, **variables):
    """A step that runs ``command`` with ``variables`` added to the environment."""
    return lambda: succeeds(command, env=dict(os.environ, **variables))


def pytest_step(arguments, **variables):
    return step(python(), "-m", "pytest", "--numprocesses=auto", "--dist=worksteal", *arguments, **variables)


def pytest_steps(arguments):
    """Everything twice; the SQLite pass hides GDAL, so both with and without it are covered where it exists.

    What does not depend on the database, such as how pages read to axe, what pure functions return and the longest
    journeys in the browser, is marked so, and once is enough; shorter journeys are made on both.
    """
    once = [] if arguments else ["-m", "not once"]
    return [
        ("pytest on SQLite, GDAL hidden", pytest_step(arguments, TEST_DATABASE="sqlite", HIDE_GDAL="1")),
        ("pytest on PostgreSQL", pytest_step([*arguments, *once], TEST_DATABASE="postgresql", HIDE_GDAL="")),
    ]


def lint_steps():
    return [
        ("ruff check", step(venv_program("ruff"), "check", ".")),
        ("ruff format", step(venv_program("ruff"), "format", "--check", ".")),
        ("djlint", step(venv_program("djlint"), "templates", "--lint")),
        ("mypy", step(python(), "-m", "mypy", *OURS)),
        ("layers", step(venv_program("lint-imports"))),
        ("JavaScript", run_javascript_tests),
    ]


def run_step(name, action):
    """Run one step; return its name, result (True, False, or None when skipped) and seconds."""
    say(f"\n== {name} " + "=" * max(0, 74 - len(name)))
    started = time.monotonic()
    result = action()
    seconds = time.monotonic() - started
    say(f"{name}: {outcome(result)} in {seconds:.1f} s")
    return name, result, seconds


def outcome(result):
    return {True: "passed", False: "FAILED", None: "skipped"}[result]


def test(arguments):
    """Run every step, whatever the ones before said; with arguments only pytest runs, with them."""
    ensure_installed(DEVELOPMENT)
    ensure_chromium()
    steps = pytest_steps(arguments) if arguments else lint_steps() + pytest_steps([])
    results = [run_step(name, action) for name, action in steps]
    say("\n" + "\n".join(f"{outcome(result):8} {seconds:7.1f} s  {name}" for name, result, seconds in results))
    return int(any(result is False for _, result, _ in results))


COMMANDS = {"test": test, "bench": bench, "chaos": chaos, "manage": manage}


def main(arguments):
    command = COMMANDS.get(arguments[0]) if arguments else None
    try:
        return command(arguments[1:]) if command else serve(arguments)
    except SetUpError as problem:
        say(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
