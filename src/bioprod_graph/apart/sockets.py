"""No sockets: a filter of system calls, seccomp(2) of Linux, for this thread and what it starts.

https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html – a program of four
instructions: load the number of the call; if it is that of socket(2), refuse; else allow.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

# The number of socket(2) by machine, which never changes.
_SOCKET = {"x86_64": 41, "aarch64": 198}
_LOAD, _IF_EQUAL, _GIVE = 0x20, 0x15, 0x06
_REFUSE, _ALLOW = 0x0005_0000 | errno.EACCES, 0x7FFF_0000
_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def forbid_sockets() -> bool:
    """Let this thread open no socket from now on; tell whether this system can do so."""
    number = _SOCKET.get(os.uname().machine)
    if number is None:
        return False
    # Each instruction: what to do, how far to jump if so and if not, and a value.
    instructions = (
        struct.pack("=HBBI", _LOAD, 0, 0, 0),
        struct.pack("=HBBI", _IF_EQUAL, 0, 1, number),
        struct.pack("=HBBI", _GIVE, 0, 0, _REFUSE),
        struct.pack("=HBBI", _GIVE, 0, 0, _ALLOW),
    )
    content = ctypes.create_string_buffer(b"".join(instructions))
    program = _Program(len(instructions), ctypes.addressof(content))
    # A thread that can gain no privileges may give itself a filter.
    return _control(_SET_NO_NEW_PRIVILEGES, 1) and _control(
        _SET_SECCOMP, _FILTER_MODE, ctypes.addressof(program)
    )


def _control(*words: int) -> bool:
    control = ctypes.CDLL(None).prctl
    control.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)
    return bool(control(*words, *[0] * (5 - len(words))) == 0)
