import { pick } from "../../src/random.ts";
import { startModels } from "../../src/scoring/models/compile-model.ts";
import { formOf } from "../../src/web/scoring/scoring-form.ts";

/*
 * Bodies that a page's own form, or a feed, could have sent, but for one or a few values. What is wrong altogether is stopped at the
 * door; these come as far as the database.
 */

type Random = () => number;

/** A model's form with what tenants add to it: segments by plan, stage and seats, and a part from a metric. */
const scoring: Readonly<Record<string, string>> = formOf({
  ...startModels.b2b.document,
  segments: [
    {
      name: "Enterprise",
      when: { plan: ["Enterprise", "Scale"], stage: ["live"], seats: { from: 50, to: 5_000 } },
      weights: startModels.b2b.document.weights,
      bands: startModels.b2b.document.bands,
      fullUsers: 200,
      silenceDays: 30,
      metrics: {
        support: { metric: "tickets-opened", windowDays: 28, better: "less", all: 0, none: 20 },
      },
    },
  ],
});

const alertRules = {
  do: "save",
  toldMode: "own",
  "told-drop": "1",
  dropPercent: "40",
  smallDropPercent: "50",
  quiet: "1",
  checked: "weekly",
  renewDays: "28",
  worsePercent: "50",
  coolDownDays: "14",
  minValue: "5,000",
  plansMode: "only",
  plans: "Enterprise\nScale",
  stagesMode: "only",
  stages: "live",
  seatsFrom: "1",
  seatsTo: "500",
  "muted-drop": "2026-12-24",
};

const metric = {
  do: "preview",
  name: "tickets-opened",
  label: "Tickets opened",
  unit: "tickets",
  kind: "counter",
  good: "down",
  percentile: "95",
  from: "event",
  event: "Ticket opened",
  where: "priority is urgent and hours at least 3",
  value: "hours",
  share: "status at least 500",
  numerator: "good",
  denominator: "all",
};

/** What a route takes, by its method and path. Values that are no texts are sent as JSON within their field. */
const forms: Readonly<Record<string, object>> = {
  "POST /settings/scoring": scoring,
  "POST /settings/scoring/preview": scoring,
  "POST /settings/scoring/segments": { ...scoring, do: "up:0" },
  "POST /settings/scoring/bands": scoring,
  "POST /settings/scoring/bands/take": { ...scoring, bands: "0199f0a0-0000-7000-8000-000000000001" },
  "POST /settings/scoring/compare": { old: "1", next: "2" },
  "POST /settings/scoring/publish": {
    note: "Weighs habit more",
    version: "2",
    savedAt: "2026-11-20T09:00:00Z",
  },
  "POST /settings/scoring/restore": { note: "Back to the start", version: "1" },
  "POST /settings/metrics": metric,
  "POST /settings/alerts": alertRules,
  "POST /settings/alerts/mine": alertRules,
  "POST /settings/alerts/accounts/:id": alertRules,
  "POST /alerts/:id/snooze": { span: "1-week", reason: "Holidays", wakeIfWorse: "1" },
  "POST /alerts/:id/resolve": { how: "handled", note: "Called them" },
};

const feeds: Readonly<Record<string, object>> = {
  "POST /v1/metrics": {
    batch: [{ metric: "tickets-opened", account: "acme", day: "2026-11-19", value: 3 }],
    covered: [{ metric: "tickets-opened", to: "2026-11-19" }],
  },
  "POST /v1/facts": {
    batch: [
      {
        account: "acme",
        name: "Acme",
        plan: "Scale",
        contract_value: 12_000,
        currency: "EUR",
        renewal_date: "2027-01-12",
        seats: 25,
        stage: "live",
        churned_on: null,
        owner_email: "shah@orrery.example",
      },
    ],
  },
};

/** Days that are none, or that nobody means. */
const days = ["0001-01-01", "2026-99-99", "9999-12-31", "1900-01-01", "2026-02-30"];

/** Texts that a database cannot hold; only JSON brings them that far. */
const unstorable = ["\0", "\ud800", "\udc00\ud800"];

/** A body as it is sent. */
export interface Sent {
  readonly body: string;
  readonly type: string;
}

/**
 * A body for a route with one of its values changed, seldom more, at any depth: another value, or a text with a character in it that
 * nothing can store.
 * @param nasty draws what does not belong there
 * @returns undefined for a route that takes none of these
 */
export function nearlyRight(random: Random, route: string, nasty: () => unknown): Sent | undefined {
  const given = forms[route] ?? feeds[route];
  if (given === undefined) return undefined;
  const body = structuredClone(given);
  for (let changes = random() < 0.8 ? 1 : 3; changes > 0; changes--) {
    const spot = pick(random, spotsOf(body));
    const value = spot.holder[spot.key];
    if (typeof value === "string" && random() < 0.5) spot.holder[spot.key] = value + pick(random, unstorable);
    else spot.holder[spot.key] = random() < 0.2 ? pick(random, days) : nasty();
  }
  return sentTo(route, body);
}

/** Every text that JSON carries to a route, once with a character in it that nothing can store. */
export function unstorableBodies(): readonly (Sent & { readonly route: string })[] {
  return Object.entries({ ...forms, ...feeds }).flatMap(([route, given]) =>
    spotsOf(given).flatMap((_, at) => {
      const body = structuredClone(given);
      const { holder, key } = spotsOf(body)[at] as Spot;
      const value = holder[key];
      // Fields of a form come without zero bytes, and never with half a character.
      const isPlain = holder === body && forms[route] !== undefined;
      if (typeof value !== "string" || isPlain) return [];
      holder[key] = value + unstorable[at % unstorable.length];
      return [{ route, ...sentTo(route, body) }];
    }),
  );
}

/** A form's values that are no texts stand in their field as JSON. */
function sentTo(route: string, body: object): Sent {
  if (feeds[route] !== undefined) return { body: JSON.stringify(body), type: "application/json" };
  const fields = Object.entries(body).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { body: new URLSearchParams(fields).toString(), type: "application/x-www-form-urlencoded" };
}

interface Spot {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** Every value within a body, at any depth. */
function spotsOf(body: object): Spot[] {
  return Object.entries(body).flatMap(([key, value]) => [
    { holder: body as Record<string, unknown>, key },
    ...(typeof value === "object" && value !== null ? spotsOf(value) : []),
  ]);
}
