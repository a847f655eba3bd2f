"""Frames on a channel between processes: a length, and as many bytes.

What goes to a worker is pickled: it was made here. What comes back is bytes and never unpickled.
"""

from __future__ import annotations

import json
import struct
from functools import lru_cache
from socket import MSG_WAITALL
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from socket import socket

LENGTH = struct.Struct(">Q")
# What a worker gives, or why it gives nothing; before it, that it does no more jobs.
GIVEN, FAILED, LAST = b"=", b"!", b"."


def send(channel: socket, *parts: bytes) -> None:
    """Send a frame, whole and at once: who reads it wakes up once."""
    channel.sendall(b"".join((LENGTH.pack(sum(map(len, parts))), *parts)))


def receive(channel: socket) -> bytes | None:
    """Receive a frame; nothing if the other end was closed before it was whole."""
    head = channel.recv(LENGTH.size, MSG_WAITALL)
    size = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else -1
    frame = channel.recv(size, MSG_WAITALL) if size > 0 else b""
    return frame if len(frame) == size else None


def write_answer(body: bytes, media_type: str = "", **headers: Any) -> bytes:
    """Write an answer over HTTP: its headers as a line of JSON, then its body.

    Where nothing of what is `acceptable` is accepted, that alone is told.
    """
    told = {"Content-Type": media_type, **headers} if media_type else headers
    return json.dumps(told).encode() + b"\n" + body


class HttpAnswer(NamedTuple):
    """An answer over HTTP: its headers, and its body."""

    headers: Mapping[str, Any]
    body: bytes


def split_answer(written: bytes) -> HttpAnswer:
    """Read the headers and the body of an answer."""
    head, _, body = written.partition(b"\n")
    return HttpAnswer(_read_headers(head), body)


@lru_cache(maxsize=64)  # most answers have the headers of the one before
def _read_headers(head: bytes) -> Mapping[str, Any]:
    return MappingProxyType(json.loads(head))
