import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AppError } from "../errors.ts";

const inflate = promisify(gunzip);

/** Bytes of one request, as sent and as inflated. */
const maxRequestBytes = 500 * 1024;

/**
 * Reads the body of a request as JSON, inflating gzip. Never holds more than the limit, whatever is sent.
 * @throws AppError `too-large` beyond 500 KB, sent or inflated; `bad-input` when it is not JSON in UTF-8, or not gzip
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() || "identity";
  if (encoding !== "identity" && encoding !== "gzip") {
    throw new AppError(
      "bad-input",
      `The body may be sent as gzip or plain, not as “${encoding.slice(0, 40)}”.`,
    );
  }
  const sent = await readBytes(request);
  const bytes = encoding === "gzip" ? await inflateBounded(sent) : sent;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new AppError("bad-input", "The body is not JSON in UTF-8.", { cause });
  }
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > maxRequestBytes) throw tooLarge();
  // As many bytes as were declared, and no more, are what the parser of HTTP hands over: one read takes them all.
  if (declared > 0) return new Uint8Array(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxRequestBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
}

async function inflateBounded(sent: Uint8Array): Promise<Uint8Array> {
  try {
    return await inflate(sent, { maxOutputLength: maxRequestBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new AppError("bad-input", "The body is not gzip, though its header says so.", { cause });
  }
}

function tooLarge(): AppError {
  return new AppError("too-large", `A request may have ${maxRequestBytes / 1024} KB, also when inflated.`);
}
