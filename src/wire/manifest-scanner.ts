import {
  type DeclaredEntry,
  isMd5Base64,
  type JsonText,
  MAX_MANIFEST_DEPTH,
  MAX_MANIFEST_ENTRY_BYTES,
  MAX_MANIFEST_HEAD_BYTES,
  truncate,
  StemmaError,
} from "../model/index.ts";
import { readPolicyConfig } from "./storage-policy.ts";

/** Entries parsed together: one native parse of some kilobytes is the fastest way through JSON. */
const BATCH_ENTRIES = 500;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

const CONTENTS = "contents";

/**
 * Parses a manifest as a stream and yields its entries in batches; memory does not grow with the manifest.
 *
 * A byte scanner finds the ends of the members of `contents`; some hundred members at a time are parsed natively.
 * Rejects a repeated path within a batch; sorting the entries detects all others.
 *
 * @throws `invalid_input` with the cause and the position
 * @see docs/internals/wandb-wire.md
 */
export async function* scanManifest(
  bytes: AsyncIterable<Uint8Array>,
  onPolicyConfig: (config: JsonText | null) => void = () => {},
): AsyncIterable<DeclaredEntry[]> {
  const scanner = new ManifestScanner();
  for await (const part of bytes) yield* scanner.push(part);
  onPolicyConfig(scanner.finish());
}

class ManifestScanner {
  /** The text outside of the braces of `contents`. */
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  /** The part of a member in earlier chunks. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** The last quoted text on the first level, up to the length of the key searched for. */
  #word = "";
  #isContentsNext = false;
  #isInContents = false;
  #hasContents = false;
  #hasEntries = false;

