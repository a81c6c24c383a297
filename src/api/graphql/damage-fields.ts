import type { DamageWithNeeds } from "../../core/list-damage.ts";
import type { Fields } from "./graphql-context.ts";
import { nodeId } from "./node-id.ts";
import { isoTime } from "./project-fields.ts";

/** Fields of a damaged chunk. */
export const damageFields: Fields<DamageWithNeeds> = {
  id: (damage) => nodeId("Damage", damage.id),
  foundAt: (damage) => isoTime(damage.foundAtMs),
  healedAt: ({ healedAtMs }) => (healedAtMs === null ? null : isoTime(healedAtMs)),
  needCount: (damage) => damage.total,
};
