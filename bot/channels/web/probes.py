"""What orchestrators and Prometheus ask."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.channels.web.dependencies import WebDependencies
from bot.channels.web.visitors import page_language
from bot.operations.health import HealthReport
from bot.operations.metrics import CONTENT_TYPE
from bot.rendering.wording import wording


class ProbeRoutes:
    """The handlers of /healthz, /readyz and /metrics."""

    def __init__(self, deps: WebDependencies) -> None:
        self._deps = deps

    async def health(self, _request: Request) -> Response:
        """GET /healthz: 200 while the loop turns and the dispatcher is alive, else 503."""
        return _report(self._deps.health.live())

    async def ready(self, _request: Request) -> Response:
        """GET /readyz: 200 while requests may be sent here, else 503; Telegram's state is told, never judged."""
        return _report(self._deps.health.ready())

    async def metrics(self, request: Request) -> Response:
        """GET /metrics, behind a bearer token where one is set."""
        token = self._deps.settings.metrics_token
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token is not None and not secrets.compare_digest(given.encode(), token.encode()):
            sentence = wording(page_language(request, default="en"), "web_metrics_token")
            return PlainTextResponse(sentence, 401, {"www-authenticate": "Bearer"})
        metrics = self._deps.metrics
        metrics.loop_lag.set(self._deps.health.pulse.lag_seconds)
        metrics.knowledge_age.set((self._deps.today() - self._deps.knowledge().verified_on).days)
        return Response(metrics.exposition(), headers={"content-type": CONTENT_TYPE})


def _report(report: HealthReport) -> Response:
    return JSONResponse(dict(report.body), 200 if report.passed else 503, {"cache-control": "no-store"})
