import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A folder for what tests make once and share: one for a whole run, whose first process, the one that starts the others, takes it
 * away at its end; or one for a soak by itself.
 */
export function scratch(): string {
  const given = process.env.TEST_SCRATCH;
  if (given) return given;
  const folder = mkdtempSync(join(tmpdir(), "bellwether-scratch-"));
  process.env.TEST_SCRATCH = folder;
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
