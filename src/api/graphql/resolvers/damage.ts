import { listDamage } from "../../../core/operations/list-damage.ts";
import { connection, readPage } from "../format/connection.ts";
import { nodeId } from "../format/node-id.ts";
import { preciseTime, preciseTimeOrNull } from "../format/wire-format.ts";
import type { Resolvers } from "../resolvers.generated.ts";

/** Damaged chunks. */
export const damage: Resolvers = {
  Query: {
    damage: async (access, args, { ports }) => connection(await listDamage(ports, access, readPage(args))),
  },

  Damage: {
    id: ({ id }) => nodeId("Damage", id),
    foundAt: ({ foundAtMs }) => preciseTime(foundAtMs),
    repairedAt: ({ repairedAtMs }) => preciseTimeOrNull(repairedAtMs),
    healedAt: ({ repairedAtMs }) => preciseTimeOrNull(repairedAtMs),
    needCount: ({ total }) => total,
  },
};
