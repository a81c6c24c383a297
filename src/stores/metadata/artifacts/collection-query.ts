import { type RawBuilder, sql, type SqlBool } from "kysely";
import type { CollectionOrder, CollectionQuery } from "../../../core/ports/metadata.ts";
import { listName, MAX_ORDERED_CHARACTERS } from "../../../model/index.ts";
import { inputValues } from "../engine/input-rows.ts";
import type { KeysetOrder, OrderKey } from "../query/keyset.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

const newestFirst: readonly OrderKey[] = [
  { value: sql`collections.created_at_ms`, type: "int", isDescending: true },
  { value: sql`collections.id`, type: "int", isDescending: true },
];

const orderKeys: Readonly<Record<CollectionOrder["by"], Omit<OrderKey, "isDescending">>> = {
  name: { value: sql`collections.name`, type: "text" },
  type: { value: sql`artifact_types.name`, type: "text" },
  createdAt: { value: sql`collections.created_at_ms`, type: "int" },
  updatedAt: { value: sql`collections.updated_at_ms`, type: "int" },
  description: {
    value: sql`substr(collections.description, 1, ${sql.lit(MAX_ORDERED_CHARACTERS)})`,
    type: "text",
    isNullable: true,
  },
};

/**
 * Returns the order of collections, over rows of `collections` and `artifact_types`.
 *
 * @param list names the list without its order
 */
export function collectionOrder(list: string, order: CollectionOrder | undefined): KeysetOrder {
  if (order === undefined) return { list, keys: newestFirst };
  const { by, isDescending, nowMs } = order;
  return {
    list: listName(list, by, isDescending ? "-" : "+"),
    keys: [{ ...orderKeys[by], isDescending }, ...newestFirst],
    ...(by === "updatedAt" ? { changes: { nowMs, changedAtMs: sql`collections.updated_at_ms` } } : {}),
  };
}

/** Returns a condition on rows of `collections` and `artifact_types`. */
export function meetsCollectionQuery(
  { capabilities }: RowsScope,
  { names = [], types = [], tags = [] }: CollectionQuery,
): RawBuilder<SqlBool> {
  const among = (values: readonly string[]): RawBuilder<unknown> => inputValues(capabilities, "text", values);
  const parts = [
    ...names.map((some) => sql`collections.name in ${among(some)}`),
    ...types.map((some) => sql`artifact_types.name in ${among(some)}`),
    ...tags.map(
      (some) => sql`exists (select 1 from collection_tags where collection_tags.collection_id = collections.id
        and collection_tags.tag in ${among(some)})`,
    ),
  ];
  return sql<SqlBool>`${sql.join([sql`1 = 1`, ...parts], sql` and `)}`;
}
