import { expect, test } from "vitest";
import type { NewSegment } from "../../../src/core/ports/blob-store.ts";
import type { BoundBlob, Draft } from "../../../src/core/ports/metadata.ts";
import { decodeNode, decodeSegment } from "../../../src/model/index.ts";
import { expectFault } from "../blob-driver/checks.ts";
import { digestOf, segmentOf } from "../metadata/world.ts";
import { inventory, liveBytes, newBytes, type StoreWorld } from "./world.ts";

/** Rules for the parts of manifests. */
export function nodeRules(store: StoreWorld): void {
  /** A segment of some files that are sent first. */
  async function segmentFor(draft: Draft, folder: string, count: number): Promise<NewSegment> {
    const contents = Array.from({ length: count }, () => newBytes(100));
    const files = contents.map((content, n) => ({ path: `${folder}/${n}`, digest: digestOf(content) }));
    await Promise.all(contents.map((content, n) => store.send(draft, files[n]!.path, content)));
    return segmentOf(files, (await store.metadata.read.drafts.bind(draft, files)) as BoundBlob[]);
  }

  const chunkHashOf = async (partId: number): Promise<string> => {
    const { hash } = await store.place.engine.read
      .selectFrom("manifest_parts")
      .innerJoin("chunks", "chunks.id", "manifest_parts.chunk_id")
      .select("chunks.hash")
      .where("manifest_parts.id", "=", partId)
      .executeTakeFirstOrThrow();
    return hash;
  };
  const partCount = async (): Promise<number> =>
    (await store.place.engine.read.selectFrom("manifest_parts").select("id").execute()).length;

  test("putNode() stores a repeated node once and returns the same row", async () => {
    const draft = await store.draft(await store.collection());
    const segments = [await segmentFor(draft, "a", 3), await segmentFor(draft, "b", 2)];
    const first = await store.blobs.putNode(segments);
    const before = [await inventory(store), await liveBytes(store), await partCount()];
    const others = await Promise.all(Array.from({ length: 10 }, () => store.blobs.putNode(segments)));
    expect(new Set([first, ...others]).size).toBe(1);
    expect([await inventory(store), await liveBytes(store), await partCount()]).toEqual(before);
  });

  test("a node and its segments are read back unchanged", async () => {
    const draft = await store.draft(await store.collection());
    const segments = [await segmentFor(draft, "a", 3), await segmentFor(draft, "é", 2)];
    const places = decodeNode(await store.blobs.readPart(await chunkHashOf(await store.blobs.putNode(segments))));
    expect(places).toMatchObject(segments.map(({ firstPath, entryCount }) => ({ firstPath, entryCount })));
    const entries = decodeSegment(await store.blobs.readPart(places[1]!.chunkHash));
    expect(entries.map(({ path }) => path)).toEqual(["é/0", "é/1"]);
  });

  test("nodes that share segments count each of them once, stored in sequence or concurrently", async () => {
    const draft = await store.draft(await store.collection());
    const [a, b, c] = [
      await segmentFor(draft, "a", 2),
      await segmentFor(draft, "b", 2),
      await segmentFor(draft, "c", 2),
    ];
    const before = await partCount();
    const nodes = await Promise.all([
      store.blobs.putNode([a, b]),
      store.blobs.putNode([b, c]),
      store.blobs.putNode([a, b, c]),
      store.blobs.putNode([a, b]),
    ]);
    await store.blobs.putNode([c]);
    expect(new Set(nodes).size).toBe(3);
    expect((await partCount()) - before).toBe(7);
  });

  test("a segment of references alone, and two segments of one content, are stored", async () => {
    const reference = { bytes: Buffer.from(store.name("segment")), firstPath: "r", entryCount: 1, blobIds: [] };
    const draft = await store.draft(await store.collection());
    const files = await segmentFor(draft, "x", 1);
    await store.blobs.putNode([reference, files]);
    await store.blobs.putNode([reference, reference]);
  });

  test("a file that has the bytes of a segment shares its chunk", async () => {
    const draft = await store.draft(await store.collection());
    const segment = await segmentFor(draft, "x", 4);
    await store.blobs.putNode([segment]);
    const chunks = (await inventory(store))["chunks"];
    await store.send(draft, "copy-of-the-segment", segment.bytes);
    expect((await inventory(store))["chunks"]).toBe(chunks);
  });

  test("a node over missing blobs is rejected and leaves nothing", async () => {
    const draft = await store.draft(await store.collection());
    const segment = await segmentFor(draft, "x", 2);
    const before = await partCount();
    const gone = { ...segment, blobIds: [...segment.blobIds, 999_999_999 as never] };
    await expectFault(store.blobs.putNode([gone]), "unavailable");
    expect(await partCount()).toBe(before);
    await store.blobs.putNode([segment]);
  });

  test("two hundred concurrent nodes of a manifest are stored", async () => {
    const draft = await store.draft(await store.collection());
    const segment = await segmentFor(draft, "x", 1);
    const nodes = Array.from({ length: 200 }, (_, n) => [
      { ...segment, bytes: Buffer.concat([segment.bytes, Buffer.from(` ${n}`)]), firstPath: `x/${n}` },
    ]);
    const ids = await Promise.all(nodes.map((node) => store.blobs.putNode(node)));
    expect(new Set(ids).size).toBe(200);
  });
}
