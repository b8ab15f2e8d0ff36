"""Who may ask the page's server: this machine, under its own name, from the page itself; others by a token."""

from __future__ import annotations

import secrets
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HERE = ("127.0.0.1", "localhost", "[::1]")
COOKIE = "govsim"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Refuses requests under another host name (DNS rebinding), from other pages, and without the token if there is.

    Pure ASGI, so that a stream that its browser has given up is stopped.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...] = (), token: str = "") -> None:
        self.app = app
        self.hosts = {*HERE, *hosts}
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self._refuse(scope, Headers(scope=scope))
        await (refusal or self.app)(scope, receive, marked)

    def _refuse(self, scope: MutableMapping[str, Any], headers: Headers) -> Response | None:
        host = headers.get("host", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if name not in self.hosts:
            return PlainTextResponse("this server does not answer under this name", 421)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse("this server answers to its own page alone", 403)
        if not self.token:
            return None
        return self._without_token(scope, headers)

    def _without_token(self, scope: MutableMapping[str, Any], headers: Headers) -> Response | None:
        """Return None for a browser that knows the token; one that brings it in the address is given a cookie."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if self._is_token(given):
            answer = RedirectResponse(scope["path"], 303)
            answer.set_cookie(COOKIE, self.token, httponly=True, samesite="strict")
            return answer
        cookies = SimpleCookie(headers.get("cookie", ""))
        if COOKIE in cookies and self._is_token(cookies[COOKIE].value):
            return None
        return PlainTextResponse("open the address with the token that `govsim serve` has printed", 401)

    def _is_token(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), self.token.encode())
