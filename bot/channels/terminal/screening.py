"""`huiqi screen`: every measure judged for one enterprise, from a sentence or a file of facts."""

from __future__ import annotations

import json
from pathlib import Path

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.screens import Screens
from bot.assistant.sorting import sort
from bot.assistant.views import Enquirer, Viewer
from bot.channels.terminal.options import InputError, Options
from bot.rendering import plain
from bot.rendering.api import screening_json
from intents.background import Background
from knowledge.errors import KnowledgeError
from knowledge.profiles import read_profile
from knowledge.values import FactValue, to_json
from knowledge.yamlfile import read_yaml


def screen_enterprise(message: str | None, path: Path | None, options: Options, *, as_json: bool) -> None:
    """Print what the whole catalogue means for an enterprise, told in a sentence, in a file or both.

    Raises: KnowledgeError, InputError.
    """
    if path is not None and not path.exists():
        raise InputError(f"--profile {path}: there is no such file")
    assistant = options.assistant()
    day = options.day(assistant)
    facts = read_facts_file(path, assistant) if path is not None else {}
    understood = assistant.understander.understand(message or "", day, Background())
    language = options.language or (understood.language if message else "zh")
    viewer = Viewer(assistant.catalogue, assistant.wordings[language], widest=assistant.understander.policy.widest)
    facts |= viewer.links.read(understood.values)
    if as_json:
        found = sort(viewer.catalogue, Enquirer(facts, day)).found
        measures = [viewer.view(one.id, Enquirer(facts, day)) for one in found.decided]
        print(json.dumps(screening_json(found, measures), ensure_ascii=False))
        return
    profile = {fact: to_json(value) for fact, value in facts.items()}
    answer, _ = Screens(viewer).answer(Conversation(profile=profile), day)
    print(plain.render(answer))


def read_facts_file(path: Path, assistant: Assistant) -> dict[str, FactValue]:
    """The facts of a profile file. Raises: KnowledgeError with every fault."""
    read, problems = read_yaml(path)
    if problems:
        raise KnowledgeError(problems)
    facts, findings = read_profile(read.data, assistant.catalogue.context.vocabulary, assistant.catalogue.regions)
    if findings:
        raise KnowledgeError(read.problem(at, message) for at, message in findings)
    return facts
