import type { Engine } from "../../src/stores/metadata/engine/engine.ts";
import { highestId } from "../../src/stores/verify/checks/check-counters.ts";
import { countBlobs, countChunks, counterSentence, countPacks, countParts } from "../../src/stores/verify/recount.ts";

/** Recounts the counters of a store. Returns a sentence for each wrong one. */
export async function recount(engine: Engine): Promise<string[]> {
  const wrong = await engine.snapshot(async (db) => {
    const scope = { db, capabilities: engine.capabilities };
    const all = async (table: Parameters<typeof highestId>[1]) => ({ after: 0, last: await highestId(scope, table) });
    return [
      ...(await countChunks(scope, await all("chunks"))),
      ...(await countBlobs(scope, await all("blobs"))),
      ...(await countParts(scope, await all("manifest_parts"))),
      ...(await countPacks(scope, await all("packs"))),
    ];
  });
  return wrong.map(counterSentence);
}
