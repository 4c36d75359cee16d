"""The queue in a folder: what two processes meet there is whole, and what is damaged stops nobody."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty

import pytest
from kombu.connection import Connection
from kombu.transport.filesystem import exchange_queue_t
from kombu.transport.virtual import UndeliverableWarning

from cica_portal import broker
from tests.platform.production import BASE

MESSAGES = 2_000
SENDER = f"""
from kombu.connection import Connection
from cica_portal import broker
import sys
broker.register()
folder = sys.argv[1]
options = {{"data_folder_in": folder, "data_folder_out": folder, "control_folder": folder + "/control"}}
with Connection("folder://", transport_options=options) as connection, connection.SimpleQueue("trial") as queue:
    for number in range({MESSAGES}):
        queue.put({{"n": number}}, serializer="json")
"""


@pytest.fixture
def connection(tmp_path: Path):
    broker.register()
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path)}
    folders |= {"control_folder": str(tmp_path / "control"), "processed_folder": str(tmp_path / "processed")}
    with Connection("folder://", transport_options=folders | {"polling_interval": 0.01}) as connection:
        yield connection


def test_a_reader_beside_a_busy_writer_meets_each_message_whole_and_in_order(connection, tmp_path: Path):
    sender = subprocess.Popen([sys.executable, "-c", SENDER, str(tmp_path)])
    try:
        with connection.SimpleQueue("trial") as queue:
            got = [receive(queue) for _ in range(MESSAGES)]
    finally:
        sender.wait(30)
    assert got == list(range(MESSAGES))
    assert list(tmp_path.glob("*.msg")) == []


def receive(queue) -> int:
    message = queue.get(timeout=20)
    message.ack()
    return message.payload["n"]


def test_a_damaged_message_is_passed_over(connection, tmp_path: Path):
    (tmp_path / "0_cut-off.trial.msg").touch()
    (tmp_path / "0_half.trial.msg").write_text('{"body": "')
    with connection.SimpleQueue("trial") as queue:
        queue.put({"n": 7}, serializer="json")
        assert receive(queue) == 7


@pytest.mark.parametrize("content", ["", '{"body": "', "\x00\x00", "[]", "null", "{}", '"text"'])
def test_whatever_stands_in_a_message_stops_nobody(connection, tmp_path: Path, caplog, content: str):
    (tmp_path / "0_strange.trial.msg").write_text(content)
    with connection.SimpleQueue("trial") as queue:
        queue.put({"n": 7}, serializer="json")
        assert receive(queue) == 7
    assert "cannot be read and is passed over" in caplog.text


def make_unusable(folder: Path) -> None:
    """A file in its place: root may write into any folder."""
    folder.rename(folder.with_name("away"))
    folder.touch()


def test_folder_that_cannot_be_used_is_said_once_and_stops_nobody(tmp_path: Path, caplog):
    broker.register()
    folder = tmp_path / "queue"
    folder.mkdir()
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("folder://", transport_options=options) as connection, connection.SimpleQueue("trial") as queue:
        make_unusable(folder)
        queue.put({"n": 1}, serializer="json")
        for _time in range(3):
            with pytest.raises(Empty):
                queue.get(timeout=0.05)
        assert queue.qsize() == 0
        folder.unlink()
        with pytest.raises(Empty):
            queue.get(timeout=0.05)
        queue.put({"n": 2}, serializer="json")
        assert receive(queue) == 2
    assert [record.message.partition(":")[0] for record in caplog.records] == ["queue_folder_lost", "queue_folder_back"]


def test_full_disk_leaves_no_half_message(connection, tmp_path: Path, caplog, monkeypatch: pytest.MonkeyPatch):
    def write_a_part(path: Path, text: str, **kwargs: object) -> None:
        path.write_bytes(text[:10].encode())
        raise OSError(errno.ENOSPC, "No space left on device")

    with connection.SimpleQueue("trial") as queue:
        monkeypatch.setattr(Path, "write_text", write_a_part)
        queue.put({"n": 1}, serializer="json")
    assert "No space left on device" in caplog.text
    assert [path.name for path in tmp_path.iterdir() if "msg" in path.name] == []


def test_message_whose_binding_is_lost_goes_to_the_queue_of_the_portal(connection, tmp_path: Path):
    with connection.channel() as channel:
        channel.queue_declare(broker.QUEUE)
        with pytest.warns(UndeliverableWarning):
            assert channel._lookup("nowhere", "unknown") == [broker.QUEUE]
        (tmp_path / "control").mkdir(exist_ok=True)
        (tmp_path / "control" / "broken.exchange").write_text("[[")
        assert channel.get_table("broken") == []


@pytest.mark.slow
def test_worker_goes_on_through_a_lost_folder_and_broken_messages(tmp_path: Path):
    """The real worker, with the real sweeps as its messages: after the trouble it runs tasks again."""
    environment = os.environ | {"PORTAL_ENV": "embedded", "PORTAL_VAR": str(tmp_path), "DATABASE_URL": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "celery", "--app", "cica_portal.celery"]
    subprocess.run([sys.executable, "manage.py", "migrate"], cwd=BASE, env=environment, check=True, capture_output=True)
    log, alive, folder = tmp_path / "log", tmp_path / "worker-alive", tmp_path / "broker" / "queue"
    with log.open("wb") as output:
        worker = subprocess.Popen(
            [*command, "worker", "--concurrency=1"], cwd=BASE, env=environment, stdout=output, stderr=output
        )
    try:
        wait_for(alive.exists)
        make_unusable(folder)
        wait_for(lambda: "queue_folder_lost" in log.read_text())
        folder.unlink()
        wait_for(lambda: "queue_folder_back" in log.read_text())
        alive.unlink()
        (folder / "0_broken.portal.msg").write_text('{"body": "')
        call = [*command, "call", "cica_portal.common.tasks.send_due_mail"]
        subprocess.run(call, cwd=BASE, env=environment, check=True, capture_output=True)
        wait_for(alive.exists)
        assert worker.poll() is None
        assert "is passed over" in log.read_text()
    finally:
        worker.terminate()
        worker.wait(30)


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_bindings_made_at_the_same_time_are_all_kept(connection, tmp_path: Path):
    code = (
        "import sys; from kombu.connection import Connection; from cica_portal import broker; broker.register();"
        "c = Connection('folder://', transport_options={'control_folder': sys.argv[1]}).channel();"
        "[c._queue_bind('many', f'k{sys.argv[2]}-{n}', '', 'q') for n in range(50)]"
    )
    folder = str(tmp_path / "control")
    binders = [subprocess.Popen([sys.executable, "-c", code, folder, str(number)]) for number in range(3)]
    assert [binder.wait(30) for binder in binders] == [0, 0, 0]
    table = connection.channel().get_table("many")
    assert set(table) == {exchange_queue_t(f"k{b}-{n}", "", "q") for b in range(3) for n in range(50)}
