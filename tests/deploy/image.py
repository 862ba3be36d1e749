"""A Debian of our own, the image made on it, and the containers of compose.yaml: without Docker and without a registry.

All comes from where this machine has its packages from: its sources of apt, its index of pip, its certificates.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.deploy.files import SERVICES
from tests.processes import ROOT

PROGRAMS = {
    "mmdebstrap": "mmdebstrap", "buildah": "buildah", "podman": "podman", "runc": "runc",
    "systemd-nspawn": "systemd-container",
}  # fmt: skip
INSTALL = ["apt-get", "install", "-y", "--no-install-recommends", *PROGRAMS.values()]
COMMAND = " ".join(INSTALL)
SOURCES = [Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list")]
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
(BASE,) = set(re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
KEY = "long and random, as they say, and the same in all of the processes"
# Podman would raise its limits, and have systemd manage what it starts: not everywhere may it, or is there one.
CONFIGURATION = """
[containers]
default_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""


def is_installed() -> bool:
    return os.geteuid() == 0 and all(map(shutil.which, PROGRAMS))


def install() -> None:
    """As root."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=True)
    subprocess.run(INSTALL, env=quiet, check=True)


def make_debian(target: Path, folder: Path, *packages: str) -> None:
    """Debian 12 with Python, as a folder or a .tar; pip and apt in it ask whom they ask here."""
    for name, text in (("pip.conf", _pip()), ("apt.conf", _apt())):
        (folder / name).write_text(text)
    hooks = [
        f"upload {CERTIFICATES} {CERTIFICATES}",
        f"upload {folder}/pip.conf /etc/pip.conf",
        'ln -sf python3 "$1/usr/bin/python"',
    ]
    include = ",".join(("python3-venv", "ca-certificates", *packages))
    command = ["mmdebstrap", "--variant=minbase", f"--include={include}", f"--aptopt={folder}/apt.conf"]
    command += [f"--customize-hook={hook}" for hook in hooks]
    sources = next(file for file in SOURCES if file.is_file()).read_text()
    run([*command, "bookworm", str(target), "-"], said_to_it=sources)


def _pip() -> str:
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
    asked = re.findall(r"\.(index-url|proxy|trusted-host)='(.*)'$", listed.stdout, re.MULTILINE)
    return "\n".join(["[global]", f"cert = {CERTIFICATES}", *(f"{name} = {value}" for name, value in asked)])


def _apt() -> str:
    names = ["Acquire::http", "Acquire::https", "Acquire::Check-Valid-Until"]
    return run(["apt-config", "dump", "--format", '%f "%v";%n', *names])


class Podman:
    """The image and its containers, in a store of their own; all share the network of this machine."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder, self._environment = folder, environment
        (folder / "containers.conf").write_text(CONFIGURATION)

    def build(self) -> None:
        """Our own Dockerfile, as it stands, on a Debian that stands in for its base."""
        make_debian(self._folder / "base.tar", self._folder)
        self("import", "--quiet", str(self._folder / "base.tar"), f"docker.io/library/{BASE}")
        (self._folder / "base.tar").unlink()
        options = ["--isolation=chroot", "--network=host", "--format=docker", "--pull-never", "--tag=activity-streams"]
        run(["nice", "buildah", *self._store(), "build", *options, str(ROOT)])

    def once(self, *command: str) -> str:
        """What it says, in a container like the web server's that is gone afterwards."""
        return self("run", "--rm", *self._options("web"), "activity-streams", *command)

    def start(self, service: str, command: Sequence[str]) -> None:
        self("run", "--detach", f"--name={service}", *self._options(service), "activity-streams", *command)

    def inside(self, service: str, *command: str) -> str:
        return self("exec", service, *command)

    def stop(self, service: str, seconds: int) -> int:
        """Its exit status; it is 137 where it had to be killed after so many seconds."""
        self("stop", f"--time={seconds}", service)
        return int(self("inspect", "--format={{.State.ExitCode}}", service))

    def __call__(self, *arguments: str) -> str:
        command = ["podman", *self._store(), f"--tmpdir={self._folder}/tmpdir", *arguments]
        return run(command, CONTAINERS_CONF=str(self._folder / "containers.conf"))

    def _store(self) -> list[str]:
        return ["--storage-driver=overlay", f"--root={self._folder}/root", f"--runroot={self._folder}/runroot"]

    def _options(self, service: str) -> Iterator[str]:
        """As compose.yaml says; its health checks are for the tests to ask, for podman has systemd ask them."""
        yield from ("--no-healthcheck", "--network=host")
        said: dict[str, Any] = SERVICES[service]
        if said["read_only"]:
            yield "--read-only"
        words = {"tmpfs": "tmpfs", "cap_drop": "cap-drop", "security_opt": "security-opt", "volumes": "volume"}
        for name, word in words.items():
            yield from (f"--{word}={value}" for value in said[name])
        yield from (f"--env={name}={self._environment.get(name, value)}" for name, value in said["environment"].items())

    def end(self) -> None:
        self("rm", "--all", "--force", "--time=0")
        subprocess.run(["umount", "--lazy", self._folder / "root/overlay"], check=False, stderr=subprocess.DEVNULL)


@contextmanager
def podman(environment: dict[str, str]) -> Iterator[Podman]:
    """Built, and gone afterwards with all it holds."""
    with TemporaryDirectory(prefix="streams-") as folder:
        one = Podman(Path(folder), environment)
        try:
            one.build()
            yield one
        finally:
            one.end()


def run(command: Sequence[str], said_to_it: str | None = None, **environment: str) -> str:
    done = subprocess.run(
        command, input=said_to_it, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-3000:]}"
    return done.stdout
