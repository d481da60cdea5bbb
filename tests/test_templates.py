"""What every template of ours keeps to, whatever page it draws."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR) / "templates"
NAMES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.suffix in {".html", ".txt"})
PAGES = [name for name in NAMES if name.endswith(".html")]

FORBIDDEN = {
    "text that people typed and nobody escapes": r"\|\s*safe\b|\bsafeseq\b|autoescape\s+off",
    "an inline style": r"""<style\b|\sstyle\s*=""",
    "an inline event handler": r"""<[^>]*\son[a-z]+\s*=\s*["']""",
    "an address that runs a script": r"javascript:",
    "a file from another site": r"""<(?:script|link|img|iframe)\b[^>]*\s(?:src|href)\s*=\s*["']?(?:https?:)?//""",
    "a page that cannot be made bigger": r"user-scalable|maximum-scale",
    "focus that jumps by order": r"""tabindex\s*=\s*["']?[1-9]""",
}
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)


def read(name):
    return (ROOT / name).read_text()


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(name):
    assert get_template(name).template.name == name


@pytest.mark.parametrize("name", PAGES)
def test_template_keeps_the_rules(name):
    text = read(name)

    assert [problem for problem, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize("name", PAGES)
def test_scripts_are_files_or_data(name):
    inline = [tag for tag, body in SCRIPT.findall(read(name)) if "src=" not in tag]

    assert [tag for tag in inline if 'type="application/json"' not in tag] == []


@pytest.mark.parametrize("name", PAGES)
def test_forms_that_change_something_carry_a_token(name):
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", read(name), re.DOTALL)

    assert [form[:80] for form in forms if "{% csrf_token %}" not in form and "{% slot body %}" not in form] == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{ words|safe }}", "text that people typed and nobody escapes"),
        ('<p style="color: red">', "an inline style"),
        ('<p class="a" onclick="go()">', "an inline event handler"),
        ('<script src="https://elsewhere.example/a.js">', "a file from another site"),
    ],
)
def test_a_broken_rule_is_noticed(text, problem):
    assert [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text)] == [problem]


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("_subject.txt")])
def test_subjects_are_one_line(name):
    assert read(name).count("\n") == 1


def test_text_is_escaped_unless_a_template_says_otherwise():
    assert engines["django"].engine.autoescape
