"""Asking another machine over HTTP with an end to it.

The time-out of a socket begins anew with every byte, so a server that drips its answer holds a page for ever. Here one
deadline covers connecting, asking and reading, over as many requests as are made on the connection.
"""

import io
import socket
import ssl
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit


class Deadline:
    def __init__(self, seconds: float):
        self.at = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds that are left; raises TimeoutError when none are."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class DeadlineConnection(HTTPConnection):
    """A connection to the host of an http or https ``url``; raises ValueError if that is none.

    It follows no redirect and knows no proxy.
    """

    def __init__(self, url: str, deadline: Deadline):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("Not an http or https address.")
        self.secure = parts.scheme == "https"
        self.default_port = 443 if self.secure else 80
        self.deadline = deadline
        super().__init__(parts.hostname, parts.port or self.default_port)

    def connect(self) -> None:
        sock = self.reach()
        if self.secure:
            # One time-out covers the whole handshake.
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
        self.sock = DeadlineSocket(sock, self.deadline)

    def reach(self) -> socket.socket:
        """Connect to the first address of the host that lets us; raises OSError when none does."""
        failure = OSError("The host has no address.")
        for family, kind, protocol, _, address in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(self.deadline.remaining())
                sock.connect(address)
            except OSError as error:
                sock.close()
                failure = error
            else:
                return sock
        raise failure


class DeadlineSocket:
    """As much of a socket as HTTPConnection uses."""

    def __init__(self, sock: socket.socket, deadline: Deadline):
        self.sock, self.deadline = sock, deadline

    def sendall(self, data) -> None:
        self.sock.settimeout(self.deadline.remaining())
        self.sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(DeadlineReader(self.sock, self.deadline))

    def close(self) -> None:
        self.sock.close()


class DeadlineReader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline):
        self.sock, self.deadline = sock, deadline
        # It keeps the socket open for reading when the connection has let go of it.
        self.stream = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int | None:
        self.sock.settimeout(self.deadline.remaining())
        return self.stream.readinto(buffer)

    def close(self) -> None:
        self.stream.close()
        super().close()
