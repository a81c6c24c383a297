import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import type { BlobDriver } from "../../src/core/ports/blob-driver.ts";
import { recount } from "../support/recount.ts";
import type { OpenEnginePlace } from "./engine-places.ts";
import { openWorld } from "./metadata-world.ts";
import { accountingRules } from "./store-accounting.ts";
import { bodyRules } from "./store-bodies.ts";
import { chunkRules } from "./store-chunks.ts";
import { groupRules } from "./store-groups.ts";

import { collectingRules } from "./store-collecting.ts";
import { lostAnswerRules } from "./store-lost-answers.ts";
import { nodeRules } from "./store-nodes.ts";
import { refusalRules } from "./store-refusals.ts";
import { restartRules } from "./store-restart.ts";
import type { StoreWorld } from "./store-world.ts";
import { watchDriver } from "./watched-driver.ts";

/** Where the bytes of a suite lie. */
export interface BytesPlace {
  /** Opens a driver over the same bytes, as a process does that starts after another one ended. */
  readonly open: () => Promise<BlobDriver>;
  readonly remove: () => Promise<void>;
}

/** The rules of src/core/ports/blob-store.ts, held against one engine with one driver. */
export function describeStoreWriter(
  name: string,
  openEngine: OpenEnginePlace,
  openBytes: () => Promise<BytesPlace>,
): void {
  describe(`the store over ${name}`, () => {
    const store = {} as StoreWorld;
    let bytes: BytesPlace;

    beforeAll(async () => {
      bytes = await openBytes();
      store.driver = watchDriver(await bytes.open());
      await openWorld(store, await openEngine(), store.driver);
      store.restart = async (meanwhile) => {
        await meanwhile?.(store.driver);
        store.driver = watchDriver(await bytes.open());
        await store.openStore(store.driver);
      };
    });

    afterEach(async () => {
      expect(await recount(store.place.engine)).toEqual([]);
    });

    afterAll(async () => {
      await store.driver.close();
      await bytes.remove();
      await store.place.remove();
    });

    bodyRules(store);
    refusalRules(store);
    groupRules(store);
    chunkRules(store);
    nodeRules(store);
    lostAnswerRules(store);
    collectingRules(store);
    accountingRules(store);
    // Last, because some packs are lost there.
    restartRules(store);
  });
}
