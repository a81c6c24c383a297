import { type RawBuilder, sql, type SqlBool } from "kysely";
import type { VersionConditions, VersionOrder } from "../../../core/ports/metadata.ts";
import { type CollectionId, listName, MAX_ORDERED_CHARACTERS } from "../../../model/index.ts";
import { inputValues } from "../engine/input-rows.ts";
import type { KeysetOrder, OrderKey } from "../query/keyset.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

const newestFirst: OrderKey = { value: sql`memberships.version_index`, type: "int", isDescending: true };

const orderKeys: Readonly<Record<VersionOrder["by"], Omit<OrderKey, "isDescending">>> = {
  versionIndex: { value: sql`memberships.version_index`, type: "int" },
  createdAt: { value: sql`artifacts.created_at_ms`, type: "int" },
  updatedAt: { value: sql`artifacts.updated_at_ms`, type: "int" },
  size: { value: sql`artifacts.size_bytes`, type: "int" },
  fileCount: { value: sql`artifacts.entry_count`, type: "int" },
  digest: { value: sql`artifacts.digest`, type: "text" },
  description: {
    value: sql`substr(artifacts.description, 1, ${sql.lit(MAX_ORDERED_CHARACTERS)})`,
    type: "text",
    isNullable: true,
  },
};

/** Returns the order of a collection's versions, over rows of `memberships` and `artifacts`. */
export function versionOrder(collectionId: CollectionId, order: VersionOrder | undefined): KeysetOrder {
  if (order === undefined) return { list: listName("versions", collectionId), keys: [newestFirst] };
  const { by, isDescending, nowMs } = order;
  const key = { ...orderKeys[by], isDescending };
  return {
    list: listName("versions", collectionId, by, isDescending ? "-" : "+"),
    keys: by === "versionIndex" ? [key] : [key, newestFirst],
    ...(by === "updatedAt" || by === "description"
      ? { changes: { nowMs, changedAtMs: sql`artifacts.updated_at_ms` } }
      : {}),
  };
}

/** Returns a condition on rows of `memberships` and `artifacts`. */
export function meetsConditions({ capabilities }: RowsScope, conditions: VersionConditions): RawBuilder<SqlBool> {
  const among = (values: readonly string[]): RawBuilder<unknown> => inputValues(capabilities, "text", values);
  const parts = [
    ...(conditions.aliases ?? []).map(
      (aliases) => sql`exists (select 1 from aliases where aliases.collection_id = memberships.collection_id
        and aliases.artifact_id = memberships.artifact_id and aliases.alias in ${among(aliases)})`,
    ),
    ...(conditions.tags ?? []).map(
      (tags) => sql`exists (select 1 from artifact_tags where artifact_tags.artifact_id = memberships.artifact_id
        and artifact_tags.tag in ${among(tags)})`,
    ),
    ...(conditions.digests ?? []).map((digests) => sql`artifacts.digest in ${among(digests)}`),
    ...bounds(sql`memberships.version_index`, conditions.minIndex, conditions.maxIndex),
    ...bounds(sql`artifacts.created_at_ms`, conditions.minCreatedAtMs, conditions.maxCreatedAtMs),
  ];
  return sql<SqlBool>`${sql.join([sql`1 = 1`, ...parts], sql` and `)}`;
}

function bounds(value: RawBuilder<unknown>, min: number | undefined, max: number | undefined): RawBuilder<unknown>[] {
  return [
    ...(min === undefined ? [] : [sql`${value} >= cast(${min} as bigint)`]),
    ...(max === undefined ? [] : [sql`${value} <= cast(${max} as bigint)`]),
  ];
}
