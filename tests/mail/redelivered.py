"""A worker on Redis that gives a message back after two seconds: python -m tests.mail.redelivered.

It works on the database, mail server and broker that WORKER_WORLD names, and writes down each task that it begins.
"""

import json
import os
from pathlib import Path
from typing import Any

import django
from celery.signals import task_prerun
from django.conf import settings

GIVEN_BACK_AFTER = 2


def main(broker: str, prefix: str, begun: Path) -> None:
    from cica_portal.celery import app  # noqa: PLC0415 (after the settings have been changed)

    @task_prerun.connect(weak=False)
    def write_down(*, task_id: str, **kwargs: Any) -> None:
        with begun.open("a") as file:
            file.write(f"{task_id}\n")

    app.conf.update(
        broker_url=broker,
        broker_transport_options={
            "global_keyprefix": prefix, "visibility_timeout": GIVEN_BACK_AFTER,
            "unacked_restore_interval": 1, "unacked_restore_throttle": 1,
        },
    )  # fmt: skip
    name = f"--hostname={os.getpid()}@tests"
    app.worker_main(["worker", "--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=WARNING", name])


if __name__ == "__main__":
    world = json.loads(os.environ["WORKER_WORLD"])
    settings.DATABASES["default"]["NAME"] = world.pop("DATABASE")
    broker, prefix, begun = (world.pop(name) for name in ("broker", "prefix", "begun"))
    for name, value in world.items():
        setattr(settings, name, value)
    django.setup()
    main(broker, prefix, Path(begun))
