import type { Accounting } from "./accounting.ts";
import type { Audit } from "./audit.ts";
import type { BlobStore } from "./blob-store.ts";
import type { LongReads } from "./long-reads.ts";
import type { Metadata } from "./metadata.ts";
import type { Metering } from "./metering.ts";
import type { Quotas } from "./quotas.ts";

/** What the verbs need of the world. */
export interface Ports {
  readonly metadata: Metadata;
  readonly blobs: BlobStore;
  readonly audit: Audit;
  readonly accounting: Accounting;
  readonly longReads: LongReads;
  readonly quotas: Quotas;
  readonly clock: Clock;
  /** When this process began to serve: nobody could be heard before (in milliseconds since 1970 UTC). */
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

/** The thread that all requests share: rows are read on it, so that reading much keeps it from all others. */
export interface EventLoop {
  /** Lets whatever else waits have its turn first. */
  yieldToOthers(): Promise<void>;
}

/** The digests of the wire. */
export interface Hashing {
  md5(): IncrementalHash;
  xxh128(): Promise<IncrementalHash>;
  sha256Hex(text: string): string;
  /** A salted scrypt hash with its parameters, to be kept. */
  passwordHash(password: string): Promise<string>;
}

/** A digest that grows with what it is given. */
export interface IncrementalHash {
  update(data: Uint8Array | string): IncrementalHash;
  hex(): string;
}
