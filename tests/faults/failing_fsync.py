"""A process whose fsync and fdatasync fail with EIO, and everything that it starts.

A seccomp filter answers these two calls in the place of the kernel. It needs no right and no tool,
only Linux.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from typing import Final

_CALLS: Final = {"x86_64": (74, 75), "aarch64": (82, 83)}
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2
_LOAD_WORD: Final = 0x20
_JUMP_IF_EQUAL: Final = 0x15
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_FAIL: Final = 0x00050000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def fail_from_now_on() -> None:
    """Let fsync and fdatasync of this process, and of all it starts, fail with EIO."""
    fsync, fdatasync = _CALLS[platform.machine()]
    steps = [
        (_LOAD_WORD, 0, 0, 0),  # the number of the call
        (_JUMP_IF_EQUAL, 1, 0, fsync),
        (_JUMP_IF_EQUAL, 0, 1, fdatasync),
        (_RETURN, 0, 0, _FAIL | errno.EIO),
        (_RETURN, 0, 0, _ALLOW),
    ]
    text = b"".join(struct.pack("HBBI", *step) for step in steps)
    kept = ctypes.create_string_buffer(text, len(text))
    program = _Program(len(steps), ctypes.cast(kept, ctypes.c_void_p))
    kernel = ctypes.CDLL(None, use_errno=True)
    for call in (
        (_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program)),
    ):
        if kernel.prctl(*call) != 0:
            raise OSError(ctypes.get_errno(), "seccomp is not there")
