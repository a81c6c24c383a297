import { listJournal } from "../../../core/operations/list-journal.ts";
import { connection, readPage } from "../format/connection.ts";
import { preciseTime } from "../format/wire-format.ts";
import type { Resolvers } from "../resolvers.generated.ts";

/** The journal of what was deleted and freed. */
export const journal: Resolvers = {
  Query: {
    storageJournal: async (access, args, { ports }) => {
      const listed = await listJournal(ports, access, args.entityName ?? null, readPage(args));
      return listed && connection(listed);
    },
  },

  JournalEntry: { at: ({ atMs }) => preciseTime(atMs), because: ({ reason }) => reason },
};
