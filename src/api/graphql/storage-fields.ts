import { changeQuota } from "../../core/quotas/change-quota.ts";
import { requireSiteAdmin } from "../../core/accounts/access.ts";
import {
  type Collection,
  DAY_MS,
  type Entity,
  type EntityId,
  MAX_GROWTH_DAYS,
  type Project,
} from "../../model/index.ts";
import { type StorageStats, type StorageScope, StemmaError, type Version } from "../../model/index.ts";
import type { Field, Fields, GraphqlContext, RootField } from "./execution/graphql-context.ts";

/** What is counted, beside the bound it is held against. */
type CountedStorage = StorageStats & { readonly quotaBytes: number | null };

/** `storage` of the things that hold bytes. */
export const storageOf = {
  version: ((version, _, context) =>
    counted(context, { kind: "version", id: version.id }, version.collection.project.entityId)) as Field<Version>,
  collection: ((collection, _, context) =>
    counted(context, { kind: "collection", id: collection.id }, collection.project.entityId)) as Field<Collection>,
  project: ((project, _, context) =>
    counted(context, { kind: "project", id: project.id }, project.entityId)) as Field<Project>,
  entity: ((entity, _, context) => counted(context, { kind: "entity", id: entity.id }, entity.id)) as Field<Entity>,
};

/** Fields of counted storage. */
export const storageFields: Fields<CountedStorage> = {
  growth: ({ days }, { days: asked }: { days: number }, { ports }) => {
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
};

/** The whole store, for admins of the site. */
export const storageQueries: Readonly<Record<string, RootField>> = {
  store: (_, { ports, budget }, access) => {
    requireSiteAdmin(access, "read the storage of the whole store");
    return budget.heavy(() => ports.accounting.ofStore());
  },
};

/** Mutations of what may be stored. */
export const storageMutations: Readonly<Record<string, RootField>> = {
  setQuota: ({ entityName, bytes }: { entityName: string; bytes?: number | null }, { ports }, access) =>
    changeQuota(ports, access, { entity: entityName, quotaBytes: bytes ?? null }),
};

/** Who may not see the whole store is told what an entity holds as if it were alone in it. */
async function counted(
  { ports, actor, budget }: GraphqlContext,
  scope: StorageScope,
  owner: EntityId,
): Promise<CountedStorage> {
  const figures = await budget.heavy(() => ports.accounting.figures(scope, actor.isSiteAdmin ? null : owner));
  return { ...figures, quotaBytes: await ports.metadata.read.accounts.quotaOf(owner) };
}
