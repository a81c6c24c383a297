import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { BlobDriver } from "../../../src/core/ports/blob-driver.ts";
import type { ByteRange, UploadTarget } from "../../../src/core/ports/blob-store.ts";
import type { Draft } from "../../../src/core/ports/metadata.ts";
import { type BlobHash, isStemmaError } from "../../../src/model/index.ts";
import { listAll } from "../blob-driver/checks.ts";
import { digestOf, type World } from "../metadata/world.ts";
import type { WatchedDriver } from "../blob-driver/watched-driver.ts";

/** A world whose bytes can be watched, and whose process can end and begin again. */
export interface StoreWorld extends World {
  driver: WatchedDriver;
  /** Ends the process as it stands, lets something happen to its bytes, and starts the next one. */
  restart(meanwhile?: (driver: BlobDriver) => Promise<void>): Promise<void>;
}

/** What a file of a draft is sent for. */
export function draftTarget(draft: Draft, path: string, content: Uint8Array): UploadTarget {
  return { kind: "draft-file", projectId: draft.projectId, artifactId: draft.id, path, digest: digestOf(content) };
}

/** Reads a blob back, whole or a range of it. */
export async function readBack(store: StoreWorld, hash: BlobHash, range?: ByteRange): Promise<Buffer> {
  const { bytes } = await store.blobs.open(hash, range);
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(Uint8Array.from(part));
  return Buffer.concat(parts);
}

/** Bytes nobody stored before. */
export function newBytes(sizeBytes: number): Buffer {
  return randomBytes(sizeBytes);
}

/** Bytes nobody stored before, of which zstd makes a small part. */
export function compressibleBytes(sizeBytes: number): Buffer {
  const line = Buffer.from(`${randomBytes(8).toString("hex")}, the quick brown fox, 0.00000, 1.00000\n`);
  const content = Buffer.alloc(sizeBytes, line);
  // The lines are numbered, so that no two chunks are the same.
  for (let start = 0; start + 8 <= sizeBytes; start += 4096) content.writeUInt32LE(start, start);
  return content;
}

/** How much of everything there is, to see that a refused body leaves nothing. */
export async function inventory(store: StoreWorld): Promise<Record<string, number>> {
  const { read } = store.place.engine;
  const counts: Record<string, number> = {};
  for (const table of ["blobs", "blob_chunks", "chunks", "packs", "claims", "draft_blobs", "run_files"] as const) {
    const { count } = await read
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    counts[table] = count;
  }
  return { ...counts, objects: (await listAll(store.driver)).length };
}

/** The bytes of all records that have a row. */
export async function liveBytes(store: StoreWorld): Promise<number> {
  const rows = await store.place.engine.read.selectFrom("chunks").select("stored_bytes").execute();
  return rows.reduce((total, { stored_bytes }) => total + stored_bytes, 0);
}

/** Expects that every pack has a row and is as long as its row says. */
export async function expectPacksMatchRows(store: StoreWorld): Promise<void> {
  const rows = await store.place.engine.read.selectFrom("packs").select(["name", "size_bytes"]).execute();
  const expected = rows.map(({ name, size_bytes }) => ({ name, sizeBytes: size_bytes }));
  const byName = (left: { name: string }, right: { name: string }): number => (left.name < right.name ? -1 : 1);
  expect(await listAll(store.driver)).toEqual(expected.toSorted(byName));
}

/** How often a sender tries again, as the official client does. */
const MAX_TRIES = 20;

/** Does again what was refused because bytes it shares were collected: the store asks for that. */
export async function untilStored<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === MAX_TRIES || !isStemmaError(error, "unavailable")) throw error;
    }
  }
}
