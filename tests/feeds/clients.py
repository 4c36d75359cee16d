"""Calendar programs of other people, each with a folder of its own: they subscribe as a person would have them do."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

HERE = Path(sys.executable).parent
VDIRSYNCER = """
[general]
status_path = "{folder}/status/"
[pair cica]
a = "here"
b = "portal"
collections = null
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{folder}/cica/"
fileext = ".ics"
[storage portal]
type = "http"
url = "{url}"
"""
KHAL = """
[calendars]
[[cica]]
path = {folder}/cica/
readonly = True
[locale]
local_timezone = Asia/Almaty
default_timezone = Asia/Almaty
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
[default]
print_new = path
"""


def run(*command: str, home: Path) -> str:
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "Asia/Almaty", "TERM": "dumb"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class Khal:
    """A subscriber: vdirsyncer fetches, khal shows."""

    folder: Path
    url: str

    def __post_init__(self) -> None:
        (self.folder / "cica").mkdir(parents=True)
        for name, text in (("vdirsyncer", VDIRSYNCER), ("khal", KHAL)):
            (self.folder / name).write_text(text.format(folder=self.folder, url=self.url), encoding="utf-8")
        run(str(HERE / "vdirsyncer"), "-c", str(self.folder / "vdirsyncer"), "discover", home=self.folder)

    def sync(self) -> None:
        run(str(HERE / "vdirsyncer"), "-c", str(self.folder / "vdirsyncer"), "sync", home=self.folder)

    def shows(self, first: str, last: str) -> list[str]:
        """ "2026-05-14 09:00 Forum", the day and hour at which it begins, for each day of each event."""
        line = "{start-date} {start-time} {title}"
        command = ("-c", str(self.folder / "khal"), "list", "--format", line, "--day-format", "", first, last)
        return [
            " ".join(shown.split())
            for shown in run(str(HERE / "khal"), *command, home=self.folder).splitlines()
            if shown
        ]


@dataclass(frozen=True)
class Calcurse:
    """A program that reads a file: what it holds after it has read the feed into an empty calendar."""

    folder: Path
    url: str

    def shows(self, first: str, days: int) -> str:
        """What it prints of the days; `first` as 05/14/2026."""
        program = shutil.which("calcurse")
        if program is None:
            pytest.skip("no calcurse to be found (Debian: calcurse)")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        file = self.folder / "feed.ics"
        with urlopen(self.url, timeout=30) as answer:
            file.write_bytes(answer.read())
        run(program, "-D", str(self.folder), "-i", str(file), home=self.folder)
        return run(program, "-D", str(self.folder), "-Q", "--from", first, "--days", str(days), home=self.folder)
