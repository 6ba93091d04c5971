import { Hono } from "hono";
import { readFactGroups } from "../../db/accounts/segment-facts.ts";
import { readMetrics } from "../../db/metrics/metrics.ts";
import { isId } from "../../ids.ts";
import { saveDraft } from "../../usecases/models/change-model.ts";
import { dayIn } from "../../zones.ts";
import { requireAdmins } from "../session/require-admins.ts";
import { requireSession } from "../session/require-session.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { ScoringDesk } from "./scoring-desk.tsx";
import { documentOf } from "./scoring-form.ts";
import { changeSegments, segmentAct } from "./segment-form.ts";
import { SegmentList } from "./segment-list.tsx";

/** What was done, by the mark that its redirect carries. */
const saidWords: Readonly<Record<string, string>> = {
  saved: "The draft is saved. Nothing changes before it is published.",
  published: "Published. Scores change from the next day’s run; charts mark the day.",
  restored: "Restored. Scores change from the next day’s run; charts mark the day.",
  discarded: "The draft is gone.",
};

/** `/settings/scoring`: how accounts are scored, and the draft of the next version, for admins. */
export function scoringRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const [signedIn, admins] = [requireSession(deps), requireAdmins(deps)];
  const desk = new ScoringDesk(deps);

  routes.get("/settings/scoring", signedIn, async (c) => {
    const asked = c.req.query("preview");
    const said = Object.keys(saidWords).find((mark) => c.req.query(mark) !== undefined);
    return desk.show(c, {
      said: saidWords[said ?? ""] ?? null,
      ...(asked !== undefined && isId(asked) ? { preview: asked } : {}),
    });
  });

  routes.post("/settings/scoring", signedIn, admins, async (c) => {
    const form = await desk.typed(c);
    return desk.orShow(c, form, async () => {
      await desk.inTenant(c, (tx) => saveDraft(tx, { document: documentOf(form), now: deps.now() }));
      return c.redirect("/settings/scoring?saved", 303);
    });
  });

  // Segments come, go and change places in the form alone; the draft is saved with its other fields.
  routes.post("/settings/scoring/segments", signedIn, admins, async (c) => {
    const { do: asked = "", ...typed } = await desk.typed(c);
    const act = segmentAct(asked);
    const changed = act === undefined ? { form: typed, at: null } : changeSegments(typed, act);
    const moved = act === undefined ? undefined : { act: act.act, at: changed.at };
    const { form } = changed;
    if (c.req.header("x-part") !== "segments") return desk.show(c, { form, moved });
    const now = deps.now();
    const known = await desk.inTenant(c, async (tx) => ({
      metrics: await readMetrics(tx),
      groups: await readFactGroups(tx, dayIn(now, tx.member?.zone ?? "UTC")),
    }));
    return c.html(await (<SegmentList {...known} form={form} faults={[]} now={now} moved={moved} />));
  });

  return routes;
}
