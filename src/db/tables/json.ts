import type { ColumnType } from "kysely";

/** A json column: anything on the way in (kysely passes objects as text), parsed on the way out. */
export type Json = ColumnType<unknown, unknown, unknown>;
