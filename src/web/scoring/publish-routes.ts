import { Hono } from "hono";
import { discardDraft, publishModel, restoreModel } from "../../usecases/models/change-model.ts";
import { readForm } from "../forms/form-fields.ts";
import { requireAdmins } from "../session/require-admins.ts";
import { requireSession } from "../session/require-session.ts";
import type { WebDeps, WebEnv, WebRoutes } from "../web-env.ts";
import { ScoringDesk } from "./scoring-desk.tsx";

/** What becomes of a draft of the scoring model, and versions of the past: published, restored, thrown away. */
export function publishRoutes(deps: WebDeps): WebRoutes {
  const routes = new Hono<WebEnv>();
  const [signedIn, admins] = [requireSession(deps), requireAdmins(deps)];
  const desk = new ScoringDesk(deps);

  routes.post("/settings/scoring/publish", signedIn, admins, async (c) => {
    const { note = "", version, savedAt } = await readForm(c);
    return desk.orRefuse(c, async () => {
      const looked = { version: Number(version), savedAt: new Date(savedAt ?? "") };
      await desk.inTenant(c, (tx) => publishModel(tx, { note, ...looked, now: deps.now() }));
      return c.redirect("/settings/scoring?published", 303);
    });
  });

  routes.post("/settings/scoring/restore", signedIn, admins, async (c) => {
    const { note = "", version } = await readForm(c);
    return desk.orRefuse(c, async () => {
      const input = { version: Number(version), note, now: deps.now() };
      await desk.inTenant(c, (tx) => restoreModel(tx, input));
      return c.redirect("/settings/scoring?restored", 303);
    });
  });

  routes.post("/settings/scoring/discard", signedIn, admins, async (c) =>
    desk.orRefuse(c, async () => {
      await desk.inTenant(c, (tx) => discardDraft(tx, { now: deps.now() }));
      return c.redirect("/settings/scoring?discarded", 303);
    }),
  );

  return routes;
}
