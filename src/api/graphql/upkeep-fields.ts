import type { OpenDraft } from "../../core/ports/metadata.ts";
import { abandonDrafts, listDrafts } from "../../core/deletion/abandon-drafts.ts";
import { listJournal } from "../../core/operations/list-journal.ts";
import type { JournalEntry } from "../../model/index.ts";
import { connection, type PageArguments, readPage } from "./connection.ts";
import type { Fields, RootField } from "./execution/graphql-context.ts";
import { preciseTime, preciseTimeOrNull } from "./project-fields.ts";
import { requireArtifactId } from "./execution/wire-inputs.ts";

type OfEntity = PageArguments & { readonly entityName?: string | null };

/** What is stuck, and what was given back. */
export const upkeepQueries: Readonly<Record<string, RootField>> = {
  drafts: async (args: OfEntity, { ports }, access) => {
    const page = readPage(args);
    const listed = await listDrafts(ports, access, args.entityName ?? null, page);
    return listed && connection(listed, (draft) => draft);
  },
  storageJournal: async (args: OfEntity, { ports }, access) => {
    const page = readPage(args);
    const listed = await listJournal(ports, access, args.entityName ?? null, page);
    return listed && connection(listed, (entry) => entry);
  },
};

/** Mutations of what is stuck. */
export const upkeepMutations: Readonly<Record<string, RootField>> = {
  abandonDrafts: async ({ artifactIDs }: { artifactIDs: string[] }, { ports }, access) => ({
    abandonedCount: await abandonDrafts(ports, access, artifactIDs.map(requireArtifactId)),
  }),
};

/** Fields of a draft as it is looked after. */
export const draftFields: Fields<OpenDraft> = {
  artifact: ({ id }, _, { ports }) => ports.metadata.read.versions.byId(id),
  heldBytes: async ({ id }, _, { ports, actor, budget }) => {
    const { collection } = (await ports.metadata.read.versions.byId(id))!;
    const within = actor.isSiteAdmin ? null : collection.project.entityId;
    return (await budget.heavy(() => ports.accounting.figures({ kind: "version", id }, within))).draftBytes;
  },
  createdAt: ({ createdAtMs }) => preciseTime(createdAtMs),
  idleSince: ({ touchedAtMs }) => preciseTime(touchedAtMs),
  silentSince: ({ touchedAtMs }) => preciseTime(touchedAtMs),
  expiredAt: ({ expiredAtMs }) => preciseTimeOrNull(expiredAtMs),
  lapsedAt: ({ expiredAtMs }) => preciseTimeOrNull(expiredAtMs),
};

/** Fields of an entry of the storage journal. */
export const journalEntryFields: Fields<JournalEntry> = {
  at: ({ atMs }) => preciseTime(atMs),
  because: ({ reason }) => reason,
};
