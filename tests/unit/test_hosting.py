"""Where trainers run the course: the machine in the room, and the folder that Binder reads."""

import socket
import tomllib
import urllib.error
import urllib.request
from collections import namedtuple
from pathlib import Path

import psutil
import pytest
from packaging.specifiers import SpecifierSet

from ketamine_course.publish import join
from ketamine_course.publish.serve import serving

ROOT = Path(__file__).parents[2]
BINDER = ROOT / ".binder"
State = namedtuple("State", "isup")
Address = namedtuple("Address", "family address")
NETWORK = {
    "lo": [Address(socket.AF_INET, "127.0.0.1")],
    "docker": [Address(socket.AF_INET, "172.17.0.1")],
    "wifi": [Address(socket.AF_INET6, "fe80::1"), Address(socket.AF_INET, "192.168.1.20")],
    "nobody": [Address(socket.AF_INET, "169.254.3.4")],
    "unplugged": [Address(socket.AF_INET, "10.0.0.5")],
}


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A laptop with Wi-Fi, a virtual network, a cable without an address and one that is not
    plugged in.
    """
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: NETWORK)
    monkeypatch.setattr(
        psutil, "net_if_stats", lambda: {name: State(name != "unplugged") for name in NETWORK}
    )


def test_a_room_is_told_the_likeliest_address_first_and_none_that_leads_nowhere(
    network: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(join, "_towards_others", lambda: "192.168.1.20")
    assert join.links(8000) == ["http://192.168.1.20:8000/", "http://172.17.0.1:8000/"]


def test_a_network_without_a_way_out_is_found_too(network: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(join, "_towards_others", str)
    assert set(join.links(80)) == {"http://192.168.1.20:80/", "http://172.17.0.1:80/"}


@pytest.mark.parametrize(("lan", "found"), [(False, 404), (True, 200)])
def test_only_a_course_that_is_open_to_the_room_shows_the_way(
    tmp_path: Path, lan: bool, found: int
):
    (tmp_path / "index.html").write_text("calm", encoding="utf-8")
    with serving(tmp_path, lan=lan) as address:
        try:
            status = urllib.request.urlopen(address + "join").status
        except urllib.error.HTTPError as error:
            status = error.code
        assert status == found


def test_nobody_else_is_let_in_unless_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    bound = []
    monkeypatch.setattr(
        socket.socket,
        "bind",
        lambda self, where, bind=socket.socket.bind: (bound.append(where[0]), bind(self, where))[1],
    )
    for lan in (False, True):
        with serving(tmp_path, lan=lan):
            pass
    assert bound == ["127.0.0.1", "0.0.0.0"]


def test_a_room_that_leaves_its_connections_open_keeps_nobody_out(tmp_path: Path):
    (tmp_path / "index.html").write_text("calm", encoding="utf-8")
    with serving(tmp_path, lan=True) as address:
        port = int(address.split(":")[2].rstrip("/"))
        idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(60)]
        assert urllib.request.urlopen(address, timeout=30).read() == b"calm"
        for connection in idle:
            connection.close()


def test_binder_takes_a_python_that_the_course_allows():
    name, version = (BINDER / "runtime.txt").read_text(encoding="utf-8").strip().split("-")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert name == "python" and version in SpecifierSet(project["requires-python"])


def test_binder_installs_the_tested_versions_and_the_course_in_place():
    """In place, because a copy elsewhere would not find the questions that somebody adds in
    book/local.
    """
    lines = [
        line
        for line in (BINDER / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert len(lines) == 1 and lines[0].startswith("-r ")
    lock = (BINDER / lines[0].removeprefix("-r ")).resolve()
    assert lock == ROOT / "requirements.txt"
    # repo2docker installs from the course's top folder, where the last line is meant.
    assert lock.read_text(encoding="utf-8").splitlines()[-1] == "-e ."


def test_every_folder_that_a_binder_link_opens_exists():
    text = (ROOT / "book" / "hosting" / "binder.md").read_text(encoding="utf-8")
    opened = [
        part.split("]")[0].split(")")[0].strip() for part in text.split("urlpath=lab/tree/")[1:]
    ]
    assert opened and all((ROOT / path.split()[0]).is_file() for path in opened)
