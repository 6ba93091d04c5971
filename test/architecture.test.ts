import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";

/*
 * How the house is built, held by reading the import statements of src. Imports point downward, those of types as well. Each
 * room says what it is for, so that a newcomer can find the place for something new.
 */

/** A part of src. `path` ends in "/" for a folder, else it is one file without its ending. The longest path wins. */
interface Room {
  readonly path: string;
  readonly layer: 0 | 1 | 2 | 3 | 4 | 5;
  /** Rooms of the same layer that it may use. */
  readonly beside?: readonly string[];
}

const rooms: readonly Room[] = [
  // 5: where the parts are put together
  { path: "main", layer: 5, beside: ["previews"] },
  { path: "previews", layer: 5 },
  { path: "cli", layer: 5, beside: ["cli/"] },
  { path: "cli/", layer: 5, beside: ["main"] },
  // 4: surfaces. They do not know each other; main puts them together. api is the server that carries the web pages.
  { path: "bot/slack/", layer: 4 },
  { path: "bot/teams/", layer: 4 },
  { path: "bot/email/", layer: 4 },
  { path: "api/", layer: 4, beside: ["web/"] },
  { path: "web/", layer: 4 },
  { path: "web/islands/", layer: 4 },
  { path: "jobs/", layer: 4 },
  // 3: the rules of the product, and what every chat surface answers with them
  { path: "usecases/", layer: 3 },
  { path: "bot/", layer: 3, beside: ["usecases/"] },
  // 2: the outside world
  { path: "db/", layer: 2, beside: ["ingest/"] },
  { path: "ingest/", layer: 2 },
  { path: "outside/", layer: 2 },
  // 1: pure; no database, network, clock or environment
  { path: "scoring/", layer: 1 },
  { path: "render/", layer: 1, beside: ["scoring/", "words/"] },
  { path: "demo/", layer: 1, beside: ["scoring/"] },
  { path: "results/", layer: 1, beside: ["scoring/"] },
  { path: "bot/message", layer: 1, beside: ["render/", "results/"] },
  { path: "bot/plain-text", layer: 1, beside: ["bot/message", "words/"] },
  { path: "words/", layer: 1, beside: ["scoring/", "results/"] },
  {
    path: "bot/views/",
    layer: 1,
    beside: ["bot/message", "bot/plain-text", "words/", "results/", "scoring/", "render/"],
  },
  // 0: what everybody may know
  { path: "errors", layer: 0 },
  { path: "context", layer: 0 },
  { path: "ids", layer: 0 },
  { path: "zones", layer: 0, beside: ["errors"] },
  { path: "logger", layer: 0 },
  { path: "storable-text", layer: 0 },
  { path: "secrets", layer: 0, beside: ["errors"] },
  { path: "signed-links", layer: 0 },
  { path: "config", layer: 0, beside: ["errors", "sign-in-providers", "this-machine"] },
  { path: "sign-in-providers", layer: 0, beside: ["errors", "ids", "this-machine"] },
  { path: "this-machine", layer: 0 },
  { path: "random", layer: 0 },
  { path: "work-desk", layer: 0 },
  { path: "channels", layer: 0 },
  { path: "export-formats", layer: 0 },
  { path: "quiet-hours", layer: 0 },
  { path: "most-urgent", layer: 0 },
];

