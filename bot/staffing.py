"""What serving does for support staff beside the console: the link to the first account."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.store.store import Store

NOBODY = ""
"""The name in a link for the very first account: whoever uses it chooses one."""


async def invite_first(store: Store, address: str) -> None:
    """Prints a link to make the first account, as long as nobody can sign in; on the terminal, never in the log."""
    from bot.store.staff import Staff

    staff = Staff(store)
    if await staff.is_empty():
        secret = await staff.make_link(NOBODY)
        print(f"Staff console: make the first account, once: {address}/console/welcome/{secret}", file=sys.stderr)
