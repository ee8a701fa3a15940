"""Starts deploy/compose.yaml with podman: bot and PostgreSQL come up, answer, and lose nothing over a restart.

python -m scripts.compose_test   Needs what `make image-test` needs, podman-compose and, for the
network between the two containers, iptables. The image test comes first: its image is used.
The database's image is a stand-in made of Debian's PostgreSQL, which reads the variables that the usual image reads.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

from scripts.image_test import CONTAINERS_CONF, IMAGE, ROOT, TOOLS, base_image, run
from tests.telegram.processes import free_port

POSTGRES, PROJECT, SECONDS = "localhost/huiqi-test-postgres:bookworm", "huiqi-compose-test", 120
CONTAINERFILE = """\
FROM {base}
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql >/dev/null
COPY entry /entry
VOLUME /var/lib/postgresql/data
CMD ["sh", "/entry"]
"""
ENTRY = """\
set -eu
data=/var/lib/postgresql/data
PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
mkdir -p /var/run/postgresql && chown postgres $data /var/run/postgresql
if [ ! -s $data/PG_VERSION ]; then
    install -o postgres -m 600 "$POSTGRES_PASSWORD_FILE" /tmp/password
    su postgres -c "$(command -v initdb) -D $data -U $POSTGRES_USER -E UTF8 --auth=trust --pwfile=/tmp/password"
    sed -i '/^host/d' $data/pg_hba.conf
    echo 'host all all all scram-sha-256' >>$data/pg_hba.conf
    echo "CREATE DATABASE $POSTGRES_DB" | su postgres -c "$(command -v postgres) --single -D $data postgres"
fi
exec su postgres -c "exec $(command -v postgres) -D $data -c listen_addresses='*'"
"""


def database_image() -> None:
    """A PostgreSQL on the stand-in base, where there is none yet."""
    if not subprocess.run(["podman", "image", "exists", POSTGRES], check=False).returncode:
        return
    print("making a stand-in for the database's image", flush=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "entry").write_text(ENTRY, encoding="utf-8")
        (folder / "Containerfile").write_text(CONTAINERFILE.format(base=base_image(None)), encoding="utf-8")
        options = ("--isolation", "chroot", "--pull-never", "--format", "docker")
        run("buildah", "build", *options, "-t", POSTGRES, folder)


def ready(address: str) -> float:
    """Seconds until the bot says that it is."""
    began = time.monotonic()
    while time.monotonic() - began < SECONDS:
        with suppress(URLError, OSError):
            if urlopen(f"{address}/readyz", timeout=2).status == 200:
                return time.monotonic() - began
        time.sleep(0.2)
    sys.exit(f"compose-test: not ready after {SECONDS} s\n{run('podman', 'ps', '--all')}")


def main() -> None:
    missing = [tool for tool in (*TOOLS, "podman-compose", "iptables") if shutil.which(tool) is None]
    if missing or os.geteuid() != 0:
        sys.exit(f"compose-test did not run: it needs root and {', '.join(missing) or 'nothing more'}")
    with TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        (folder / "containers.conf").write_text(CONTAINERS_CONF, encoding="utf-8")
        shutil.copy(ROOT / "deploy/compose.yaml", folder)
        (folder / "secrets").mkdir()
        (folder / "secrets/telegram_token").write_text("7000000009:AAATokenThatNobodyKnows_0123456789abc", "utf-8")
        (folder / "secrets/database_password").write_text("aPasswordOfLetters1", "utf-8")
        os.environ |= {
            "CONTAINERS_CONF": str(folder / "containers.conf"),
            "HUIQI_IMAGE": f"localhost/{IMAGE}",
            "POSTGRES_IMAGE": POSTGRES,
            "HUIQI_PORT": str(port),
            "HUIQI_TELEGRAM_API_URL": "http://127.0.0.1:9",
        }
        database_image()
        compose = ("podman-compose", "--file", folder / "compose.yaml", "--project-name", PROJECT)
        try:
            run(*compose, "up", "--detach", "--no-build")
            try_out(f"http://127.0.0.1:{port}", *compose)
        finally:
            subprocess.run([*map(str, compose), "down", "--volumes"], capture_output=True, check=False)


def try_out(address: str, *compose: str | Path) -> None:
    """Up, asked, restarted, and still knowing what was asked; ends the program where that does not hold."""
    print(f"ready {ready(address):.1f} s after `up`", flush=True)
    visitor = build_opener(HTTPCookieProcessor(CookieJar()))
    form = urlencode({"text": "研发费加计扣除"}).encode()
    first = visitor.open(f"{address}/chat", form, timeout=20).read().decode()
    state = json.loads(urlopen(f"{address}/readyz", timeout=5).read())
    run(*compose, "restart")
    print(f"ready {ready(address):.1f} s after `restart`", flush=True)
    again = visitor.open(f"{address}/", timeout=20).read().decode()
    print(f"migrations {state['migrations']}, store {state['store']}, Telegram {state['telegram']['state']!r}")
    if not all("研发费用加计扣除" in page for page in (first, again)):
        sys.exit("compose-test: the conversation is not there after the restart")
    print("a question was answered, and the conversation is there after the restart")


if __name__ == "__main__":
    main()
