"""Who asks: the visitor's cookie, address, language and whether the way was encrypted."""

from __future__ import annotations

import hashlib
import re
import secrets
from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection
from starlette.responses import Response

from bot.channels.web.dependencies import WebSettings
from bot.rendering.wording import LANGUAGES

VISITOR_COOKIE = "huiqi_visitor"
LANGUAGE_COOKIE = "huiqi_language"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_SECONDS_A_DAY = 86_400


def visitor_token(connection: HTTPConnection) -> str | None:
    """The visitor's secret as the browser sent it; None where there is none of our shape."""
    token = connection.cookies.get(VISITOR_COOKIE, "")
    return token if _TOKEN.fullmatch(token) else None


def new_token() -> str:
    """A secret that nobody guesses."""
    return secrets.token_urlsafe(24)


def conversation_key(token: str) -> str:
    """The key in the store: a digest, so that whoever reads the store cannot pose as the visitor."""
    return "web:" + hashlib.sha256(token.encode()).hexdigest()[:40]


def remember_visitor(response: Response, token: str, connection: HTTPConnection, settings: WebSettings) -> None:
    """Sets the visitor's cookie for as long as conversations are kept."""
    _set_cookie(response, VISITOR_COOKIE, token, connection, settings)


def remember_language(response: Response, language: str, connection: HTTPConnection, settings: WebSettings) -> None:
    """Sets the language that the visitor chose."""
    _set_cookie(response, LANGUAGE_COOKIE, language, connection, settings)


def _set_cookie(response: Response, name: str, value: str, connection: HTTPConnection, settings: WebSettings) -> None:
    response.set_cookie(
        name,
        value,
        max_age=settings.retention_days * _SECONDS_A_DAY,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_encrypted(connection, settings),
    )


def chosen_language(connection: HTTPConnection) -> str | None:
    """The language that the visitor chose; None where none was."""
    language = connection.cookies.get(LANGUAGE_COOKIE)
    return language if language in LANGUAGES else None


def page_language(connection: HTTPConnection, default: str = "zh") -> str:
    """The language of the page around the answers: the chosen one, else the browser's first that there is."""
    chosen = chosen_language(connection)
    if chosen is not None:
        return chosen
    wanted = connection.headers.get("accept-language", "")[:200]
    ranked = sorted(enumerate(wanted.split(",")), key=lambda entry: (-_weight(entry[1]), entry[0]))
    for _, entry in ranked:
        language = entry.split(";")[0].strip().lower().split("-")[0]
        if language in LANGUAGES:
            return language
    return default


def _weight(entry: str) -> float:
    match = re.search(r";\s*q=([01](?:\.\d{0,3})?)\s*$", entry)
    return float(match[1]) if match else 1.0


def is_encrypted(connection: HTTPConnection, settings: WebSettings) -> bool:
    """Whether the browser came by https, as far as a trusted proxy says so."""
    if is_trusted(peer(connection), settings):
        forwarded = connection.headers.get("x-forwarded-proto", "").split(",")[0].strip()
        if forwarded:
            return forwarded == "https"
    return connection.url.scheme == "https"


def caller(connection: HTTPConnection, settings: WebSettings) -> str:
    """Whom a rate belongs to: the address in front of the trusted proxies; of IPv6 the /64 network."""
    address = peer(connection)
    hops = connection.headers.get("x-forwarded-for", "").split(",")
    while is_trusted(address, settings) and hops:
        address = hops.pop().strip() or address
    return _network(address)


def is_trusted(address: str, settings: WebSettings) -> bool:
    """Whether the address is one of the operator's proxies."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in settings.trusted_proxies)


def peer(connection: HTTPConnection) -> str:
    """The address at the other end of the connection; empty where there is none."""
    return connection.client.host if connection.client else ""


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)
