"""Keeps the tests on this machine: a connection to anywhere else is an error that says where it was going."""

import ipaddress
import socket


class OutsideWorldError(RuntimeError):
    """Not an OSError, which code under test may rightly catch."""


def is_here(host):
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    host = host.decode() if isinstance(host, bytes) else host
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse(host):
    raise OutsideWorldError(f"A test tried to reach {host}. Tests stay on this machine: put a stand-in there.")


def guarded_connect(connect):
    def guarded(sock, address):
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not is_here(address[0]):
            refuse(address[0])
        return connect(sock, address)

    return guarded


def guarded_lookup(lookup):
    def guarded(host, *args, **kwargs):
        if not is_here(host):
            refuse(host)
        return lookup(host, *args, **kwargs)

    return guarded


def stay_here(monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", guarded_connect(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect(socket.socket.connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup(socket.getaddrinfo))
