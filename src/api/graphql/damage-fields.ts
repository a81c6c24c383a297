import type { DamageWithNeeds } from "../../core/operations/list-damage.ts";
import type { Fields } from "./execution/graphql-context.ts";
import { nodeId } from "./node-id.ts";
import { preciseTime } from "./project-fields.ts";

/** Fields of a damaged chunk. */
export const damageFields: Fields<DamageWithNeeds> = {
  id: (damage) => nodeId("Damage", damage.id),
  foundAt: (damage) => preciseTime(damage.foundAtMs),
  healedAt: ({ healedAtMs }) => (healedAtMs === null ? null : preciseTime(healedAtMs)),
  needCount: (damage) => damage.total,
};
