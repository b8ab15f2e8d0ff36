"""The socket that the page is served on, and the server itself."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from govsim.errors import InputError

if TYPE_CHECKING:
    from fastapi import FastAPI


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        InputError: The port is taken, or the host is no name or address of this machine.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        raise InputError(
            f"cannot serve there: {error.strerror}; give another --port (0: any)", f"{host}:{port}"
        ) from None
    return listening


def serve_until_interrupted(app: FastAPI, listening: socket.socket) -> None:
    """Serve an application until Ctrl-C."""
    import uvicorn

    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1
    )
    uvicorn.Server(config).run(sockets=[listening])
