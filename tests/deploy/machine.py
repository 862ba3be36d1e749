"""A Debian with systemd, booted beside this one, on which the docs are followed to install what is here."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.deploy import image
from tests.processes import ROOT

CODE = "opt/activity-streams"
SETTINGS = "etc/activity-streams.env"
BOOT = ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--console=pipe"]
PATIENCE = 60


class Machine:
    """It has its own processes and files, and the network of this one."""

    def __init__(self, root: Path, booted: subprocess.Popen[bytes]) -> None:
        self.root, self._booted = root, booted
        self.wait_for("systemctl is-system-running", "running")

    def shell(self, script: str) -> str:
        """What it says, run by its root; AssertionError where a line of it fails."""
        first = Path(f"/proc/{self._booted.pid}/task/{self._booted.pid}/children").read_text().split()
        assert first, "it is not up"
        clean = ["env", "--ignore-environment", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8"]
        return image.run(["nsenter", "--all", f"--target={first[0]}", *clean, "sh", "-ec", script])

    def wait_for(self, script: str, word: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                said = self.shell(script)
            except AssertionError as fault:
                said = str(fault)
            if word in said:
                return
            assert time.monotonic() < deadline, said
            time.sleep(0.5)

    def install(self, port: str) -> None:
        """As docs/deploy.md has it, but for the address of the code and the port; its last line starts `serve`."""
        self._bring_code()
        for unit in (self.root / CODE / "deploy/systemd").glob("*.service"):
            unit.write_text(re.sub(r"--port \d+", f"--port {port}", unit.read_text()))
        lines = [line for line in in_the_docs()[0] if not line.startswith("git clone")]
        edited = next(number for number, line in enumerate(lines) if "# and edit it" in line) + 1
        self.shell("\n".join(lines[:edited]))
        self.set(SECRET_KEY=image.KEY, BEHIND_PROXY="true")
        self.shell("\n".join([f"cd /{CODE}", *lines[edited:]]))

    def _bring_code(self) -> None:
        """What is here and not ignored, committed or not."""
        (self.root / CODE).mkdir(parents=True)
        listed = image.run(["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"])
        packed = subprocess.run(["tar", "c", "-C", ROOT, "-T", "-"], input=listed.encode(), stdout=-1, check=True)
        subprocess.run(["tar", "x", "--no-same-owner", "-C", self.root / CODE], input=packed.stdout, check=True)

    def set(self, **values: str) -> None:
        """Edit its settings."""
        text = (self.root / SETTINGS).read_text()
        for name, value in values.items():
            text = re.sub(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        (self.root / SETTINGS).write_text(text)

    def manage(self, arguments: str) -> str:
        return self.shell(by_hand(arguments))


def by_hand(arguments: str) -> str:
    """The script that the docs have for a command by hand."""
    (line,) = in_the_docs()[1]
    return line.replace("migrate --noinput", arguments)


def in_the_docs() -> list[list[str]]:
    """The commands of the section on systemd: how it is installed, and one by hand."""
    section = (ROOT / "docs/deploy.md").read_text().split("## With systemd")[1].split("\n## ")[0]
    blocks = re.findall(r"^```bash\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    return [block.splitlines() for block in blocks]


@contextmanager
def machine() -> Iterator[Machine]:
    """Booted, and gone afterwards."""
    with TemporaryDirectory(prefix="streams-") as folder:
        root = Path(folder) / "root"
        image.make_debian(root, Path(folder), "systemd-sysv", "dbus", "git", "postgresql-client")
        booted = subprocess.Popen([*BOOT, f"--directory={root}"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            yield Machine(root, booted)
        finally:
            booted.send_signal(signal.SIGTERM)
            booted.wait(PATIENCE)
