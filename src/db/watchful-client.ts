import pg from "pg";
import { namedStatement } from "./prepared.ts";

/** How long a connection may be silent while it owes an answer, milliseconds. */
export interface Silence {
  /** For the `begin` of a transaction, which a living server answers at once. */
  readonly beginMs: number;
  /** For any other statement: then the server is asked, by another connection, whether it is still at it. */
  readonly statementMs: number;
  /** For that question. */
  readonly askMs: number;
  /** For an answer that was on its way while we asked. */
  readonly graceMs: number;
}

const usualSilence: Silence = { beginMs: 5_000, statementMs: 15_000, askMs: 5_000, graceMs: 1_000 };

type Query = (...args: unknown[]) => unknown;

/**
 * A client that notices when its server is gone without a word: a network that swallows what is sent leaves a connection
 * that looks open for a quarter of an hour, and a pool that is full of them. Whoever waits gets an error, and the pool opens
 * another. A statement that is merely slow is left alone.
 */
export function watchfulClient(silence: Silence = usualSilence): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      const given = typeof config === "string" ? { connectionString: config } : (config ?? {});
      // Shorter than a pool's own patience, which includes the wait for a free connection.
      super({ ...given, connectionTimeoutMillis: silence.beginMs });
      watch(this, given, silence);
    }
  };
}

function watch(client: pg.Client, config: pg.ClientConfig, silence: Silence): void {
  const query = client.query.bind(client) as Query;
  const watched: Query = (...given) => {
    const named = given.length === 2 ? namedStatement(given[0], given[1]) : undefined;
    const args = named ? [named] : given;
    const first = args[0];
    const text = typeof first === "string" ? first : (first as { text?: string } | undefined)?.text;
    const limitMs = text === "begin" ? silence.beginMs : silence.statementMs;
    let timer: NodeJS.Timeout | undefined;
    let answered = false;
    const over = () => {
      answered = true;
      clearTimeout(timer);
    };
    const look = async () => {
      if (text === "begin") return cut(client);
      const slow = await isAtIt(client, config, silence.askMs);
      if (answered) return;
      timer = slow ? setTimeout(look, limitMs) : setTimeout(() => cut(client), silence.graceMs);
    };
    timer = setTimeout(look, limitMs);
    const last = args.at(-1);
    if (typeof last === "function") {
      args[args.length - 1] = (...result: unknown[]) => {
        over();
        last(...result);
      };
      return query(...args);
    }
    const result = query(...args);
    (result as Promise<unknown>).then(over, over);
    return result;
  };
  Object.assign(client, { query: watched });
}

/** Whether the server still works on what this client asked, as a fresh connection finds. */
async function isAtIt(client: pg.Client, config: pg.ClientConfig, askMs: number): Promise<boolean> {
  const { processID } = client as unknown as { processID: number | null };
  // As who connects, not as the app's role: that one may not look at its own sessions.
  const { options: _, ...rest } = config;
  const asking = new pg.Client({ ...rest, connectionTimeoutMillis: askMs, query_timeout: askMs });
  asking.on("error", () => {});
  try {
    await asking.connect();
    const found = await asking.query(
      "select 1 from pg_stat_activity where pid = $1 and state in ('active', 'fastpath function call')",
      [processID],
    );
    return found.rowCount === 1;
  } catch {
    return false;
  } finally {
    cut(asking);
  }
}

/** Ends the connection on our side at once, without a goodbye that nobody would hear. */
function cut(client: pg.Client): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}
