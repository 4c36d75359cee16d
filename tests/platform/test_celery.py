"""The queue: JSON only, acknowledged late, nothing scheduled far ahead, hints that do not pile up."""

import uuid
from collections.abc import Mapping

import pytest
from celery import Celery, shared_task
from kombu.exceptions import OperationalError

from cica_portal.celery import SWEEPS, app, begin_with_every_sweep
from tests.platform.production import PRODUCTION, read_setting


@shared_task
def a_hint() -> None:
    """Stands for a task that a page sends."""


def test_only_json_is_accepted_and_no_result_is_kept():
    conf = app.conf
    assert (conf.accept_content, conf.task_serializer, conf.result_backend, conf.task_ignore_result) == (
        ["json"],
        "json",
        None,
        True,
    )


def test_tasks_are_acknowledged_late_one_at_a_time_and_limited_in_time():
    conf = app.conf
    assert conf.task_acks_late is True
    assert conf.task_reject_on_worker_lost is True
    assert conf.worker_prefetch_multiplier == 1
    assert 0 < conf.task_soft_time_limit < conf.task_time_limit


def test_each_sweep_expires_before_the_next_one_comes():
    schedule = app.conf.beat_schedule
    assert len(schedule) == len(SWEEPS)
    for name, (task, seconds) in SWEEPS.items():
        assert schedule[name] == {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def test_each_sweep_is_a_task_that_exists():
    app.loader.import_default_modules()
    assert {task for task, _ in SWEEPS.values()} <= set(app.tasks)


def test_a_worker_begins_with_every_sweep(monkeypatch: pytest.MonkeyPatch):
    sent: list[tuple[str, object]] = []
    monkeypatch.setattr(app, "send_task", lambda task, *, expires, retry: sent.append((task, expires)))
    begin_with_every_sweep()
    assert sent == list(SWEEPS.values())


def test_a_worker_begins_without_the_broker_too(monkeypatch: pytest.MonkeyPatch):
    def refuse(task: str, **options: object) -> None:
        raise OperationalError("the broker is away")

    monkeypatch.setattr(app, "send_task", refuse)
    begin_with_every_sweep()


def test_a_hint_from_a_page_expires_and_goes_to_the_broker_of_the_portal():
    task = a_hint._get_current_object()
    assert task.app is app
    assert task.expires == 300


def test_redis_gives_lost_messages_back_after_the_longest_task():
    options = read_setting("settings.CELERY_BROKER_TRANSPORT_OPTIONS", env=PRODUCTION)
    assert "'visibility_timeout': 900, 'unacked_restore_interval': 5, 'unacked_restore_throttle': 1" in options
    assert app.conf.task_time_limit < 900


def test_embedded_queue_stays_in_its_folder(settings):
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    folders = {options[name] for name in ("data_folder_in", "data_folder_out", "processed_folder", "control_folder")}
    assert folders == {str(settings.VAR_DIR / "broker" / name) for name in ("queue", "processed", "control")}
    assert options["polling_interval"] == 0.1


def test_a_message_goes_through_the_embedded_queue(settings):
    assert send_and_receive("folder://localhost", settings.CELERY_BROKER_TRANSPORT_OPTIONS) == {"n": 1}


@pytest.mark.both
def test_a_message_goes_through_redis(redis_url: str):
    options = {"global_keyprefix": f"test-{uuid.uuid4()}:"}
    assert send_and_receive(redis_url, options) == {"n": 1}


def send_and_receive(broker: str, options: Mapping[str, object]) -> dict[str, int]:
    queue = Celery("trial", broker=broker, set_as_current=False)
    queue.conf.update(broker_transport_options=options)
    with queue.connection_for_write() as connection, connection.SimpleQueue("trial") as simple:
        simple.put({"n": 1}, serializer="json")
        message = simple.get(timeout=5)
        message.ack()
        return message.payload
