"""The command line: one function a command; everything heavy is imported where it is used."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated, Any, cast

import typer

gc.disable()  # nothing that is imported becomes garbage; the assembly turns the collector on again
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads that nothing here uses, and that a fork would lose

from bot.channels.terminal.options import Format, InputError, Lang, Options, parse_day  # noqa: E402

UsageError = cast("type[Exception]", typer.BadParameter.__mro__[1])
"""What typer raises for an option or a command that does not exist; it gives that class no public name."""

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Huiqi 惠企")

LangOption = Annotated[Lang | None, typer.Option("--lang", help="Language of the reply.")]
DayOption = Annotated[str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day asked about.")]
PackOption = Annotated[list[Path] | None, typer.Option("--knowledge", help="Folder laid over the shipped pack.")]
ShippedOption = Annotated[bool, typer.Option("--shipped/--no-shipped", help="Use the shipped knowledge.")]
SessionOption = Annotated[Path | None, typer.Option("--session", help="File that keeps the conversation.")]


@app.command()
def ask(  # noqa: PLR0913, PLR0917 - one parameter an option of the command
    question: Annotated[str | None, typer.Argument(help="The question; none with --batch.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    batch: Annotated[str | None, typer.Option("--batch", help="JSON lines to answer; - reads standard input.")] = None,
    form: Annotated[Format, typer.Option("--format", help="Form of the answer.")] = Format.plain,
    explain: Annotated[bool, typer.Option("--explain", help="Show why each measure was found.")] = False,
    session: SessionOption = None,
    lang: LangOption = None,
    as_of: DayOption = None,
    knowledge: PackOption = None,
    shipped: ShippedOption = True,
) -> None:
    """Answer one question, or a file of them."""
    if batch is None and question is None:
        raise InputError("give a question, or --batch FILE")
    from bot.channels.terminal import asking

    options = Options(lang.value if lang else None, parse_day(as_of), tuple(knowledge or ()), shipped)
    if as_json:
        form = Format.json
    if batch is not None:
        asking.answer_batch(batch, options)
    else:
        asking.answer_one(question or "", options, form, session, explain=explain)


@app.command()
def chat(
    lang: LangOption = None, as_of: DayOption = None, knowledge: PackOption = None, shipped: ShippedOption = True
) -> None:
    """Talk in the terminal."""
    from bot.channels.terminal.chatting import converse

    converse(Options(lang.value if lang else None, parse_day(as_of), tuple(knowledge or ()), shipped))


@app.command()
def check(knowledge: PackOption = None, shipped: ShippedOption = True) -> None:
    """Check the knowledge: every fault with its place; exit status 3 where there is one."""
    from bot.channels.terminal.checking import check_knowledge

    sys.exit(check_knowledge(tuple(knowledge or ()), shipped=shipped))


@app.command()
def schema() -> None:
    """Print the JSON Schema of a measure file."""
    from bot.channels.terminal.checking import print_schema

    print_schema()


@app.command()
def screen(
    profile: Annotated[Path, typer.Option("--profile", help="YAML file: fact id to value.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    lang: LangOption = None,
    as_of: DayOption = None,
    knowledge: PackOption = None,
    shipped: ShippedOption = True,
) -> None:
    """Judge every measure for one enterprise."""
    from bot.channels.terminal.screening import screen_profile

    options = Options(lang.value if lang else None, parse_day(as_of), tuple(knowledge or ()), shipped)
    screen_profile(profile, options, as_json=as_json)


@app.command()
def run() -> None:
    """Serve: the chat page, and Telegram where a token is set."""
    from bot.serving import ServingError, serve
    from bot.settings import SettingsError, load_settings

    try:
        serve(load_settings())
    except (SettingsError, ServingError) as error:
        raise InputError(str(error)) from None


def main() -> None:
    """Run the command; every error a user can cause is one line on standard error and exit status 2."""
    from knowledge.errors import KnowledgeError

    _speak_utf8()
    try:
        app(standalone_mode=False)
    except KnowledgeError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        sys.exit(2)
    except InputError as error:
        print(f"huiqi: {error}", file=sys.stderr)
        sys.exit(2)
    except UsageError as error:
        print(_usage_line(error), file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(1)


def _speak_utf8() -> None:
    """UTF-8 in and out, whatever the locale."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.argv[1:] = map(_as_typed, sys.argv[1:])


def _as_typed(argument: str) -> str:
    """The argument as UTF-8, whatever the locale made of its bytes; as it is where they are none."""
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        return argument


def _usage_line(error: Any) -> str:
    """The whole help where no command was given, else one line."""
    message = error.format_message()
    if "\n" in message:
        return str(message)
    path = error.ctx.command_path if error.ctx is not None else "huiqi"
    return f"huiqi: {message.replace('Value error, ', '').rstrip('.')}; see '{path} --help'"
