// What a partner writes: types from the OpenAPI file, requests by fetch. Says as JSON what it has read.
import process from "node:process";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Event = components["schemas"]["Event"];

const [baseUrl, token] = process.argv.slice(2);
const headers = token ? { Authorization: `Bearer ${token}` } : undefined;
const client = createClient<paths>({ baseUrl, headers });

const isWhole = (entry: Event | components["schemas"]["EventPart"]): entry is Event => "url" in entry;

async function allEvents(): Promise<Event[]> {
  const found: Event[] = [];
  let cursor: string | undefined;
  do {
    const query = { year: 2026, limit: 1, cursor };
    const { data, error } = await client.GET("/api/v1/events/", { params: { query } });
    if (!data) throw new Error(error?.detail);
    found.push(...data.results.filter(isWhole));
    cursor = data.next ? (new URL(data.next).searchParams.get("cursor") ?? undefined) : undefined;
  } while (cursor);
  return found;
}

const events = await allEvents();
const entry = await client.GET("/api/v1/events/{key}/", {
  params: { path: { key: events[0].id }, query: { fields: ["title"], expand: ["documents"] } },
});
const unseen = await client.GET("/api/v1/events/{key}/", { params: { path: { key: "nothingher" } } });
const changes = await client.GET("/api/v1/changes/", { params: { query: { limit: 200 } } });

console.log(
  JSON.stringify({
    titles: events.map((event) => event.title.en),
    part: Object.keys(entry.data ?? {}),
    documents: entry.data?.documents?.length,
    unseen: [unseen.response.status, unseen.error?.title],
    told: changes.data?.results.some((change) => change.resource === "events"),
  }),
);
