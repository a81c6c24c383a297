import {
  type AnnouncedEntry,
  isMd5Base64,
  MAX_MANIFEST_DEPTH,
  MAX_MANIFEST_ENTRY_BYTES,
  MAX_MANIFEST_HEAD_BYTES,
  StemmaError,
} from "../model/index.ts";

/** Entries that are parsed together: one native parse of some kilobytes is the fastest way through JSON. */
const BATCH_ENTRIES = 500;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

const BEFORE_CONTENTS = /[{,]\s*"contents"\s*:\s*$/;

/**
 * Reads a manifest as it arrives and gives its entries in batches; memory does not grow with the manifest.
 *
 * A byte scanner finds where members of `contents` end; whole members are parsed natively, some hundred at a time.
 *
 * **Errors** `invalid_input` with what is wrong and where
 * **Source** wire page 5.3
 */
export async function* scanManifest(bytes: AsyncIterable<Uint8Array>): AsyncIterable<AnnouncedEntry[]> {
  const scanner = new ManifestScanner();
  for await (const part of bytes) yield* scanner.push(part);
  scanner.finish();
}

class ManifestScanner {
  /** What stands outside of the braces of `contents`. */
  #head = "";
  #rest: Buffer = Buffer.alloc(0);
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isInContents = false;
  #hasContents = false;

  *push(part: Uint8Array): Iterable<AnnouncedEntry[]> {
    const buffer =
      this.#rest.length === 0
        ? Buffer.from(part.buffer, part.byteOffset, part.byteLength)
        : Buffer.concat([this.#rest, part]);
    let start = 0;
    let members = 0;
    let lastComma = -1;
    for (let index = this.#rest.length; index < buffer.length; index++) {
      const byte = buffer[index]!;
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) this.#isInString = false;
        continue;
      }
      if (byte === QUOTE) this.#isInString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        this.#deepen();
        if (
          this.#depth === 2 &&
          byte === OPEN_BRACE &&
          !this.#isInContents &&
          this.#beginsContents(buffer.subarray(start, index))
        ) {
          this.#addHead(buffer.subarray(start, index + 1));
          start = index + 1;
          lastComma = -1;
        }
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.#depth -= 1;
        if (this.#isInContents && this.#depth === 1) {
          yield* parseMembers(buffer.subarray(start, index), members + 1);
          this.#isInContents = false;
          members = 0;
          start = index;
        }
      } else if (byte === COMMA && this.#isInContents && this.#depth === 2) {
        members += 1;
        lastComma = index;
        if (members === BATCH_ENTRIES) {
          yield* parseMembers(buffer.subarray(start, index), members);
          members = 0;
          start = index + 1;
          lastComma = -1;
        }
      }
    }
    if (this.#isInContents && lastComma >= start) {
      yield* parseMembers(buffer.subarray(start, lastComma), members);
      start = lastComma + 1;
    }
    this.#keepRest(buffer.subarray(start));
  }

  finish(): void {
    this.#addHead(this.#rest);
    const head = parse(this.#head, "the manifest") as { version?: unknown } | null;
    if (typeof head !== "object" || head === null || !this.#hasContents)
      throw fault("it has no contents, expected an object of entries");
    if (head.version !== 1) throw fault(`its version is ${JSON.stringify(head.version)?.slice(0, 40)}, expected 1`);
  }

  #beginsContents(before: Buffer): boolean {
    if (!BEFORE_CONTENTS.test(this.#head.slice(-64) + before.toString("utf8").slice(-64))) return false;
    if (this.#hasContents) throw fault("it has contents twice");
    this.#isInContents = true;
    this.#hasContents = true;
    return true;
  }

  #deepen(): void {
    this.#depth += 1;
    if (this.#depth > MAX_MANIFEST_DEPTH) throw fault(`it is nested deeper than ${MAX_MANIFEST_DEPTH}`);
  }

  #addHead(bytes: Buffer): void {
    this.#head += bytes.toString("utf8");
    if (this.#head.length > MAX_MANIFEST_HEAD_BYTES)
      throw fault(`what stands beside its contents is longer than ${MAX_MANIFEST_HEAD_BYTES} bytes`);
  }

  #keepRest(rest: Buffer): void {
    if (rest.length > MAX_MANIFEST_ENTRY_BYTES)
      throw fault(`an entry is longer than ${MAX_MANIFEST_ENTRY_BYTES} bytes`);
    // A copy: the view would hold the whole part.
    this.#rest = Buffer.from(rest);
  }
}

function* parseMembers(bytes: Buffer, count: number): Iterable<AnnouncedEntry[]> {
  const text = bytes.toString("utf8");
  if (text.trim() === "") return;
  const members = parse(`{${text}}`, "an entry of the manifest") as Record<string, unknown>;
  const entries = Object.entries(members).map(([path, value]) => toEntry(path, value));
  if (entries.length !== count) throw fault("a path is listed twice");
  yield entries;
}

function toEntry(path: string, value: unknown): AnnouncedEntry {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw entryFault(path, "it is no object");
  const { digest, size, ref, extra } = value as Record<string, unknown>;
  if (typeof digest !== "string") throw entryFault(path, "it has no digest, expected a text");
  if (size !== undefined && size !== null && (!Number.isSafeInteger(size) || (size as number) < 0))
    throw entryFault(path, "its size is no whole number from 0 up");
  if (ref !== undefined && ref !== null && typeof ref !== "string") throw entryFault(path, "its ref is no text");
  if (extra !== undefined && extra !== null && (typeof extra !== "object" || Array.isArray(extra)))
    throw entryFault(path, "its extra is no object");
  if (typeof ref !== "string" && !isMd5Base64(digest)) throw entryFault(path, "its digest is not base64 of an MD5");
  return {
    path,
    digest,
    sizeBytes: typeof size === "number" ? size : undefined,
    ...(typeof ref === "string" ? { ref } : {}),
    ...(extra !== undefined && extra !== null && Object.keys(extra).length > 0
      ? { extra: extra as Record<string, unknown> }
      : {}),
  };
}

function parse(text: string, subject: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StemmaError("invalid_input", `Cannot read ${subject}: it is not JSON`, { cause });
  }
}

function fault(what: string): StemmaError {
  return new StemmaError("invalid_input", `Cannot read the manifest: ${what}`);
}

function entryFault(path: string, what: string): StemmaError {
  return new StemmaError("invalid_input", `Cannot read the entry "${path.slice(0, 80)}" of the manifest: ${what}`);
}
