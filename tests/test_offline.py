"""Nothing here needs another machine: all tests run where there is none, and this shows it."""

import errno
import socket
import subprocess
import sys

import pytest
from conftest import ROOT, made

OFFLINE = [sys.executable, str(ROOT / "tests" / "offline.py")]
OTHER_MACHINE = ("192.0.2.1", 80)  # an address for examples, RFC 5737
KNOCK = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])))"


def interfaces() -> list[str]:
    """List the networks this process sees."""
    return [name for _, name in socket.if_nameindex()]


def test_a_command_that_leaves_the_network_reaches_nobody(tmp_path):
    """The canary: a server that the same command reaches as long as it stays in this network."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        knock = [sys.executable, "-c", KNOCK, str(canary.getsockname()[1])]
        assert subprocess.run(knock).returncode == 0
        away = subprocess.run([*OFFLINE, *knock], capture_output=True, text=True)
    if "with the network of this machine" in away.stderr:
        pytest.skip(away.stderr.strip())
    assert away.returncode == 1
    assert "ConnectionRefusedError" in away.stderr  # loopback is there, the canary is not


def test_a_command_that_leaves_the_network_keeps_loopback_and_its_status():
    """A server and its visitor, as a notebook and its kernel; the exit status is handed on."""
    code = (
        "import socket; server = socket.create_server(('127.0.0.1', 0));"
        "socket.create_connection(server.getsockname()); raise SystemExit(3)"
    )
    assert subprocess.run([*OFFLINE, sys.executable, "-c", code]).returncode == 3


def test_these_tests_reach_no_other_machine():
    """`make test` starts them without any network but loopback."""
    if interfaces() != ["lo"]:
        pytest.skip("started with a network: by pytest alone, or where a namespace is refused")
    with socket.socket() as visitor, pytest.raises(OSError) as refused:
        visitor.connect(OTHER_MACHINE)
    assert refused.value.errno == errno.ENETUNREACH


def test_make_test_leaves_the_network():
    """Both runs of pytest, the tests and the notebooks."""
    runs = [command for command in made("test") if "/pytest " in command]
    assert len(runs) == 2
    assert all(run.split()[1] == "tests/offline.py" for run in runs), runs
