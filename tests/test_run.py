"""run.py, with the installers and the site replaced by stand-ins: nothing here installs or serves anything."""

import ast
import re
import runpy
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import run

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def commands(monkeypatch, tmp_path):
    """A fresh checkout without an environment; the list of commands that would have been run."""
    made = []

    def pretend(command, **options):
        made.append([str(part) for part in command])
        if "venv" in command:
            (tmp_path / ".venv" / run.BIN).mkdir(parents=True, exist_ok=True)
            run.python().touch()
        return True

    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "succeeds", pretend)
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    return made


def installs(commands):
    return [command for command in commands if "install" in command]


# The environment -----------------------------------------------------------


def test_the_first_run_makes_the_environment_and_installs_by_hash(commands):
    run.ensure_installed(run.RUNTIME)

    assert commands[0] == [sys.executable, "-m", "venv", "--clear", str(run.VENV)]
    (install,) = installs(commands)
    assert install[:4] == [str(run.python()), "-m", "pip", "install"]
    assert install[-3:] == ["--require-hashes", "-r", str(run.RUNTIME)]


def test_the_second_run_installs_nothing(commands):
    run.ensure_installed(run.RUNTIME)
    commands.clear()

    run.ensure_installed(run.RUNTIME)

    assert commands == []


def test_a_changed_lock_is_installed_again(commands, monkeypatch, tmp_path):
    lock = tmp_path / "runtime.lock"
    lock.write_text("django==5.2.19\n")
    monkeypatch.setattr(run, "RUNTIME", lock)
    run.ensure_installed(lock)
    lock.write_text("django==5.2.20\n")

    run.ensure_installed(lock)

    assert len(installs(commands)) == 2


def test_after_the_tests_were_installed_the_site_needs_nothing_more(commands):
    run.ensure_installed(run.DEVELOPMENT)
    commands.clear()

    run.ensure_installed(run.RUNTIME)

    assert commands == []


def test_the_development_lock_pins_what_the_runtime_lock_pins():
    def pins(lock):
        return set(re.findall(r"^[a-z0-9._-]+(?:\[\S+\])?==[^\s;]+", lock.read_text(), re.MULTILINE))

    assert pins(run.RUNTIME) - pins(run.DEVELOPMENT) == set()
    assert len(pins(run.RUNTIME)) > 15


def test_every_pin_has_a_hash_and_no_lock_names_a_download_host():
    for lock in (run.RUNTIME, run.DEVELOPMENT):
        pins = re.split(r"\n(?=[a-z0-9])", lock.read_text())
        assert all("--hash=sha256:" in pin for pin in pins if "==" in pin.splitlines()[0])
        assert "--index-url" not in lock.read_text()
        assert not re.search(r"^[^#\n]*https?://", lock.read_text(), re.MULTILINE)


def test_uv_is_used_when_it_is_here(commands, monkeypatch):
    monkeypatch.setattr(run.shutil, "which", lambda name: "/opt/uv" if name == "uv" else None)

    run.ensure_installed(run.RUNTIME)

    assert commands[0][:2] == ["/opt/uv", "venv"]
    assert installs(commands)[0][:3] == ["/opt/uv", "pip", "install"]
    assert "--require-hashes" in installs(commands)[0]


def test_a_failed_install_is_one_sentence_and_is_tried_again(commands, monkeypatch, capsys):
    monkeypatch.setattr(run, "make_environment", run.stamp_of(run.RUNTIME).parent.mkdir)
    monkeypatch.setattr(run, "succeeds", lambda command, **options: "install" not in command)

    assert run.main(["manage", "check"]) == 1

    assert capsys.readouterr().err.splitlines()[1:] == [
        "Installing runtime.lock failed; the lines above say why. Once that is right, run this again."
    ]
    assert not run.is_installed(run.RUNTIME)


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_gets_one_sentence(module, commands, monkeypatch, capsys):
    find = run.importlib.util.find_spec
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None if name == module else find(name))

    assert run.main(["manage", "check"]) == 1

    assert capsys.readouterr().err.splitlines()[1:] == [
        f"This Python has no {module} module: install it (on Debian and Ubuntu: apt-get install python3-venv) "
        "and run this again."
    ]


# Old Pythons ---------------------------------------------------------------


def test_an_old_python_can_read_run_py():
    ast.parse((ROOT / "run.py").read_text(), feature_version=(3, 6))


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 14)])
def test_an_old_python_gets_one_sentence(version, monkeypatch):
    monkeypatch.setattr(sys, "version_info", version)

    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(ROOT / "run.py"), run_name="__main__")

    found = ".".join(str(part) for part in version)
    assert str(stopped.value) == (
        f"Own Turf needs Python 3.11 or newer, and this is Python {found}: start run.py with a newer one."
    )


