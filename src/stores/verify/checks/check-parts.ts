import { sql } from "kysely";
import {
  decodeNode,
  decodeSegment,
  type Entry,
  type Finding,
  isMd5Base64,
  isStemmaError,
} from "../../../model/index.ts";
import { unpackIds } from "../../metadata/packed-ids.ts";
import { inputRows } from "../../metadata/engine/input-rows.ts";
import { checkTwice, finding, type Phase, type Snapshot } from "../audit-store.ts";

/** Segments and nodes read in one snapshot: about ten thousand entries. */
const PARTS_PER_BATCH = 64;

interface PartRow {
  readonly id: number;
  readonly hash: string;
  readonly level: number;
  readonly children: string;
}

/** A file as a segment names it. */
interface NamedFile {
  readonly part: PartRow;
  readonly entry: Entry;
}

/** The blob that a file refers to, if it is stored. */
interface FoundBlob {
  readonly id: number | null;
  readonly size_bytes: number | null;
  readonly is_claimed: number;
}

/**
 * Checks every segment and node once, however many versions share it: it is readable, its row lists its references, and
 * every file has a blob of its size that some project knows by the entry's MD5.
 */
export const checkParts: Phase = (store, { after }) =>
  checkTwice(store, async (snapshot) => {
    const parts: PartRow[] = await snapshot.db
      .selectFrom("manifest_parts")
      .innerJoin("chunks", "chunks.id", "manifest_parts.chunk_id")
      .select(["manifest_parts.id", "manifest_parts.level", "manifest_parts.children", "chunks.hash"])
      .where("manifest_parts.id", ">", after)
      .orderBy("manifest_parts.id")
      .limit(PARTS_PER_BATCH)
      .execute();
    const findings: Finding[] = [];
    const files: NamedFile[] = [];
    for (const part of parts) {
      try {
        if (part.level === 1) findings.push(...(await nodeFindings(snapshot, part)));
        else for (const entry of decodeSegment(await snapshot.reader.readChunk(part.hash))) files.push({ part, entry });
      } catch (error) {
        if (!isStemmaError(error, "damaged", "not_found")) throw error;
        // The corrupt chunk is reported by itself; a part that cannot be parsed is a separate finding.
        if (!snapshot.damage.some(({ chunk }) => chunk === part.hash))
          findings.push(finding(`${nameOf(part)}: ${error.message}`, part.hash));
      }
    }
    findings.push(...(await fileFindings(snapshot, files)));
    const isEnd = parts.length < PARTS_PER_BATCH;
    return {
      next: isEnd ? null : { after: parts.at(-1)!.id, at: 0 },
      counts: { "manifest parts": parts.length, files: files.length },
      findings,
    };
  });

async function nodeFindings(snapshot: Snapshot, part: PartRow): Promise<Finding[]> {
  const segments = decodeNode(await snapshot.reader.readChunk(part.hash));
  const input = inputRows(
    snapshot.capabilities,
    { hash: "text" },
    segments.map(({ chunkHash }) => [chunkHash]),
  );
  const { rows } = await sql<{ id: number }>`
    select manifest_parts.id from ${input} as input cross join chunks cross join manifest_parts
    where chunks.hash = input.hash and manifest_parts.chunk_id = chunks.id and manifest_parts.level = 0`.execute(
    snapshot.db,
  );
  return childFindings(
    part,
    new Set(rows.map(({ id }) => id)),
    "segments",
    new Set(segments.map((s) => s.chunkHash)).size,
  );
}

async function fileFindings(snapshot: Snapshot, files: readonly NamedFile[]): Promise<Finding[]> {
  const stored = files.filter(({ entry }) => entry.ref === undefined);
  const found = await findBlobs(snapshot, stored);
  const findings: Finding[] = [];
  const named = new Map<PartRow, { ids: Set<number>; hashes: Set<string> }>();
  for (const { part } of files) named.set(part, { ids: new Set(), hashes: new Set() });
  for (const [index, { part, entry }] of stored.entries()) {
    const { id, size_bytes, is_claimed } = found[index]!;
    named.get(part)!.hashes.add(entry.blob ?? "");
    if (id !== null) named.get(part)!.ids.add(id);
    const fault = entryFault(entry, { id, size_bytes, is_claimed });
    if (fault !== undefined) findings.push(finding(`"${entry.path}" in segment ${part.hash}: ${fault}`, part.hash));
  }
  for (const [part, { ids, hashes }] of named) findings.push(...childFindings(part, ids, "blobs", hashes.size));
  return findings;
}

function entryFault(entry: Entry, { id, size_bytes, is_claimed }: FoundBlob): string | undefined {
  if (id === null) return `its blob ${entry.blob || "(none)"} is not stored`;
  if (size_bytes !== entry.sizeBytes) return `its blob has ${size_bytes} bytes, expected ${entry.sizeBytes}`;
  if (isNamedByMd5(entry) && is_claimed === 0) return `no project maps its bytes to the MD5 ${entry.digest}`;
  return undefined;
}

/** An entry can have a digest of another algorithm; then only its BLAKE3 identifies its bytes. */
function isNamedByMd5({ digest, extra }: Entry): boolean {
  return extra?.["alg"] === undefined && isMd5Base64(digest);
}

async function findBlobs({ db, capabilities }: Snapshot, files: readonly NamedFile[]): Promise<FoundBlob[]> {
  if (files.length === 0) return [];
  const input = inputRows(
    capabilities,
    { hash: "text", digest: "text" },
    files.map(({ entry }) => [entry.blob ?? "", entry.digest]),
  );
  const { rows } = await sql<FoundBlob>`
    select blobs.id, blobs.size_bytes, case when exists (
      select 1 from claims where claims.blob_id = blobs.id and claims.algorithm = 'MD5' and claims.digest = input.digest
    ) then 1 else 0 end as is_claimed
    from ${input} as input left join blobs on blobs.hash = input.hash order by input.position`.execute(db);
  return rows;
}

/** Compares the references in a part's row with those in the part: the row keeps the referenced rows alive. */
function childFindings(part: PartRow, named: ReadonlySet<number>, noun: string, expected: number): Finding[] {
  const kept = new Set(unpackIds(part.children));
  if (kept.size === expected && named.size === expected && [...named].every((id) => kept.has(id))) return [];
  return [
    finding(`${nameOf(part)}: it references ${kept.size} ${noun}, expected the ${expected} in its content`, part.hash),
  ];
}

function nameOf({ level, hash }: PartRow): string {
  return `${level === 1 ? "Node" : "Segment"} ${hash} of a manifest`;
}
