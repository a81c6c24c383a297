import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import { recount } from "../../support/recount.ts";
import { openWorld } from "../metadata/world.ts";
import type { BytesPlace, StorePlaces } from "./places.ts";
import type { StoreWorld } from "./world.ts";
import { watchDriver } from "../blob-driver/watched-driver.ts";

/** Holds rules of src/core/ports/blob-store.ts against one engine with one driver. */
export function describeStore(
  { name, openEngine, openBytes }: StorePlaces,
  holdRules: (store: StoreWorld) => void,
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

    holdRules(store);
  });
}
