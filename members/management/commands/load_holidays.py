from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from cica_portal.common.history import Act
from cica_portal.common.models import Door
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.holidays.loading import REASON, Loaded, load_holidays, window
from members.holidays.package import package_version

LAST_YEAR = 2099


class Command(BaseCommand):
    help = "Brings the holidays of the member states up to date; leaves what people entered, confirmed or removed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", type=int, dest="first", metavar="YEAR", help="first year; else the last one")
        parser.add_argument("--to", type=int, dest="last", metavar="YEAR", help="last year; else in three years")

    def handle(self, *, first: int | None, last: int | None, verbosity: int, **options: Any) -> None:
        now = timezone.now()
        usual = window(today_in(SECRETARIAT_ZONE, now))
        years = list(range(first or usual[0], (last or usual[-1]) + 1))
        if not years or years[-1] > LAST_YEAR:
            raise CommandError(f"Name a first year and a last one that follows, up to {LAST_YEAR}.")
        with override("en"):
            loaded = load_holidays(years=years, act=Act(door=Door.COMMAND, at=now, reason=REASON))
            if verbosity:
                self.report(loaded, years)

    def report(self, loaded: Loaded, years: list[int]) -> None:
        self.stdout.write(
            f"Holidays {years[0]}–{years[-1]} from package {package_version()}: "
            f"{loaded.created} entered, {loaded.changed} changed, {loaded.removed} removed."
        )
        for difference in sorted(loaded.differences, key=lambda difference: difference.order):
            self.stdout.write(
                f"Left as people have it: {difference.state_code}, "
                f"recorded {difference.recorded or 'nothing'}, package {difference.package or 'nothing'}"
            )
        for state, year in loaded.lacking:
            self.stdout.write(f"No holiday data: {state.name_en}, {year}")
