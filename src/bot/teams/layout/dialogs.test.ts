import { describe, expect, test } from "vitest";
import * as cast from "../../../../test/cast.ts";
import { hostileNames } from "../../../../test/messages.ts";
import { assertTeamsCard } from "../../../../test/teams/assert-card.ts";
import { cardFaults, hasCardSchema } from "../../../../test/teams/card-schema.ts";
import { carriedOf, readDialog, renderDialog } from "./dialogs.ts";

const { acmeAlert, now } = cast;
const zone = "Europe/Berlin";
const carried = carriedOf("snooze", acmeAlert, { zone, clicked: "1700" });

describe("dialogs", () => {
  test("carry what they are about to their submission and back", () => {
    const data = { ...carried, span: "1-week", reason: " waiting ", wakeIfWorse: "true" };
    expect(readDialog(data, now)).toEqual({
      ok: true,
      carried,
      input: { until: new Date("2026-11-27T07:30:00Z"), reason: "waiting", wakeIfWorse: true },
    });
    const resolve = carriedOf("resolve", acmeAlert, { zone });
    expect(readDialog({ ...resolve, how: "told-why", note: "" }, now)).toMatchObject({
      ok: true,
      input: { how: "told-why", note: null },
    });
  });

  test("are shown again with what was typed, and what is wrong at its field", () => {
    const read = readDialog(
      { ...carried, span: "date", date: "2026-11-20", reason: "waiting", wakeIfWorse: "false" },
      now,
    );
    if (read?.ok !== false) throw new Error("It was taken");
    const { body } = read.again.card;
    const at = body.findIndex((element) => "id" in element && element.id === "date");
    expect(body[at + 1]).toMatchObject({ text: "Pick a day from tomorrow on.", color: "Attention" });
    expect(body.find((element) => "id" in element && element.id === "reason")).toMatchObject({
      value: "waiting",
    });
    expect(body.find((element) => "id" in element && element.id === "wakeIfWorse")).toMatchObject({
      value: "false",
    });
  });

  test("take nothing that is not theirs", () => {
    for (const data of [
      undefined,
      "x",
      {},
      { ...carried, alertId: "1" },
      { ...carried, zone: "Mars/Crater" },
    ]) {
      expect(readDialog(data, now)).toBeUndefined();
    }
  });

  test.each(hostileNames)("about an account called %j are shown whole", (name) => {
    for (const form of ["snooze", "resolve"] as const) {
      const alert = { ...acmeAlert, account: { ...acmeAlert.account, name } };
      assertTeamsCard(renderDialog(carriedOf(form, alert, { zone }), now).card);
    }
  });

  test.skipIf(!hasCardSchema)("are cards of Microsoft's schema", () => {
    const faults = cardFaults();
    for (const form of ["snooze", "resolve"] as const) {
      expect(faults(renderDialog(carriedOf(form, acmeAlert, { zone }), now).card)).toEqual([]);
    }
  });
});
