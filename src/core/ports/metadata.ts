import type { AccountRows, MemberRows } from "./accounts.ts";
import type { AliasRows, CollectionRows, LinkRows, TagRows, TypeRows } from "./collections.ts";
import type { DamageRows } from "./damage.ts";
import type { DeletionRows, JobRows } from "./deletions.ts";
import type { DraftRows, UploadRows } from "./drafts.ts";
import type { ManifestRows } from "./manifests.ts";
import type { ProjectRows } from "./projects.ts";
import type { ReferenceRows } from "./references.ts";
import type { JournalRows, RetentionRows } from "./retention.ts";
import type { DeletedRunRows, RunFileRows, RunLineRows, RunRows, RunWriterRows } from "./runs.ts";
import type { SweepAgentRows, SweepPointRows, SweepRows } from "./sweeps.ts";
import type { LineageRows, VersionRows } from "./versions.ts";

export type * from "./accounts.ts";
export type * from "./projects.ts";
export type * from "./runs.ts";
export type * from "./collections.ts";
export type * from "./versions.ts";
export type * from "./damage.ts";
export type * from "./deletions.ts";
export type * from "./drafts.ts";
export type * from "./manifests.ts";
export type * from "./pages.ts";
export type * from "./references.ts";
export type * from "./retention.ts";
export type * from "./sweeps.ts";

/**
 * Everything that is kept as rows, in groups by noun.
 *
 * `read` sees the last committed state. A transaction is a callback; it is repeated when the engine asks for it, so it
 * must do nothing but read and write rows.
 */
export interface Metadata {
  readonly read: Rows;
  transaction<T>(work: (rows: Rows) => Promise<T>): Promise<T>;
}

/** The groups of rows, over one connection or one transaction. */
export interface Rows {
  readonly accounts: AccountRows;
  readonly members: MemberRows;
  readonly projects: ProjectRows;
  readonly runs: RunRows;
  readonly runLines: RunLineRows;
  readonly runWriters: RunWriterRows;
  readonly deletedRuns: DeletedRunRows;
  readonly runFiles: RunFileRows;
  readonly collections: CollectionRows;
  readonly types: TypeRows;
  readonly versions: VersionRows;
  readonly deletions: DeletionRows;
  readonly drafts: DraftRows;
  readonly uploads: UploadRows;
  readonly aliases: AliasRows;
  readonly links: LinkRows;
  readonly tags: TagRows;
  readonly lineage: LineageRows;
  readonly manifests: ManifestRows;
  readonly references: ReferenceRows;
  readonly jobs: JobRows;
  readonly damage: DamageRows;
  readonly journal: JournalRows;
  readonly retention: RetentionRows;
  readonly sweeps: SweepRows;
  readonly sweepAgents: SweepAgentRows;
  readonly sweepPoints: SweepPointRows;
}
