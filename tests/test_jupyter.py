"""What `make lab` starts, read from JupyterLab itself once it has put all its settings together."""

import json
import os
import re
import shlex
import subprocess
import sys

import pytest
from conftest import ROOT, made

NOTIFICATIONS = "@jupyterlab/apputils-extension:notification"
# Prints what holds after command line, configuration files and defaults; starts nothing.
READ = f"""
import json, sys
from jupyterlab.labapp import LabApp
from jupyterlab_server.settings_utils import _get_overrides, get_settings

server = LabApp.initialize_server(argv=sys.argv[1:])
(lab,) = server.extension_manager.extension_apps["jupyterlab"]
kernel = server.kernel_manager.kernel_manager_factory(parent=server.kernel_manager)
overrides, problem = _get_overrides(lab.app_settings_dir)
folders = lab.app_settings_dir, lab.schemas_dir, lab.user_settings_dir
shown, _ = get_settings(*folders, "{NOTIFICATIONS}", overrides=overrides)
names = ("ip", "allow_origin", "allow_origin_pat", "allow_remote_access", "disable_check_xsrf")
print(json.dumps({{
    **{{name: getattr(server, name) for name in names}},
    "folder": server.root_dir,
    "token": server.identity_provider.token,
    "kernels": kernel.transport,
    "news": lab.news_url,
    "updates": lab.check_for_updates_class.__name__,
    "asks for news": shown["schema"]["properties"]["fetchNews"]["default"],
    "asks for updates": shown["schema"]["properties"]["checkForUpdates"]["default"],
    "problem": problem,
}}))
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Read the settings of the command that make would run, for a user without any of their own."""
    home = tmp_path_factory.mktemp("home")
    commands = "\n".join(made("lab", "OPEN=--no-browser"))
    (started,) = re.findall(r"JUPYTER_CONFIG_PATH=(\S+) .* -m jupyterlab (.*)", commands)
    folder, options = started
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ, *shlex.split(options), "--allow-root"],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")},
            "HOME": str(home),
            "JUPYTER_CONFIG_PATH": folder,
            "JUPYTER_TOKEN": "only-for-this-test",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def test_only_this_machine_reaches_jupyterlab_and_with_a_token(lab):
    """It listens on loopback; no page of another address may use it; kernels open no port."""
    assert lab["ip"] == "127.0.0.1"
    assert lab["token"] == "only-for-this-test"
    assert (lab["allow_origin"], lab["allow_origin_pat"]) == ("", "")
    assert lab["allow_remote_access"] is False
    assert lab["disable_check_xsrf"] is False
    assert lab["kernels"] == "ipc"
    assert lab["folder"] == str(ROOT)


def test_jupyterlab_asks_no_other_machine(lab):
    """Neither the page nor the server looks for news or newer versions."""
    assert lab["problem"] in ("", None)
    assert lab["asks for news"] == "false"
    assert lab["asks for updates"] is False
    assert lab["news"] is None
    assert lab["updates"] == "NeverCheckForUpdate"
