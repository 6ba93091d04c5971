import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { storableJson, storableText } from "../ingest/clean-text.ts";
import {
  booleanArray,
  dayArray,
  floatArray,
  integerArray,
  jsonArray,
  textArray,
  timeArray,
  uuidArray,
} from "./binary-arrays.ts";

let db: TestDb;
beforeAll(async () => {
  db = await openTestDb({ max: 1 });
});
afterAll(() => db.close());

const text = fc.string({ unit: "binary", maxLength: 30 }).map(storableText);
const columns = fc.array(
  fc.record({
    id: fc.uuid(),
    text,
    word: fc.option(text),
    json: fc.option(
      fc.jsonValue().map((value) => ({ value })),
      { nil: undefined },
    ),
    place: fc.option(
      fc.maxSafeInteger().map((value) => value % 2 ** 31),
      { nil: undefined },
    ),
    number: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
    yes: fc.boolean(),
    at: fc.date({ min: new Date("1970-01-01"), max: new Date("2199-12-31"), noInvalidDate: true }),
  }),
  { maxLength: 20 },
);

test("arrays arrive as they were: any text, any JSON, nulls, times before and after 2000, none at all", async () => {
  for (const rows of [[], ...fc.sample(columns, { numRuns: 60, seed: 20_261_121 })]) {
    const { rows: found } = await db.pool.query(
      `select $1::uuid[] = $6::text[]::uuid[] as ids, to_json($2::text[]) as texts, to_json($3::jsonb[]) as json,
              to_json($4::integer[]) as places, array(select (extract(epoch from t) * 1000)::float8 from unnest($5::timestamptz[]) t) as times,
              $7::float8[] as numbers, $8::boolean[] as answers, $9::date[]::text[] as days, to_json($10::text[]) as words, cardinality($1::uuid[]) as count`,
      [
        uuidArray(rows.map(({ id }) => id)),
        textArray(rows.map((row) => row.text)),
        jsonArray(rows.map(({ json }) => json && storableJson(json))),
        integerArray(rows.map(({ place }) => place)),
        timeArray(rows.map(({ at }) => at.getTime())),
        rows.map(({ id }) => id),
        floatArray(rows.map(({ number }) => number)),
        booleanArray(rows.map(({ yes }) => yes)),
        dayArray(rows.map(({ at }) => at.toISOString().slice(0, 10))),
        textArray(rows.map(({ word }) => word)),
      ],
    );
    expect(found[0]).toEqual({
      ids: true,
      texts: rows.map((row) => row.text),
      json: rows.map(({ json }) => (json === undefined ? null : JSON.parse(storableJson(json)))),
      places: rows.map(({ place }) => place ?? null),
      times: rows.map(({ at }) => at.getTime()),
      numbers: rows.map(({ number }) => number),
      answers: rows.map(({ yes }) => yes),
      days: rows.map(({ at }) => at.toISOString().slice(0, 10)),
      words: rows.map(({ word }) => word),
      count: rows.length,
    });
  }
});
