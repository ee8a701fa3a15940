"""Builds the image without a Docker engine, runs it against a Telegram of its own, kills it, and judges what it is.

python -m scripts.image_test [BASE]   BASE: the base image; without it a stand-in is made with mmdebstrap.
Needs root and Debian's buildah, podman, runc, conmon, netavark, aardvark-dns, catatonit, and mmdebstrap for the base.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tests.telegram.processes import free_port
from tests.telegram_server import TelegramServer

ROOT = Path(__file__).resolve().parent.parent
IMAGE, STAND_IN, VOLUME, NAME = "huiqi:test", "localhost/huiqi-test-base:bookworm", "huiqi-test-data", "huiqi-test"
TOOLS = ("buildah", "podman", "runc", "conmon", "mmdebstrap")
FOR_PIP = ("/etc/pip.conf", "/etc/xdg/pip", "/etc/ssl/certs")
"""How this machine reaches packages: mounted for the build only."""
CONTAINERS_CONF = """\
[containers]
default_ulimits = ["nofile=1024:4096", "nproc=4096:8192"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
"""
LOCKED_DOWN = ("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
LARGEST_MEGABYTES, LONGEST_SECONDS = 150.0, 3.0
CHATS, EACH = 10, 8


def run(*words: str | Path) -> str:
    """What the command prints; its own complaint where it fails."""
    done = subprocess.run([*map(str, words)], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"image-test: {' '.join(map(str, words))}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout.strip()


def base_image(given: str | None) -> str:
    """The base that is given, or a Debian with Python in its place."""
    if given:
        return given
    if subprocess.run(["podman", "image", "exists", STAND_IN], check=False).returncode:
        print("making a stand-in for the base image", flush=True)
        with TemporaryDirectory() as folder:
            archive = Path(folder, "base.tar")
            run(
                "mmdebstrap", "--variant=minbase", "--include=python3,python3-venv,ca-certificates", "bookworm", archive
            )
            run("podman", "import", "--quiet", archive, STAND_IN)
    return STAND_IN


def build(base: str) -> None:
    """The image, by its Dockerfile."""
    mounts = [word for path in FOR_PIP if Path(path).exists() for word in ("-v", f"{path}:{path}:ro")]
    options = ("--isolation", "chroot", "--layers", "--pull-never", "--format", "docker")
    run("buildah", "build", *options, "--build-arg", f"BASE={base}", *mounts, "-t", IMAGE, ".")


def inspected(image: str) -> dict[str, Any]:
    """What podman knows of an image."""
    found: dict[str, Any] = json.loads(run("podman", "image", "inspect", image))[0]
    return found


def start(port: int, telegram: TelegramServer) -> float:
    """Starts a container on the volume; seconds until it is ready."""
    settings = {
        "HUIQI_HTTP_PORT": str(port),
        "HUIQI_HTTP_HOST": "127.0.0.1",
        "HUIQI_TELEGRAM_TOKEN": telegram.token,
        "HUIQI_TELEGRAM_API_URL": telegram.url,
    }
    given = [word for name, value in settings.items() for word in ("-e", f"{name}={value}")]
    where = ("--name", NAME, "--network", "host", "-v", f"{VOLUME}:/data")
    began = time.monotonic()
    run("podman", "run", "-d", *where, *LOCKED_DOWN, *given, IMAGE)
    while time.monotonic() - began < 60:
        with suppress(URLError, OSError):
            if urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1).status == 200:
                return time.monotonic() - began
        time.sleep(0.02)
    sys.exit(f"image-test: not ready after a minute\n{run('podman', 'logs', NAME)}")


async def lose_nothing(port: int) -> tuple[float, float]:
    """Asks, kills in the middle, starts again on the same volume; seconds until ready, both times."""
    telegram = TelegramServer(latency=0.05)
    await telegram.start()
    try:
        cold = await asyncio.to_thread(start, port, telegram)
        titles = (await asyncio.to_thread(titles_of, port))[:EACH]
        for title in titles:
            for chat in range(1, CHATS + 1):
                await telegram.write(chat, title)
        await telegram.until(lambda: sum(len(telegram.sent(chat)) for chat in range(1, CHATS + 1)) >= CHATS, 30)
        await asyncio.to_thread(run, "podman", "kill", "--signal", "KILL", NAME)
        await asyncio.to_thread(run, "podman", "rm", NAME)
        warm = await asyncio.to_thread(start, port, telegram)
        await telegram.until(lambda: all(answered(telegram.sent(chat), titles) for chat in range(1, CHATS + 1)), 60)
    finally:
        await telegram.stop()
    return cold, warm


def titles_of(port: int) -> list[str]:
    """The measures' titles: each is a question whose answer can be told from the others."""
    listed = json.loads(urlopen(f"http://127.0.0.1:{port}/api/measures?lang=zh", timeout=10).read())
    return [measure["name"] for measure in listed["measures"]]


def answered(sent: list[str], titles: list[str]) -> bool:
    """Whether every question has its answer, in order; a repeated one is no loss."""
    rest = iter(sent)
    return all(any(title in text[:400] for text in rest) for title in titles)


def judge_running() -> dict[str, str]:
    """What is asked of the container while it runs."""
    inside = ("podman", "exec", NAME)
    attempt = subprocess.run([*inside, "touch", "/opt/huiqi/x"], capture_output=True, text=True, check=False)
    compilers = run(*inside, "sh", "-c", "command -v gcc cc g++ make pip || true")
    return {
        "user": run(*inside, "id", "-u"),
        "root is read-only": str("Read-only" in attempt.stderr),
        "compiler or installer": compilers or "none",
        "healthcheck": run("podman", "healthcheck", "run", NAME) or "healthy",
    }


def judge_image(base: str) -> tuple[float, dict[str, str]]:
    """Megabytes of our layers over the base, and what the image says of itself."""
    image, under = inspected(IMAGE), inspected(base)
    config = image["Config"]
    said = {
        "stop signal": config.get("StopSignal", ""),
        "labels": ", ".join(sorted(name.rsplit(".", 1)[-1] for name in config["Labels"] if "opencontainers" in name)),
        "healthcheck set": str(bool(image.get("Healthcheck") or config.get("Healthcheck"))),
        "user set": config.get("User", ""),
    }
    return (image["Size"] - under["Size"]) / 1e6, said


def main() -> None:
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing or os.geteuid() != 0:
        lacking = f"missing: {', '.join(missing)}" if missing else "it needs root"
        sys.exit(
            f"image-test did not run: {lacking}; as root: apt-get install buildah mmdebstrap runc podman conmon "
            "netavark aardvark-dns catatonit"
        )
    with TemporaryDirectory() as folder:
        settings = Path(folder, "containers.conf")
        settings.write_text(CONTAINERS_CONF, encoding="utf-8")
        os.environ["CONTAINERS_CONF"] = str(settings)
        base = base_image(sys.argv[1] if len(sys.argv) > 1 else None)
        began = time.monotonic()
        build(base)
        print(f"built in {time.monotonic() - began:.0f} s", flush=True)
        megabytes, said = judge_image(base)
        try:
            cold, warm = asyncio.run(lose_nothing(free_port()))
            said |= judge_running()
            stopped = run("podman", "stop", "--time", "30", NAME)
            code = run("podman", "inspect", "--format", "{{.State.ExitCode}}", NAME) if stopped else "?"
        finally:
            subprocess.run(["podman", "rm", "--force", NAME], capture_output=True, check=False)
            subprocess.run(["podman", "volume", "rm", "--force", VOLUME], capture_output=True, check=False)
    print(f"our layers: {megabytes:.0f} MB (at most {LARGEST_MEGABYTES:.0f})")
    print(f"cold start to ready: {cold:.1f} s, again on the same volume: {warm:.1f} s (at most {LONGEST_SECONDS:.0f})")
    print(f"{CHATS * EACH} questions, killed in the middle: every one answered, in order; stopped with status {code}")
    for name, value in said.items():
        print(f"{name}: {value}")
    wrong = said["user"] == "0" or said["root is read-only"] != "True" or said["compiler or installer"] != "none"
    if wrong or code != "0" or megabytes > LARGEST_MEGABYTES or max(cold, warm) > LONGEST_SECONDS:
        sys.exit("image-test: not as it should be")


if __name__ == "__main__":
    main()
