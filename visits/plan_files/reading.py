"""Reading a plan file: every error in it, with where it is, or what it says. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from visits.plan_files.checks import check
from visits.plan_files.errors import Facts, FileError, NotAPlan
from visits.plan_files.keys import DIRECTORY, FORMAT, SECTIONS, VERSION, Key, Part, Parts
from visits.plan_files.parsing import JSONObject, NotJSON, parse
from visits.plan_files.values import Wrong, kind_of


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What a file says, by the keys of ``visits.plan_files.keys``.

    Days, times and degrees are as Python knows them, prompts are one text, UUIDs are in small letters. Defaults are
    filled in, except in what other hunts know too.
    """

    hunt: Facts
    programme: Facts | None
    conundrums: list[Facts]
    hosts: list[Facts]
    venues: list[Facts]
    stops: list[Facts]
    routes: list[Facts]


def read_plan_file(content: bytes) -> PlanFile:
    """Return what the file says; raises NotAPlan with every error in it."""
    try:
        document = parse(content)
    except NotJSON as error:
        raise NotAPlan([FileError("", str(error))]) from None
    return read_document(document)


def read_document(document: object) -> PlanFile:
    """The same for a document that is JSON already."""
    refuse_other_formats(document)
    reading = Reading()
    facts = reading.part("file", document, "")
    check(facts, reading.errors)
    if reading.errors:
        raise NotAPlan(reading.errors)
    return PlanFile(**{name: facts[name] for name in PlanFile.__slots__})


def refuse_other_formats(document: object) -> None:
    """A file of another kind or version would have an error in every line: one will do."""
    if not isinstance(document, dict):
        raise NotAPlan([FileError("", f"A plan file is an object, not {kind_of(document)}.")])
    if document.get("format") != FORMAT:
        raise NotAPlan([FileError("format", f"This is not a plan file: it has to say “{FORMAT}” here.")])
    version = document.get("version")
    if version != VERSION or isinstance(version, bool):
        found = f"version {version}" if type(version) is int else kind_of(version)
        raise NotAPlan([FileError("version", f"This program reads version {VERSION}, not {found}.")])


class Reading:
    """One reading of a document: goes on after an error, and keeps them all."""

    def __init__(self) -> None:
        self.errors: list[FileError] = []

    def say(self, at: str, sentence: str) -> None:
        self.errors.append(FileError(at, sentence))

    def part(self, section: str, value: object, at: str) -> Facts:
        """The keys of an object that could be read, and the defaults of those left out."""
        if not isinstance(value, dict):
            self.say(at, f"This has to be an object, not {kind_of(value)}.")
            return {}
        self.repeated_and_unknown(section, value, at)
        facts = {} if section in DIRECTORY else {key.name: key.default for key in SECTIONS[section]}
        for key in SECTIONS[section]:
            if key.name in value:
                self.take(key, value[key.name], below(at, key.name), facts)
            elif key.required:
                self.say(below(at, key.name), "This is missing.")
        return facts

    def repeated_and_unknown(self, section: str, value: Mapping[str, object], at: str) -> None:
        for name in value.repeated if isinstance(value, JSONObject) else ():
            self.say(below(at, name), "This key is given more than once.")
        known = [key.name for key in SECTIONS[section]]
        for name in value.keys() - set(known):
            closest = get_close_matches(name, known, n=1)
            hint = f"Did you mean “{closest[0]}”?" if closest else f"Known here are: {', '.join(known)}."
            self.say(below(at, name), f"This key is not known. {hint}")

    def take(self, key: Key, value: object, at: str, facts: Facts) -> None:
        facts.pop(key.name, None)
        if value is None and key.nullable:
            facts[key.name] = None
        elif isinstance(key.takes, Part):
            facts[key.name] = self.part(key.takes.section, value, at)
        elif isinstance(key.takes, Parts):
            self.take_parts(key, key.takes, value, at, facts)
        else:
            try:
                facts[key.name] = key.takes(value)
            except Wrong as error:
                self.say(at + error.at, str(error))

    def take_parts(self, key: Key, takes: Parts, value: object, at: str, facts: Facts) -> None:
        if not isinstance(value, list):
            self.say(at, f"This has to be a list, not {kind_of(value)}.")
        elif len(value) > takes.most:
            self.say(at, f"There are {len(value):,} here: give {takes.most:,} or fewer.")
        else:
            parts = [self.part(takes.section, each, f"{at}[{place}]") for place, each in enumerate(value)]
            facts[key.name] = parts


def below(at: str, name: str) -> str:
    """The place of a key of the object at ``at``; a name that is no word is written as JSON writes it."""
    if not re.fullmatch(r"\w{1,60}", name):
        return f"{at}[{json.dumps(name[:60])}]"
    return f"{at}.{name}" if at else name
