// Reads a calendar from standard input as programs in a browser do, and writes its events as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}

const entries = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary ?? "",
    location: event.location ?? "",
    description: event.description ?? "",
    status: component.getFirstPropertyValue("status"),
    is_date: event.startDate.isDate,
    begins: event.startDate.toString(),
    moment: event.startDate.toUnixTime(),
  };
});
process.stdout.write(JSON.stringify(entries));