# The site ------------------------------------------------------------------


def test_help_names_every_command():
    done = subprocess.run([sys.executable, "run.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)

    for words in ("--port", "--no-demo", "run.py test", "run.py bench", "run.py manage"):
        assert words in done.stdout


def test_a_port_in_use_gets_one_sentence_before_anything_is_installed(commands, capsys):
    with socket.create_server((run.HOST, 0)) as taken:
        port = taken.getsockname()[1]

        assert run.main(["--port", str(port)]) == 1

    assert capsys.readouterr().err == f"Port {port} is in use: stop what uses it, or choose another with --port.\n"
    assert commands == []


@pytest.mark.parametrize("arguments", [["--port", "eight"], ["--port", "0"], ["--port", "70000"], ["tset"]])
def test_nonsense_on_the_command_line_is_refused(arguments, commands, capsys):
    with pytest.raises(SystemExit) as stopped:
        run.main(arguments)

    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("usage: run.py")
    assert commands == []


class Answers(BaseHTTPRequestHandler):
    statuses: list[int]

    def do_GET(self):
        self.send_response(self.statuses.pop(0))
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def answering():
    """A site that answers /healthz with the statuses given, one after another; returns its port."""
    server = HTTPServer((run.HOST, 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()

    def answer(*statuses):
        Answers.statuses = list(statuses)
        return server.server_port

    yield answer
    server.shutdown()
    thread.join()
    server.server_close()


class Site:
    """A process that runs until it is ``over``."""

    def __init__(self, over=None):
        self.over = over

    def poll(self):
        return self.over


def test_the_address_is_printed_only_once_the_database_answers(answering):
    port = answering(503, 503, 200)

    run.wait_until_healthy(Site(), port)

    assert Answers.statuses == []


def test_a_site_that_refuses_this_host_gets_one_sentence(answering):
    with pytest.raises(run.SetUpError, match="add it to ALLOWED_HOSTS"):
        run.wait_until_healthy(Site(), answering(400))


def test_a_site_that_stops_while_starting_gets_one_sentence():
    with pytest.raises(run.SetUpError, match="stopped while it started"):
        run.wait_until_healthy(Site(over=1), 1)


def test_a_site_that_never_answers_gets_one_sentence(answering, monkeypatch):
    monkeypatch.setattr(run, "SECONDS_TO_START", 0.3)

    with pytest.raises(run.SetUpError, match="did not answer within"):
        run.wait_until_healthy(Site(), answering(*[503] * 20))


STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
worker = os.fork()
print(worker or "", end="\\n" if worker else "", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not hasattr(run.os, "fork"), reason="this system has no process groups")
def test_a_site_that_does_not_stop_is_ended_with_its_workers(monkeypatch):
    monkeypatch.setattr(run, "SECONDS_TO_STOP", 0.2)
    command = [sys.executable, "-c", STUBBORN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as site:
        worker = int(site.stdout.readline())

        run.stop(site)

        # Its end of the pipe closes only when the worker, too, is gone.
        assert site.stdout.read() == ""
    assert site.returncode == -run.signal.SIGKILL
    assert worker > 0


class Process:
    """A process that ends when it is asked to, or with Ctrl-C while it is waited for."""

    def __init__(self, events, name, interrupted=False):
        self.events, self.name, self.interrupted = events, name, interrupted

    def terminate(self):
        self.events.append(f"{self.name} asked to end")

    def wait(self, timeout=None):
        if timeout is None and self.interrupted:
            raise KeyboardInterrupt
        self.events.append(f"{self.name} ended")
        return 0


@pytest.fixture
def serving(monkeypatch):
    """What happens, in order, to a site and a worker of which nothing is real; returns the list and a way to serve."""
    events = []

    def serve(interrupted=False, healthy=True):
        def check(site, port):
            if not healthy:
                raise run.SetUpError("The site stopped while it started; the lines above say why.")

        def begin(name, *rest):
            events.append(f"{name} started")
            return Process(events, name, interrupted)

        monkeypatch.setattr(run, "start_site", lambda port, environment: begin("site"))
        monkeypatch.setattr(run, "start_worker", lambda environment: begin("worker"))
        monkeypatch.setattr(run, "wait_until_healthy", check)
        return run.main(["--port", "8123"])

    for name in ("check_port", "ensure_installed", "stop_on_signals"):
        monkeypatch.setattr(run, name, lambda *args: None)
    monkeypatch.setattr(run, "prepare", lambda demo, environment: "")
    return events, serve


BOTH_END = ["site asked to end", "worker asked to end", "site ended", "worker ended"]


def test_ctrl_c_ends_the_site_and_its_worker(serving):
    events, serve = serving

    assert serve(interrupted=True) == 0

    assert events == ["site started", "worker started", *BOTH_END]


def test_the_worker_ends_with_the_site(serving):
    events, serve = serving

    assert serve() == 0

    assert events == ["site started", "worker started", "site ended", *BOTH_END]


def test_the_worker_does_not_outlive_a_site_that_can_not_start(serving):
    events, serve = serving

    assert serve(healthy=False) == 1

    assert events == ["site started", "worker started", *BOTH_END]


def test_the_worker_is_the_one_command_of_the_docs(monkeypatch):
    started = []
    monkeypatch.setattr(run.subprocess, "Popen", lambda command, **options: started.append((command, options)))

    run.start_worker({"PORT": "8123"})

    ((command, options),) = started
    assert command == [str(run.python()), "manage.py", "worker"]
    assert options == {"cwd": str(run.ROOT), "env": {"PORT": "8123"}, "start_new_session": True}


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_every_way_to_end_it_is_an_orderly_end(name, monkeypatch):
    before = {each: run.signal.getsignal(getattr(run.signal, each)) for each in ("SIGINT", "SIGTERM", "SIGHUP")}
    run.signal.signal(run.signal.SIGINT, run.signal.SIG_IGN)
    try:
        run.stop_on_signals()

        with pytest.raises(KeyboardInterrupt):
            run.signal.raise_signal(getattr(run.signal, name))
    finally:
        for each, handler in before.items():
            run.signal.signal(getattr(run.signal, each), handler)


# The tests -----------------------------------------------------------------


@pytest.fixture
def steps(monkeypatch):
    """Every step passes except those named in the returned set; the names come in the order they ran."""
    failing, ran = set(), []

    def stand_in(name):
        return name, lambda: ran.append(name) or name not in failing

    monkeypatch.setattr(run, "ensure_installed", lambda lock: None)
    monkeypatch.setattr(run, "ensure_chromium", lambda: None)
    for made in ("lint_steps", "pytest_steps"):
        real = getattr(run, made)
        monkeypatch.setattr(run, made, lambda *args, real=real: [stand_in(name) for name, _ in real(*args)])
    return failing, ran


def test_every_step_runs_although_one_fails(steps, capsys):
    failing, ran = steps
    failing.add("ruff format")

    assert run.main(["test"]) == 1

    assert ran == [
        "ruff check",
        "ruff format",
        "djlint",
        "mypy",
        "layers",
        "JavaScript",
        "pytest on SQLite, GDAL hidden",
        "pytest on PostgreSQL",
    ]
    summary = capsys.readouterr().out.splitlines()[-len(ran) :]
    assert [line.split()[0] for line in summary] == ["passed", "FAILED", *["passed"] * 6]


def test_all_steps_passing_is_success(steps):
    assert run.main(["test"]) == 0


def test_arguments_go_to_pytest_on_both_databases(steps):
    _, ran = steps

    assert run.main(["test", "-k", "today"]) == 0

    assert ran == ["pytest on SQLite, GDAL hidden", "pytest on PostgreSQL"]


def test_pytest_runs_on_each_database(monkeypatch):
    seen = []
    monkeypatch.setattr(run, "succeeds", lambda command, env: seen.append((command[-1], env)) or True)

    for _, action in run.pytest_steps(["-x"]):
        action()

    assert [(last, env["TEST_DATABASE"], env["HIDE_GDAL"]) for last, env in seen] == [
        ("-x", "sqlite", "1"),
        ("-x", "postgresql", ""),
    ]


@pytest.mark.parametrize(("ci", "result"), [("", None), ("true", False)])
def test_without_node_the_javascript_tests_are_skipped_but_fail_in_ci(ci, result, monkeypatch, capsys):
    monkeypatch.setattr(run, "node_version", lambda: 0)
    monkeypatch.setenv("CI", ci)

    assert run.run_javascript_tests() is result

    assert capsys.readouterr().out == "The JavaScript tests need Node 18 or newer, and it is not here.\n"


def test_chromium_comes_by_apt_for_root_on_debian_and_by_playwright_elsewhere(commands, monkeypatch):
    monkeypatch.setattr(run, "is_root", lambda: True)
    monkeypatch.setattr(run.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    run.ensure_chromium()
    assert [command[:2] for command in commands] == [["apt-get", "update"], ["apt-get", "install"]]
    assert "chromium" in commands[1]
    commands.clear()

    monkeypatch.setattr(run, "is_root", lambda: False)
    run.ensure_chromium()
    assert [command[1:] for command in commands] == [["-m", "playwright", "install", "chromium"]]


def test_a_chromium_that_is_here_is_used(commands, monkeypatch):
    monkeypatch.setattr(run.shutil, "which", lambda name: "/usr/bin/chromium" if name == "chromium" else None)

    run.ensure_chromium()

    assert commands == []
