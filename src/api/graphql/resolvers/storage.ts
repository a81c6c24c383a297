import { changeQuota } from "../../../core/quotas/change-quota.ts";
import { readStorage, readStoreBytes } from "../../../core/storage/read-storage.ts";
import { DAY_MS, type EntityId, MAX_GROWTH_DAYS, StemmaError, type StorageScope } from "../../../model/index.ts";
import type { GraphqlContext } from "../execution/graphql-context.ts";
import type { Resolvers } from "../resolvers.generated.ts";
import type { CountedStorage } from "../sources.ts";

/** Stored bytes and quotas. */
export const storage: Resolvers = {
  Query: {
    store: (access, _, { ports, budget }) => budget.heavy(() => readStoreBytes(ports, access)),
  },

  Mutation: {
    setQuota: (access, { entityName, bytes }, { ports }) =>
      changeQuota(ports, access, { entity: entityName, quotaBytes: bytes ?? null }),
  },

  Storage: {
    growth: ({ days }, { days: asked }, { ports }) => {
      if (asked < 1 || asked > MAX_GROWTH_DAYS)
        throw new StemmaError(
          "invalid_input",
          `Cannot report the growth of ${asked} days: expected 1 to ${MAX_GROWTH_DAYS} days`,
        );
      const today = Math.floor(ports.clock.nowMs() / DAY_MS);
      return days
        .filter(({ day }) => day > today - asked)
        .map(({ day, bytes }) => ({ date: new Date(day * DAY_MS).toISOString().slice(0, "2026-01-01".length), bytes }));
    },
  },
};

/** The storage of an object, as far as the caller may know. */
export function storageOf(
  { ports, reading, budget }: GraphqlContext,
  scope: StorageScope,
  owner: EntityId,
): Promise<CountedStorage> {
  return budget.heavy(() => readStorage(ports, reading, scope, owner));
}
