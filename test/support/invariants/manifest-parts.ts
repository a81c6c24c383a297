import { decodeNode, decodeSegment, type Entry, type SegmentPlace } from "../../../src/model/index.ts";
import { unpackIds } from "../../../src/stores/blobs/enter-nodes.ts";
import { readerOf, type StoppedStore } from "../open-stopped-store.ts";
import type { BlobCheck } from "./check-blobs.ts";

interface PartRow {
  readonly id: number;
  readonly hash: string;
  readonly level: number;
  readonly children: string;
}

/** Nodes and segments as they are stored, each segment read once. */
export class ManifestParts {
  readonly #store: StoppedStore;
  readonly #byId: ReadonlyMap<number, PartRow>;
  readonly #byHash: ReadonlyMap<string, PartRow>;
  readonly #segments = new Map<string, Entry[]>();

  private constructor(store: StoppedStore, rows: readonly PartRow[]) {
    this.#store = store;
    this.#byId = new Map(rows.map((row) => [row.id, row]));
    this.#byHash = new Map(rows.map((row) => [row.hash, row]));
  }

  static async load(store: StoppedStore): Promise<ManifestParts> {
    const rows = await store.engine.read
      .selectFrom("manifest_parts")
      .innerJoin("chunks", "chunks.id", "manifest_parts.chunk_id")
      .select(["manifest_parts.id", "manifest_parts.level", "manifest_parts.children", "chunks.hash"])
      .execute();
    return new ManifestParts(store, rows);
  }

  async node(partId: number): Promise<SegmentPlace[]> {
    const row = this.#byId.get(partId);
    if (row?.level !== 1) throw new Error(`its node ${partId} is not stored`);
    return decodeNode(await readerOf(this.#store).readChunk(row.hash));
  }

  async segment({ chunkHash }: SegmentPlace): Promise<Entry[]> {
    const known = this.#segments.get(chunkHash);
    if (known !== undefined) return known;
    const entries = decodeSegment(await readerOf(this.#store).readChunk(chunkHash));
    this.#segments.set(chunkHash, entries);
    return entries;
  }

  /** What a part's row says it refers to keeps that alive: a node's row has to name its segments. */
  nodeFaults(partId: number, segments: readonly SegmentPlace[]): string[] {
    const named = new Set(segments.flatMap(({ chunkHash }) => this.#byHash.get(chunkHash)?.id ?? []));
    return childFaults(`its node ${partId}`, this.#byId.get(partId)!, named, "segments");
  }

  /** The same for a segment, whose row has to name the blobs of its entries. */
  segmentFaults({ chunkHash }: SegmentPlace, entries: readonly Entry[], blobs: BlobCheck["read"]): string[] {
    const row = this.#byHash.get(chunkHash);
    if (row?.level !== 0) return [`its segment ${chunkHash} has no row`];
    const named = entries.flatMap(({ blob }) => (blob === undefined ? [] : (blobs.get(blob)?.id ?? [])));
    return childFaults(`its segment ${chunkHash}`, row, new Set(named), "blobs");
  }
}

function childFaults(name: string, { children }: PartRow, named: ReadonlySet<number>, noun: string): string[] {
  const kept = new Set(unpackIds(children));
  if (kept.size === named.size && [...named].every((id) => kept.has(id))) return [];
  return [`${name} keeps ${kept.size} ${noun} alive, expected the ${named.size} it names`];
}
