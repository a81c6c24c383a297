import type { Accounting } from "./accounting.ts";
import type { Audit } from "./audit.ts";
import type { BlobStore } from "./blob-store.ts";
import type { LongReads } from "./long-reads.ts";
import type { Metadata } from "./metadata.ts";
import type { Metering } from "./metering.ts";
import type { Quotas } from "./quotas.ts";

/** The ports that verbs use. */
export interface Ports {
  readonly metadata: Metadata;
  readonly blobs: BlobStore;
  readonly audit: Audit;
  readonly accounting: Accounting;
  readonly longReads: LongReads;
  readonly quotas: Quotas;
  readonly clock: Clock;
  /** Start of this process, in milliseconds since 1970 UTC: clients could not report before. */
  readonly servingSinceMs: number;
  readonly tokens: TokenGenerator;
  readonly hashing: Hashing;
  readonly eventLoop: EventLoop;
  readonly metering: Metering;
}

/** In milliseconds since 1970 UTC. */
export interface Clock {
  nowMs(): number;
}

/** Unguessable texts. */
export interface TokenGenerator {
  /** Lower-case letters and digits. */
  token(characters: number): string;
}

/** The thread that all requests share: reading many rows on it delays other requests. */
export interface EventLoop {
  /** Yields to other pending work. */
  yieldToOthers(): Promise<void>;
}

/** The digests used on the wire. */
export interface Hashing {
  md5(): IncrementalHash;
  xxh128(): Promise<IncrementalHash>;
  sha256Hex(text: string): string;
  /** Returns a salted scrypt hash with its parameters. */
  passwordHash(password: string): Promise<string>;
}

/** An incremental digest. */
export interface IncrementalHash {
  update(data: Uint8Array | string): IncrementalHash;
  hex(): string;
}
