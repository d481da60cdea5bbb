import io
import json

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from reflections.exports import csv_file
from tests import builders
from tests.exporting import make_evidence, make_finding, read_csv


def export(*arguments):
    messages = io.StringIO()
    call_command("export", *arguments, stderr=messages)
    return messages.getvalue()


def test_a_programme_as_csv(reflection, tmp_path):
    target = tmp_path / "canal.csv"

    said = export("--programme", "canal-voices", "--format", "csv", "--output", str(target))

    assert [row["words"] for row in read_csv(target.read_bytes())] == ["Sample words."]
    assert said == f"Exported 1 reflections that may leave: {target}\n"
    assert target.stat().st_mode & 0o077 == 0


def test_a_hunt_alone(programme, reflection, dev, tmp_path):
    other = builders.make_hunt(programme, slug="other", title="Other hunt")
    builders.make_reflection(builders.make_participation(other, dev))

    export("--hunt", "other", "--format", "geojson", "--output", str(tmp_path / "other.geojson"))

    features = json.loads((tmp_path / "other.geojson").read_text())["features"]
    assert [feature["properties"]["hunt"] for feature in features] == ["Other hunt"]


def test_a_workbook_says_what_it_holds(reflection, tmp_path):
    export("--hunt", "canal-hunt", "--format", "xlsx", "--output", str(tmp_path / "canal.xlsx"))

    book = load_workbook(tmp_path / "canal.xlsx")
    assert [row[21].value for row in book["Reflections"]] == ["words", "Sample words."]
    assert ("Filter", "Hunt: Canal hunt") in list(book["About"].values)


def test_findings(programme, reflection, carys, tmp_path):
    make_evidence(make_finding(programme, carys), reflection)

    export("--programme", "canal-voices", "--what", "findings", "--format", "csv", "--output", str(tmp_path / "f.csv"))

    (row,) = read_csv((tmp_path / "f.csv").read_bytes())
    assert (row["sentence"], row["quote"]) == ("Leaders who back their staff matter.", "Sample words.")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_standard_output_carries_the_file_and_nothing_else(reflection, capfdbinary, kind):
    export("--programme", "canal-voices", "--format", kind, "--output", "-")

    content = capfdbinary.readouterr().out
    start = {"csv": b"\xef\xbb\xbfreflection_id,", "xlsx": b"PK\x03\x04"}[kind]
    assert content[: len(start)] == start
    if kind == "xlsx":
        assert load_workbook(io.BytesIO(content))["Reflections"].max_row == 2


def test_an_older_file_is_replaced(reflection, tmp_path):
    target = tmp_path / "canal.csv"
    target.write_text("older")

    export("--programme", "canal-voices", "--format", "csv", "--output", str(target))

    assert [row["words"] for row in read_csv(target.read_bytes())] == ["Sample words."]


def test_a_failure_leaves_no_half_file_and_the_older_one(reflection, tmp_path, monkeypatch):
    target = tmp_path / "canal.csv"
    target.write_text("older")

    def breaks(table):
        yield b"half"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(csv_file, "stream", breaks)

    with pytest.raises(CommandError, match="No space left on device"):
        export("--programme", "canal-voices", "--format", "csv", "--output", str(target))

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("canal.csv", "older")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--hunt", "nowhere", "--format", "csv"], "There is no hunt with the short name “nowhere”."),
        (["--programme", "canal-hunt", "--format", "csv"], "There is no programme with the short name “canal-hunt”."),
        (["--hunt", "canal-hunt", "--format", "pdf"], "invalid choice: 'pdf'"),
        (["--hunt", "canal-hunt"], "the following arguments are required: --format"),
        (["--format", "csv"], "one of the arguments --hunt --programme is required"),
        (["--hunt", "canal-hunt", "--programme", "canal-voices", "--format", "csv"], "not allowed with argument"),
        (
            ["--hunt", "canal-hunt", "--format", "geojson", "--what", "findings"],
            "There is no geojson file of findings. There are: reflections as xlsx, reflections as csv,",
        ),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_writes_nothing(reflection, tmp_path, arguments, message):
    with pytest.raises(CommandError) as error:
        export(*arguments, "--output", str(tmp_path / "file"))

    assert message in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_said(reflection, tmp_path):
    with pytest.raises(CommandError, match="can't be written: No such file or directory"):
        export("--hunt", "canal-hunt", "--format", "csv", "--output", str(tmp_path / "no" / "file.csv"))
