import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { BlobDriver } from "../../../core/ports/blob-driver.ts";
import type { UploadTarget } from "../../../core/ports/blob-store.ts";
import { type Md5Hex, md5ToBase64 } from "../../../model/index.ts";
import { isValidClaim } from "../../metadata/artifacts/claims.ts";
import { inputRows } from "../../metadata/engine/input-rows.ts";
import type { RowsScope } from "../../metadata/engine/rows-scope.ts";
import { blake3Hex } from "../pack/blake3.ts";
import { encodeRecordParts } from "../pack/record.ts";
import type { PendingPackDeletes } from "../pack/pending-pack-deletes.ts";
import { type PackProgress, PackWriter } from "../pack/pack-writer.ts";
import type { NewChunk } from "./store-work.ts";

/**
 * The decoy pack is closed at this size. It contains no live chunks, so the garbage collector deletes it in its next
 * round.
 */
const DUMMY_PACK_BYTES = 16 * 1024 * 1024;
/** Written for a body whose chunks were written by an upload stream. */
const FILLER_BYTES = 4096;

/**
 * Writes and syncs bytes that are already stored, for bodies on which their project has no claim. No row refers to the
 * written bytes.
 *
 * Otherwise a PUT would be faster if another tenant has the same bytes, and its duration would reveal that.
 */
export class DummyWrites {
  readonly #packs: PackWriter;
  #sizeBytes = 0;

  constructor(ports: { driver: BlobDriver; pendingDeletes: PendingPackDeletes; newPackName: () => string }) {
    this.#packs = new PackWriter(ports);
  }

  /**
   * Waits for a sync as if the chunks were new. Writes filler for bodies whose chunks are not in memory.
   *
   * @returns the progress of its packs
   * @throws `storage_full`, `unavailable`, as for new bytes
   */
  async write(chunks: readonly NewChunk[]): Promise<PackProgress[]> {
    const written = chunks.length > 0 ? chunks : [filler()];
    const locations = await this.#packs.append(
      written.map(({ bytes, hash }) => encodeRecordParts(bytes, { compress: "sampled", checksum: hash })),
    );
    this.#sizeBytes += locations.reduce((total, { storedBytes }) => total + storedBytes, 0);
    if (this.#sizeBytes < DUMMY_PACK_BYTES) return this.#packs.sync();
    this.#sizeBytes = 0;
    return this.#packs.close();
  }

  /** Continues in a new pack after a failed write or sync. */
  abandon(): Promise<PackProgress[]> {
    this.#sizeBytes = 0;
    return this.#packs.abandon();
  }
}

function filler(): NewChunk {
  const bytes = randomBytes(FILLER_BYTES);
  return { hash: blake3Hex(bytes), bytes };
}

/** A received body and its upload target. */
export interface ArrivedBody {
  readonly hash: string;
  readonly md5: Md5Hex;
  readonly uploadTarget: UploadTarget;
}

/**
 * Returns the bodies on which their project has no claim, whose duration must not reveal that another project has them.
 */
export async function withoutClaim<Body extends ArrivedBody>(
  { db, capabilities }: RowsScope,
  bodies: readonly Body[],
): Promise<Body[]> {
  const claimable = bodies.flatMap(({ hash, md5, uploadTarget }, index) =>
    uploadTarget.kind === "draft-file" ? [[index, uploadTarget.projectId, md5ToBase64(md5), hash] as const] : [],
  );
  if (claimable.length === 0) return [...bodies];
  const input = inputRows(capabilities, { index: "int", project_id: "int", md5: "text", hash: "text" }, claimable);
  const { rows } = await sql<{ index: number }>`
    select input."index" as "index" from ${input} as input cross join claims cross join blobs
    where claims.project_id = input.project_id and claims.algorithm = 'MD5' and claims.digest = input.md5
      and blobs.id = claims.blob_id and blobs.hash = input.hash and ${isValidClaim}`.execute(db);
  const claimed = new Set(rows.map(({ index }) => index));
  return bodies.filter((_, index) => !claimed.has(index));
}
