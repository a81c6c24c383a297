import { zstdDecompressSync } from "node:zlib";
import { StemmaError } from "../../../model/errors.ts";
import { RECORD_HEADER_BYTES } from "../../../model/limits.ts";
import { blake3Hex } from "./blake3.ts";
import { type CompressMode, compressChunk } from "./compress-chunk.ts";

export { RECORD_HEADER_BYTES };
export type { CompressMode };

/** BLAKE3 of a chunk's raw bytes as lower-case hex: the chunk's identity and checksum. */
type ChunkHash = string & { readonly __digest: "blake3-chunk" };

/** How the bytes of a record are stored. */
type Codec = "none" | "zstd";

/** The header of a record (in bytes). */
export interface RecordHeader {
  readonly codec: Codec;
  readonly rawSizeBytes: number;
  readonly storedSizeBytes: number;
  /** The size of the record, including its header. */
  readonly recordSizeBytes: number;
  readonly checksum: ChunkHash;
}

/** A chunk whose bytes match their checksum. */
export interface DecodedRecord {
  readonly checksum: ChunkHash;
  /** A view into the record if it is uncompressed, otherwise separate memory. */
  readonly raw: Uint8Array;
}

/**
 * The maximum uncompressed size: far above the largest chunk, and low enough that a forged header cannot exhaust
 * memory.
 */
export const MAX_RECORD_RAW_BYTES = 16 * 1024 * 1024;

const FORMAT_VERSION = 1;
const CODECS: readonly Codec[] = ["none", "zstd"];
const CHECKSUM_OFFSET = 12;
const RESERVED_OFFSET = 2;
const RAW_SIZE_OFFSET = 4;
const STORED_SIZE_OFFSET = 8;
const CHECKSUM = /^[0-9a-f]{64}$/;

/**
 * Encodes a chunk as a record in one buffer; see `encodeRecordParts` for the format.
 *
 * @throws `too_large`
 */
export function encodeRecord(raw: Uint8Array, options: EncodeOptions): Uint8Array {
  return Buffer.concat(encodeRecordParts(raw, options));
}

/** How a chunk is encoded; `checksum` is its BLAKE3 if the caller already has it. */
export interface EncodeOptions {
  readonly compress: CompressMode;
  readonly checksum?: string;
}

/**
 * Encodes a chunk as a record in two consecutive parts: the header and the stored bytes. Uncompressed bytes are not
 * copied.
 *
 * @returns little endian: u8 format version (1), u8 codec (0 none, 1 zstd), u16 reserved (0), u32 raw size, u32 stored
 * size, 32 bytes checksum, then the stored bytes; zstd only if that is smaller than the raw bytes
 * @throws `too_large` beyond MAX_RECORD_RAW_BYTES
 */
export function encodeRecordParts(raw: Uint8Array, options: EncodeOptions): [Uint8Array, Uint8Array] {
  if (raw.byteLength > MAX_RECORD_RAW_BYTES) {
    throw new StemmaError(
      "too_large",
      `Cannot write a chunk of ${raw.byteLength} bytes: it is too large, expected at most ${MAX_RECORD_RAW_BYTES}`,
    );
  }
  const checksum = options.checksum ?? blake3Hex(raw);
  if (!CHECKSUM.test(checksum)) throw new TypeError(`"${checksum}" is not a BLAKE3 in lower-case hex`);
  const compressed = compressChunk(raw, options.compress);
  const stored = compressed ?? raw;
  const header = Buffer.alloc(RECORD_HEADER_BYTES);
  header.writeUInt8(FORMAT_VERSION, 0);
  header.writeUInt8(CODECS.indexOf(compressed === undefined ? "none" : "zstd"), 1);
  header.writeUInt32LE(raw.byteLength, RAW_SIZE_OFFSET);
  header.writeUInt32LE(stored.byteLength, STORED_SIZE_OFFSET);
  header.write(checksum, CHECKSUM_OFFSET, "hex");
  return [header, stored];
}

/**
 * Decodes the header of the record at `offset`; the stored bytes may be missing.
 *
 * @throws `damaged` if no valid header begins there
 */
export function readHeader(bytes: Uint8Array, offset = 0): RecordHeader {
  const view = bytes.subarray(offset, offset + RECORD_HEADER_BYTES);
  const header = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  if (header.byteLength < RECORD_HEADER_BYTES) {
    throw damaged(`it has ${header.byteLength} bytes`, `a header of ${RECORD_HEADER_BYTES}`, { offset });
  }
  const version = header.readUInt8(0);
  if (version !== FORMAT_VERSION) throw damaged(`its format is ${version}`, `${FORMAT_VERSION}`, { offset });
  const codec = CODECS[header.readUInt8(1)];
  if (codec === undefined) throw damaged(`its codec is ${header.readUInt8(1)}`, "0 or 1", { offset });
  if (header.readUInt16LE(RESERVED_OFFSET) !== 0) throw damaged("its reserved bytes are set", "zeros", { offset });
  const rawSizeBytes = header.readUInt32LE(RAW_SIZE_OFFSET);
  const storedSizeBytes = header.readUInt32LE(STORED_SIZE_OFFSET);
  const arePlausible = codec === "none" ? storedSizeBytes === rawSizeBytes : storedSizeBytes < rawSizeBytes;
  if (!arePlausible || rawSizeBytes > MAX_RECORD_RAW_BYTES) {
    const sizes = { offset, rawSizeBytes, storedSizeBytes };
    throw damaged(`its sizes are ${rawSizeBytes} and ${storedSizeBytes}`, `sizes of codec ${codec}`, sizes);
  }
  const checksum = header.toString("hex", CHECKSUM_OFFSET, RECORD_HEADER_BYTES) as ChunkHash;
  return { codec, rawSizeBytes, storedSizeBytes, recordSizeBytes: RECORD_HEADER_BYTES + storedSizeBytes, checksum };
}

/**
 * Decodes a record and returns the chunk if its bytes match the checksum.
 *
 * The caller must compare the checksum with the chunk it asked for.
 *
 * @throws `damaged`
 */
export function decodeRecord(record: Uint8Array): DecodedRecord {
  const header = readHeader(record);
  const { checksum, rawSizeBytes, recordSizeBytes } = header;
  if (record.byteLength !== recordSizeBytes) {
    throw damaged(`it has ${record.byteLength} bytes`, `${recordSizeBytes}`, { seal: checksum });
  }
  const stored = record.subarray(RECORD_HEADER_BYTES);
  const raw = header.codec === "none" ? stored : decompress(stored, header);
  if (raw.byteLength !== rawSizeBytes) {
    throw damaged(`it decompresses to ${raw.byteLength} bytes`, `${rawSizeBytes}`, { seal: checksum });
  }
  const actual = blake3Hex(raw);
  if (actual !== checksum) throw damaged(`its bytes have the BLAKE3 ${actual}`, checksum, { seal: checksum, actual });
  return { checksum, raw };
}

function decompress(stored: Uint8Array, { rawSizeBytes, checksum }: RecordHeader): Uint8Array {
  try {
    return zstdDecompressSync(stored, { maxOutputLength: rawSizeBytes });
  } catch (cause) {
    const expected = `zstd that decompresses to ${rawSizeBytes} bytes`;
    throw damaged("its stored bytes cannot be decompressed", expected, { seal: checksum }, cause);
  }
}

/** Creates a `damaged` error. Its details name the checksum `seal`, as logs do. */
function damaged(found: string, expected: string, details: Record<string, unknown>, cause?: unknown): StemmaError {
  return new StemmaError("damaged", `Cannot read a stored chunk: ${found}, expected ${expected}`, { details, cause });
}
