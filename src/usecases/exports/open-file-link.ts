import { memberContext } from "../../context.ts";
import type { Db } from "../../db/connection.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { type ExportFormat, findFormat } from "../../export-formats.ts";
import { newId } from "../../ids.ts";
import type { LinkSigner } from "../../signed-links.ts";
import { makeAccountExport } from "./make-account-export.ts";
import type { ExportRequest } from "./make-export-file.ts";
import { makePortfolioExport } from "./make-portfolio-export.ts";

/** How long a link to a file works. */
export const fileLinkLifeMs = 15 * 60_000;

/** What a link gives: an export, under the rights of who asked for it. */
export interface FileFacts {
  readonly tenantId: string;
  readonly memberId: string;
  /** Null: the portfolio. */
  readonly accountId: string | null;
  readonly format: ExportFormat;
}

/** The facts as they are signed. */
export function fileFacts({ tenantId, memberId, accountId, format }: FileFacts): string {
  return [tenantId, memberId, accountId ?? "", format].join("/");
}

/**
 * What the file of a signed link is made of, read under the rights that its owner has now.
 * @throws AppError `not-found` for what was never signed, `gone` after 15 minutes
 */
export async function openFileLink(
  { db, signer, publicUrl }: { readonly db: Db; readonly signer: LinkSigner; readonly publicUrl: string },
  token: string,
  now: Date,
): Promise<ExportRequest> {
  const signed = signer.read("file", token, now);
  if (!signed) throw notFound("page");
  if (signed.expired) throw new AppError("gone", "This link has expired. Ask for the file again.");
  const [tenantId = "", memberId = "", accountId = "", format = ""] = signed.facts.split("/");
  const context = memberContext(tenantId, memberId, newId(), "teams");
  const asked = { format: findFormat(format) ?? "pdf", now } as const;
  return withTenant(db, context, (tx) =>
    accountId === ""
      ? makePortfolioExport(tx, asked)
      : makeAccountExport(tx, { ...asked, accountId, publicUrl }),
  );
}
