"""What is told to a group once, whichever process finds it first."""

from __future__ import annotations

from sqlalchemy import Connection, update

from bot.store.batch import insert
from bot.store.models import MARKS
from bot.store.store import Store
from bot.store.telling import post


async def tell_once(store: Store, group: tuple[int, int], about: str, state: str, text: str) -> bool:
    """Owes the group, (account, chat), one message when something has come into another state; whether it was owed now.

    `state` is "" where all is well, which is worth a word only after it was not.
    """

    def write(connection: Connection) -> bool:
        if not _is_new(connection, about, state):
            return False
        account, chat = group
        post(connection, account, "sendMessage", {"chat_id": chat, "text": text}, store.clock())
        return True

    return bool(await store.run(write))


def _is_new(connection: Connection, about: str, state: str) -> bool:
    """Whether nobody has noted this state before; from now on it is noted."""
    other = MARKS.c.value != state
    if state:
        mark = insert(connection.dialect, MARKS).values(key=about, value=state)
        noted = mark.on_conflict_do_update(index_elements=["key"], set_={"value": state}, where=other)
        return connection.execute(noted.returning(MARKS.c.key)).first() is not None
    noted = update(MARKS).where(MARKS.c.key == about, other).values(value=state)
    return connection.execute(noted.returning(MARKS.c.key)).first() is not None
