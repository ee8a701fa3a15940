"""The files that the page needs: read once, addressed by their content so that browsers may keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_TYPES = {
    "page.css": "text/css; charset=utf-8",
    "shared.js": "text/javascript; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "console.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file."""

    content: bytes
    media_type: str
    digest: str


class Assets:
    """All files of static/."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self._assets = assets

    def address(self, name: str) -> str:
        """Where the file is found; another content has another address. Raises: KeyError."""
        return f"/static/{name}?v={self._assets[name].digest}"

    async def serve(self, request: Request) -> Response:
        """The file that the path names. Raises: HTTPException (404)."""
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        current = request.query_params.get("v") == asset.digest
        return Response(
            asset.content,
            media_type=asset.media_type,
            headers={"cache-control": FOREVER if current else BRIEFLY},
        )


def load_assets() -> Assets:
    """The files that ship with the package."""
    folder = files("bot.channels.web").joinpath("static")
    return Assets({name: _asset(folder.joinpath(name).read_bytes(), media_type) for name, media_type in _TYPES.items()})


def _asset(content: bytes, media_type: str) -> Asset:
    return Asset(content, media_type, hashlib.sha256(content).hexdigest()[:12])
