"""What bare Starlette saves beside FastAPI: start-up, memory and packages of the same three routes, side by side.

Run it with a Python that has fastapi and uvicorn (a throw-away virtual environment); nothing else needs FastAPI:
`python -m venv /tmp/v && /tmp/v/bin/pip install fastapi uvicorn && /tmp/v/bin/python benchmarks/web_framework.py`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from importlib.metadata import requires

ROUNDS = 9
MEASURE = "import time, resource; print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
BEFORE = "import pydantic, pydantic.dataclasses, uvicorn\n"
"""What serving loads in either case."""
STARLETTE = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
async def answer(request): return JSONResponse({})
app = Starlette(routes=[Route(p, answer, methods=['POST']) for p in ('/api/ask', '/api/screen', '/api/measures')])
"""
FASTAPI = """
from fastapi import FastAPI
from pydantic import BaseModel
class Question(BaseModel):
    q: str
    lang: str | None = None
app = FastAPI()
async def answer(question: Question) -> dict[str, str]: return {}
for p in ('/api/ask', '/api/screen', '/api/measures'): app.post(p)(answer)
app.openapi()
"""


def measured(program: str) -> tuple[float, float]:
    """CPU seconds and MB of a fresh process that has built the application."""
    command = [sys.executable, "-c", BEFORE + program + MEASURE]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), float(said[1])


def main() -> None:
    """Prints medians of alternating rounds."""
    found: dict[str, list[tuple[float, float]]] = {"nothing": [], "Starlette": [], "FastAPI": []}
    for _ in range(ROUNDS):
        for name, program in (("nothing", ""), ("Starlette", STARLETTE), ("FastAPI", FASTAPI)):
            found[name].append(measured(program))
    ground = [statistics.median(values) for values in zip(*found.pop("nothing"), strict=True)]
    for name, rounds in found.items():
        seconds, megabytes = (statistics.median(values) for values in zip(*rounds, strict=True))
        print(f"{name}: +{(seconds - ground[0]) * 1000:.0f} ms CPU, +{megabytes - ground[1]:.1f} MB")
    print("FastAPI requires:", ", ".join(sorted(r for r in requires("fastapi") or () if "extra" not in r)))


if __name__ == "__main__":
    main()
