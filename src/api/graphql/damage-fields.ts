import type { DamageWithDependents } from "../../core/operations/list-damage.ts";
import type { Fields } from "./execution/graphql-context.ts";
import { nodeId } from "./node-id.ts";
import { preciseTime } from "./project-fields.ts";

/** Fields of a damaged chunk. */
export const damageFields: Fields<DamageWithDependents> = {
  id: (damage) => nodeId("Damage", damage.id),
  foundAt: (damage) => preciseTime(damage.foundAtMs),
  healedAt: ({ repairedAtMs }) => (repairedAtMs === null ? null : preciseTime(repairedAtMs)),
  needCount: (damage) => damage.total,
};
