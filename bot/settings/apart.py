"""Reads the settings in a process of its own: python -m bot.settings.apart.

What reads and checks them takes 10 MB and is needed once, at the start. The process prints, pickled, the settings or
the line that says what is wrong with them; meanwhile who serves loads what it serves with.
"""

from __future__ import annotations

import pickle
import subprocess
import sys

from bot.settings.values import Settings, SettingsError


class Reading:
    """Settings that are being read, since this was made."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None
        try:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "bot.settings.apart"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            self._child = None

    def settings(self) -> Settings:
        """Them, once they are read; in this process where the other one failed. Raises: SettingsError."""
        said = self._child.communicate()[0] if self._child is not None else b""
        if self._child is None or self._child.returncode:
            from bot.settings.reading import load_settings

            return load_settings()
        found: Settings | str = pickle.loads(said)  # noqa: S301 - a process of our own has just written it
        if isinstance(found, str):
            raise SettingsError(found)
        return found


def main() -> None:
    """Read, and print what was read."""
    from bot.settings.reading import load_settings

    found: Settings | str
    try:
        found = load_settings()
    except SettingsError as error:
        found = str(error)
    sys.stdout.buffer.write(pickle.dumps(found))


if __name__ == "__main__":
    main()
