"""A command → the same command on a machine that is alone: a network of its own, loopback only.

    python tests/offline.py pytest -q

Linux gives any process such a network, in a namespace. Elsewhere, or where a container forbids it,
one line says so and the command runs with the network there is.
"""

import ctypes
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # <linux/sched.h>
SET_FLAGS, UP = 0x8914, 1  # <linux/sockios.h>, <linux/if.h>


def leave_network() -> None:
    """Move this process into a network of loopback only; OSError where that is not allowed."""
    user, group = os.geteuid(), os.getegid()
    try:
        _unshare(NEW_NETWORK)  # root
    except PermissionError:
        _unshare(NEW_USER | NEW_NETWORK)
        # whoever runs it stays who they are, and has no more rights once the command begins
        for name, line in (
            ("setgroups", "deny"),
            ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"),
        ):
            Path("/proc/self", name).write_text(line, "ascii")
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh", b"lo", UP))


def _unshare(flags: int) -> None:
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        failed = libc.unshare(flags)
    except AttributeError:
        raise OSError("this system has no namespaces") from None
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    try:
        leave_network()
    except OSError as error:
        print(f"tests: with the network of this machine ({error})", file=sys.stderr)
    os.execvp(sys.argv[1], sys.argv[1:])
