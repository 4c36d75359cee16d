"""A sender of webhooks that is killed at a chosen point: python -m tests.webhooks.dying POINT RECEIVER TIME.

Of three messages it dies with the second. At "heard" the receiver kills it: each message names the process.
"""

import os
import sys
from datetime import datetime

from tests.killed import die, enter_world, then_die


def main(point: str, receiver_id: int, at: datetime) -> None:
    from cica_portal.common.webhooks import ledger, posting, sweep  # noqa: PLC0415 (after enter_world)
    from cica_portal.common.webhooks.signing import headers_of  # noqa: PLC0415
    from cica_portal.home.webhooks.composition import composition  # noqa: PLC0415

    points = {
        "claimed": (ledger, "next_delivery", die),
        "filling": (ledger, "message_of", then_die(ledger.message_of, call=2)),
        "signed": (sweep, "headers_of", then_die(headers_of, call=2)),
        "answered": (sweep, "post", then_die(posting.post, call=2)),
        "settled": (ledger, "settle", then_die(ledger.settle, call=2)),
    }
    if point in points:
        setattr(*points[point])
    setattr(sweep, "AGENT", str(os.getpid()))  # noqa: B010
    # On a busy machine the receiver may be slow: that is another test's matter.
    for owner, name in ((posting, "PAUSE"), (posting, "LONGEST"), (sweep, "LONGEST")):
        setattr(owner, name, 60)
    sweep.send_waiting(receiver_id, now=at, composition=composition())


if __name__ == "__main__":
    enter_world()
    main(sys.argv[1], int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
