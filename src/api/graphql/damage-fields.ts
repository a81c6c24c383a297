import type { DamageWithDependents } from "../../core/operations/list-damage.ts";
import type { Fields } from "./execution/graphql-context.ts";
import { nodeId } from "./node-id.ts";
import { preciseTime, preciseTimeOrNull } from "./project-fields.ts";

/** Fields of a damaged chunk. */
export const damageFields: Fields<DamageWithDependents> = {
  id: (damage) => nodeId("Damage", damage.id),
  foundAt: (damage) => preciseTime(damage.foundAtMs),
  repairedAt: ({ repairedAtMs }) => preciseTimeOrNull(repairedAtMs),
  healedAt: ({ repairedAtMs }) => preciseTimeOrNull(repairedAtMs),
  needCount: (damage) => damage.total,
};