  *push(part: Uint8Array): Iterable<DeclaredEntry[]> {
    const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    let start = 0;
    // Start of the current member: negative if it is in an earlier chunk.
    let memberStart = -this.#pendingBytes;
    let members = 0;
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index]!;
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) this.#isInString = false;
        if (this.#depth === 1 && this.#isInString) this.#spell(byte);
      } else if (byte === QUOTE) {
        this.#isInString = true;
        this.#word = "";
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        this.#deepen();
        if (!this.#beginsContents(byte)) continue;
        this.#addHead(bytes.subarray(start, index + 1));
        start = memberStart = index + 1;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.#depth -= 1;
        if (!this.#isInContents || this.#depth > 1) continue;
        this.#checkMember(index - memberStart);
        if (members > 0 || this.#hasEntries || !this.#isBlank(bytes.subarray(start, index)))
          yield* this.#parse(bytes.subarray(start, index), members + 1);
        this.#isInContents = false;
        members = 0;
        start = index;
      } else if (byte === COMMA && this.#isInContents && this.#depth === 2) {
        this.#checkMember(index - memberStart);
        members += 1;
        memberStart = index + 1;
        if (members < BATCH_ENTRIES) continue;
        yield* this.#parse(bytes.subarray(start, index), members);
        members = 0;
        start = memberStart;
      } else if (byte === COLON && this.#depth === 1) this.#isContentsNext = this.#word === CONTENTS;
      else if (byte === COMMA && this.#depth === 1) this.#isContentsNext = false;
    }
    if (members > 0) {
      yield* this.#parse(bytes.subarray(start, memberStart - 1), members);
      start = memberStart;
    }
    if (this.#isInContents) {
      this.#checkMember(bytes.length - memberStart);
      this.#keep(bytes.subarray(start));
    } else this.#addHead(bytes.subarray(start));
  }

  /** Returns the storage policy config of the manifest. */
  finish(): JsonText | null {
    const head = parseJson(decode([...this.#head, ...this.#pending]), "the manifest") as Record<string, unknown> | null;
    const contents = head?.[CONTENTS];
    // The entries were removed, so anything else is a second value under the same key.
    if (!this.#hasContents || typeof contents !== "object" || contents === null || Object.keys(contents).length > 0)
      throw fault("it has no contents, expected an object of entries");
    if (head?.["version"] !== 1)
      throw fault(`its version is ${JSON.stringify(head?.["version"])?.slice(0, 40)}, expected 1`);
    return readPolicyConfig(head["storagePolicyConfig"]);
  }

  #spell(byte: number): void {
    if (this.#word.length <= CONTENTS.length) this.#word += String.fromCharCode(byte);
  }

  #beginsContents(byte: number): boolean {
    if (this.#depth !== 2 || !this.#isContentsNext || byte !== OPEN_BRACE || this.#isInContents) return false;
    if (this.#hasContents) throw fault("it has two contents fields");
    this.#isContentsNext = false;
    this.#isInContents = true;
    this.#hasContents = true;
    return true;
  }

  #deepen(): void {
    this.#depth += 1;
    if (this.#depth > MAX_MANIFEST_DEPTH) throw fault(`it is nested deeper than ${MAX_MANIFEST_DEPTH}`);
  }

  #addHead(bytes: Buffer): void {
    this.#headBytes += bytes.length;
    if (this.#headBytes > MAX_MANIFEST_HEAD_BYTES)
      throw fault(`the part outside its contents is longer than ${MAX_MANIFEST_HEAD_BYTES} bytes`);
    // Copied, here and below, because a view would keep the whole chunk alive.
    this.#head.push(Buffer.from(bytes));
  }

  #keep(bytes: Buffer): void {
    this.#pending.push(Buffer.from(bytes));
    this.#pendingBytes += bytes.length;
  }

  /** Returns whether `contents` is still empty. */
  #isBlank(bytes: Buffer): boolean {
    return decode([...this.#pending, bytes]).trim() === "";
  }

  #checkMember(bytes: number): void {
    if (bytes > MAX_MANIFEST_ENTRY_BYTES) throw fault(`an entry is longer than ${MAX_MANIFEST_ENTRY_BYTES} bytes`);
  }

  *#parse(bytes: Buffer, count: number): Iterable<DeclaredEntry[]> {
    const text = decode([...this.#pending, bytes]);
    this.#pending = [];
    this.#pendingBytes = 0;
    if (text.trim() === "") throw fault("it is not valid JSON: an entry is missing");
    this.#hasEntries = true;
    const members = parseJson(`{${text}}`, "an entry of the manifest") as Record<string, unknown>;
    const entries = Object.entries(members).map(([path, value]) => toEntry(path, value));
    if (entries.length < count) throw fault("a path is listed twice");
    yield entries;
  }
}

function toEntry(path: string, value: unknown): DeclaredEntry {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw entryFault(path, "it is not an object");
  const { digest, size, ref, extra } = value as Record<string, unknown>;
  if (typeof digest !== "string") throw entryFault(path, "it has no digest, expected a string");
  if (size !== undefined && size !== null && (!Number.isSafeInteger(size) || (size as number) < 0))
    throw entryFault(path, "its size is not a whole number of 0 or more");
  if (ref !== undefined && ref !== null && typeof ref !== "string") throw entryFault(path, "its ref is not a string");
  if (extra !== undefined && extra !== null && (typeof extra !== "object" || Array.isArray(extra)))
    throw entryFault(path, "its extra is not an object");
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

function decode(parts: readonly Buffer[]): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      parts.length === 1 ? parts[0] : Buffer.concat(parts),
    );
  } catch (cause) {
    throw new StemmaError("invalid_input", "Cannot read the manifest: it is not UTF-8", { cause });
  }
}

function parseJson(text: string, subject: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StemmaError("invalid_input", `Cannot read ${subject}: it is not valid JSON`, { cause });
  }
}

function fault(what: string): StemmaError {
  return new StemmaError("invalid_input", `Cannot read the manifest: ${what}`);
}

function entryFault(path: string, what: string): StemmaError {
  return new StemmaError("invalid_input", `Cannot read the entry "${truncate(path)}" of the manifest: ${what}`);
}
