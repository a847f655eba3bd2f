"""Frames on a channel between processes: a length, and as many bytes.

What goes to a worker is pickled: it was made here. What comes back is bytes and never unpickled.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socket import socket

LENGTH = struct.Struct(">Q")
# What a worker gives, or why it gives nothing; before it, that it does no more jobs.
GIVEN, FAILED, LAST = b"=", b"!", b"."


def send(channel: socket, frame: bytes) -> None:
    """Send a frame, whole."""
    channel.sendall(LENGTH.pack(len(frame)))
    channel.sendall(frame)


def receive(channel: socket) -> bytes | None:
    """Receive a frame; nothing if the other end was closed before it was whole."""
    if (head := _read(channel, LENGTH.size)) is None:
        return None
    return _read(channel, LENGTH.unpack(head)[0])


def _read(channel: socket, size: int) -> bytes | None:
    read = bytearray()
    while len(read) < size:
        if not (piece := channel.recv(min(size - len(read), 1 << 20))):
            return None
        read += piece
    return bytes(read)
