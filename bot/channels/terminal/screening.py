"""`huiqi screen`: every measure judged for one enterprise, from a file of facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.assistant.assistant import Assistant
from bot.assistant.views import Enquirer, Viewer
from bot.channels.terminal.options import InputError, Options
from bot.rendering.api import measure_json
from knowledge.errors import KnowledgeError
from knowledge.profiles import read_profile
from knowledge.screening import Candidate, Screening, screen
from knowledge.validity import availability, is_in_force
from knowledge.values import FactValue
from knowledge.yamlfile import read_yaml


def screen_profile(path: Path, options: Options, *, as_json: bool) -> None:
    """Print what the whole catalogue means for the enterprise. Raises: KnowledgeError, InputError."""
    if not path.exists():
        raise InputError(f"--profile {path}: there is no such file")
    assistant = options.assistant()
    facts = read_facts_file(path, assistant)
    day = options.day(assistant)
    found = screen_all(assistant, facts, day)
    viewer = Viewer(assistant.catalogue, assistant.wordings[options.language or "zh"])
    measures = [viewer.view(one.id, Enquirer(facts, day)) for one in found.decided]
    if as_json:
        print(json.dumps(_as_data(found, [measure_json(m) for m in measures]), ensure_ascii=False))
        return
    for measure in measures:
        status = viewer.wording("short_" + measure.availability)
        print(f"{viewer.wording('screen_' + str(measure.verdict))}  {measure.name} ({status})")
    print(viewer.wording("screen_rest", undecided=len(found.undecided), undecidable=found.undecidable))
    if found.next_question:
        print(viewer.question(found.next_question))


def screen_all(assistant: Assistant, facts: Mapping[str, FactValue], day: date) -> Screening:
    """The whole catalogue for one enterprise on one day; measures announced later are left out."""
    catalogue = assistant.catalogue
    patience = catalogue.pack.unconfirmed_after_days
    candidates = [
        Candidate(m.id, catalogue.subjects[m.id], is_in_force(availability(m, day, patience)))
        for m in catalogue.measures.values()
        if m.validity.announced <= day
    ]
    return screen(candidates, facts, day, catalogue.context)


def read_facts_file(path: Path, assistant: Assistant) -> dict[str, FactValue]:
    """The facts of a profile file. Raises: KnowledgeError with every fault."""
    read, problems = read_yaml(path)
    if problems:
        raise KnowledgeError(problems)
    facts, findings = read_profile(read.data, assistant.catalogue.context.vocabulary, assistant.catalogue.regions)
    if findings:
        raise KnowledgeError(read.problem(at, message) for at, message in findings)
    return facts


def _as_data(found: Screening, measures: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "measures": measures,
        "undecided": len(found.undecided),
        "undecidable": found.undecidable,
        "next_question": found.next_question,
    }