/** Packages and built-in modules that one place alone may import; everybody else asks that place. */
const owners: readonly { readonly of: RegExp; readonly only: RegExp; readonly mend: string }[] = [
  { of: /^@slack\//, only: /^bot\/slack\//, mend: "ask through bot/sender.ts" },
  { of: /^(botbuilder|botframework)/, only: /^bot\/teams\//, mend: "ask through bot/sender.ts" },
  { of: /^nodemailer/, only: /^bot\/email\//, mend: "send through bot/sender.ts" },
  { of: /^(openid-client|jose)$/, only: /^outside\//, mend: "ask a SignInDoor" },
  {
    of: /^(kysely|pg|pg-boss|pg-copy-streams)$/,
    only: /^db\//,
    mend: "write a function in db/ that takes the transaction",
  },
  {
    of: /^(vega|vega-lite|sharp|pdfmake|fontkit|hucre)($|\/)/,
    only: /^render\//,
    mend: "ask a function of render/",
  },
  { of: /^(hono|@hono\/)/, only: /^(api|web|bot\/slack|bot\/teams|main)/, mend: "answer from api/ or web/" },
];

/** What no pure room may touch, and the few files that must: they bring the renderer its own fonts and its worker. */
const impure =
  /^(node:(fs|net|http|https|dns|tls|dgram|child_process|worker_threads|os|cluster)|pg|kysely|hono|pino)($|[/:])/;
const pureRooms = [
  "scoring/",
  "render/",
  "demo/",
  "bot/message",
  "bot/plain-text",
  "words/",
  "bot/views/",
  "results/",
];
const ownFontsAndWorker = ["render/fonts/fonts.ts", "render/render-thread.ts", "render/render-worker.ts"];

/** Who may read the environment: main and the command hand it to config; fontconfig is a C library that looks there. */
const readsEnvironment = ["config.ts", "main.ts", "cli.ts", "render/fonts/fonts.ts"];

interface Source {
  /** Relative to src. */
  readonly file: string;
  readonly text: string;
  readonly imports: readonly {
    readonly from: string;
    readonly typeOnly: boolean;
    readonly reExports: boolean;
  }[];
}

const src = join(import.meta.dirname, "../src");
const sources: readonly Source[] = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$/.test(file))
  .sort()
  .map((file) => {
    const text = readFileSync(join(src, file), "utf8");
    return { file, text, imports: readImports(text) };
  });

function readImports(text: string): Source["imports"] {
  const code = text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
  const stated = [...code.matchAll(/(?:^|;)[ \t]*(import|export)\s+([^;"']*?)\s*from\s+"([^"]+)"/gm)].map(
    (found) => {
      const [, verb, names = "", from = ""] = found;
      const named = /^\{([\s\S]*)\}$/.exec(names)?.[1]?.split(",");
      const typeOnly =
        names.startsWith("type ") ||
        (named?.every((name) => name.trim() === "" || name.trim().startsWith("type ")) ?? false);
      return { from, typeOnly, reExports: verb === "export" };
    },
  );
  const others = [...code.matchAll(/(?:(?:^|;)[ \t]*import\s+|\bimport\()\s*"([^"]+)"/gm)].map(
    ([, from = ""]) => ({
      from,
      typeOnly: false,
      reExports: false,
    }),
  );
  return [...stated, ...others];
}

/** The room of a file of src, by its longest path. */
function roomOf(file: string): Room | undefined {
  const name = file.replace(/\.tsx?$/, "");
  return rooms
    .filter(({ path }) => (path.endsWith("/") ? name.startsWith(path) : name === path))
    .sort((one, other) => other.path.length - one.path.length)[0];
}

/** The file that a relative import of `source` leads to. */
function targetOf(source: Source, from: string): string {
  return normalize(join(dirname(source.file), from)).replaceAll("\\", "/");
}

describe("the house", () => {
  test("has a room for every file", () => {
    expect(sources.length).toBeGreaterThan(250);
    const homeless = sources.filter(({ file }) => !roomOf(file)).map(({ file }) => file);
    expect(homeless, "Give the file a room in the table above, or move it into one.").toEqual([]);
  });

  test("has imports that point downward only, those of types as well", () => {
    const wrong = sources.flatMap((source) => {
      const room = roomOf(source.file);
      if (!room) return [];
      return source.imports.flatMap(({ from }) => {
        if (!from.startsWith(".")) return [];
        const target = targetOf(source, from);
        const other = roomOf(target);
        if (!other || other === room || other.layer < room.layer || room.beside?.includes(other.path))
          return [];
        const mend =
          other.layer > room.layer
            ? `pass it in from layer ${other.layer}, or move its type to results/`
            : "let a layer above pass it in, or move what both need one layer down";
        return [
          `src/${source.file} (layer ${room.layer}) imports src/${target} (layer ${other.layer}): ${mend}`,
        ];
      });
    });
    expect(wrong).toEqual([]);
  });

  test("has no files that import each other in a circle", () => {
    const files = new Set(sources.map(({ file }) => file));
    const importsOf = new Map(
      sources.map((source) => [
        source.file,
        source.imports
          .filter(({ from }) => from.startsWith("."))
          .map(({ from }) => targetOf(source, from))
          .filter((file) => files.has(file)),
      ]),
    );
    const clear = new Set<string>();
    /** The first circle that `file` leads into, by the way of `path`; undefined: none. */
    const findCircle = (file: string, path: readonly string[]): readonly string[] | undefined => {
      if (clear.has(file)) return undefined;
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      for (const next of importsOf.get(file) ?? []) {
        const circle = findCircle(next, [...path, file]);
        if (circle) return circle;
      }
      clear.add(file);
      return undefined;
    };
    const circles = sources.flatMap(({ file }) => {
      const circle = findCircle(file, []);
      return circle
        ? [`${circle.join(" -> ")}: move what two of them need into a file that both import`]
        : [];
    });
    expect(circles).toEqual([]);
  });

  test("keeps chat platforms apart, in their types too", () => {
    const platformOf = (file: string) => /^bot\/(slack|teams|email)\//.exec(file)?.[1];
    const wrong = sources.flatMap((source) =>
      source.imports.flatMap(({ from }) => {
        const mine = platformOf(source.file);
        const other = from.startsWith(".") ? platformOf(targetOf(source, from)) : undefined;
        return mine && other && mine !== other
          ? [`src/${source.file} imports ${from}: what two platforms share lives in bot/`]
          : [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("has platforms where what comes in may use what goes out, and both the layout, and none the other way", () => {
    const order = ["layout", "outbound", "inbound"];
    const heightOf = (file: string) =>
      order.indexOf(/^bot\/(?:slack|teams|email)\/(\w+)\//.exec(file)?.[1] ?? "");
    const wrong = sources.flatMap((source) =>
      source.imports
        .filter(({ from }) => from.startsWith(".") && heightOf(source.file) >= 0)
        .filter(({ from }) => heightOf(targetOf(source, from)) > heightOf(source.file))
        .map(({ from }) => `src/${source.file} imports ${from}: move what both need into the lower folder`),
    );
    expect(wrong).toEqual([]);
  });

  test("lets one place alone import a vendor's package", () => {
    const wrong = sources.flatMap((source) =>
      source.imports.flatMap(({ from, typeOnly }) =>
        owners
          .filter(
            ({ of, only }) =>
              of.test(from) && !only.test(source.file) && !(typeOnly && !/^@slack/.test(from)),
          )
          .map(({ mend }) => `src/${source.file} imports ${from}: ${mend}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test("has queries in db/ alone", () => {
    const asking = sources
      .filter(({ file, text }) => !file.startsWith("db/") && /\btx\.db\b/.test(text))
      .map(({ file }) => `src/${file} asks the database itself: write verbNoun(tx, ...) in db/`);
    expect(asking).toEqual([]);
  });

  test("writes the log of looks and changes in use cases, and in the command beside them", () => {
    const writing = sources
      .filter(({ imports }) => imports.some(({ from }) => from.endsWith("/db/audit.ts")))
      .map(({ file }) => file)
      .filter((file) => /^(bot|web|api|jobs)\//.test(file))
      .map((file) => `src/${file} writes the audit log: let the use case that it calls do so`);
    expect(writing).toEqual([]);
  });

  test("has pure rooms without files, network, database or clock", () => {
    const pure = sources.filter(({ file }) => pureRooms.includes(roomOf(file)?.path ?? ""));
    const touching = pure.filter(({ file }) => !ownFontsAndWorker.includes(file));
    const imports = touching.flatMap(({ file, imports }) =>
      imports
        .filter(({ from, typeOnly }) => !typeOnly && impure.test(from))
        .map(({ from }) => `src/${file} imports ${from}: pass in what it reads`),
    );
    const clocks = touching
      .filter(({ text }) =>
        /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|Temporal\.Now|\bfetch\(/.test(text),
      )
      .map(({ file }) => `src/${file} looks at the clock, chance or the network: pass in what it needs`);
    expect([...imports, ...clocks]).toEqual([]);
  });

  test("reads the environment in config.ts alone", () => {
    const wrong = sources
      .filter(({ file, text }) => /\bprocess\.env\b/.test(text) && !readsEnvironment.includes(file))
      .map(({ file }) => `src/${file} reads process.env: add the setting to config.ts and pass it in`);
    expect(wrong).toEqual([]);
  });

  test("has no file that only hands on what others export", () => {
    const wrong = sources
      .filter(
        ({ file, text, imports }) =>
          /(^|\/)index\.tsx?$/.test(file) ||
          imports.some((entry) => entry.reExports) ||
          /^export (type )?\{/m.test(text),
      )
      .map(({ file }) => `src/${file}: let everybody import from where a thing is defined`);
    expect(wrong).toEqual([]);
  });

  test("exports no function and no constant that nobody asks for", () => {
    const askers = ["src", "test", "bench", "scripts"].flatMap((folder) =>
      readdirSync(join(src, "..", folder), { recursive: true, encoding: "utf8" })
        .filter((file) => /\.tsx?$/.test(file))
        .map((file) => join(src, "..", folder, file)),
    );
    const filesOf = new Map<string, number>();
    for (const file of askers)
      for (const word of new Set(readFileSync(file, "utf8").match(/[A-Za-z_$][\w$]*/g)))
        filesOf.set(word, (filesOf.get(word) ?? 0) + 1);
    const unasked = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/^export (?:async )?(?:function\*?|const|class|let) ([\w$]+)/gm)]
        .filter(([, name = ""]) => filesOf.get(name) === 1)
        .map(([, name]) => `src/${file} exports ${name} for nobody: drop the word export, or all of it`),
    );
    expect(unasked).toEqual([]);
  });

  test("has no file over 400 lines", () => {
    const long = sources
      .map(({ file, text }) => ({ file, lines: text.split("\n").length - 1 }))
      .filter(({ lines }) => lines > 400)
      .map(({ file, lines }) => `src/${file} has ${lines} lines: split it where it speaks of two things`);
    expect(long).toEqual([]);
  });

  test("has no function over 100 lines", () => {
    const long = sources.flatMap(({ file, text }) => {
      const lines = text.split("\n");
      return lines.flatMap((line, at) => {
        const name = /^(?:export )?(?:async )?function\*? (\w+)/.exec(line)?.[1];
        const length = lines.indexOf("}", at) - at + 1;
        return name && length > 100
          ? [`src/${file}: ${name} has ${length} lines: give its steps names of their own`]
          : [];
      });
    });
    expect(long).toEqual([]);
  });

  test("has no drawer for odds and ends", () => {
    const vague = sources
      .map(({ file }) => file)
      .filter((file) => /(^|[/-])(utils?|helpers?|manager|service|common|misc)([-./]|$)/.test(file));
    expect(vague, "Name the file for what it does.").toEqual([]);
  });
});
