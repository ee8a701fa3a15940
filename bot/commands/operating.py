"""`huiqi links`: what an operator looks at from time to time."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bot.commands.command import Command
from bot.commands.knowledge import add_knowledge
from bot.rendering.formats import counted

FOUND = 3
"""Exit status: the command ran and found something."""


def _links_arguments(parser: ArgumentParser) -> None:
    add_knowledge(parser)
    parser.add_argument("--pause", type=float, default=1.0, metavar="SECONDS", help="between requests to one host")
    parser.add_argument("--timeout", type=float, default=20.0, metavar="SECONDS", help="for one request")
    parser.add_argument("--keep", action="store_true", help="keep what was found for the figures of staff")
    parser.add_argument("--only", metavar="HOST", help="ask this host only")


def _links(arguments: Namespace) -> int:
    import asyncio

    from bot.operations.links import Manner, check_links
    from knowledge.documents import addresses
    from knowledge.loading import load_catalogue

    places = addresses(load_catalogue(arguments.knowledge, shipped=arguments.shipped), arguments.only)
    found = asyncio.run(check_links(list(places), Manner(arguments.pause, arguments.timeout)))
    broken, moved = [link for link in found if link.is_broken], [link for link in found if link.moved_to]
    why = {link.url: link.trouble or f"status {link.status}" for link in broken}
    for url, trouble in why.items():
        print(f"broken: {url}: {trouble} ({', '.join(places[url])})")
    for link in moved:
        print(f"moved: {link.url}: to {link.moved_to} ({', '.join(places[link.url])})")
    print(f"{counted(len(found), 'link')}, {len(broken)} broken, {len(moved)} moved")
    if arguments.keep:
        from bot.commands.database import with_store
        from bot.store.link_reports import keep_links

        with_store(lambda store: keep_links(store, len(found), why))
    return FOUND if broken else 0


COMMANDS = (
    Command("links", "Ask whether the sources' links still answer; status 3 where not.", _links_arguments, _links),
)
"""Commands of this module."""
