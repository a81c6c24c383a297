import type { AccountRows, MemberRows } from "../accounts/account-rows.ts";
import type { AliasRows, CollectionRows, LinkRows, TagRows, TypeRows } from "../artifacts/collection-rows.ts";
import type { DamageRows } from "../operations/damage-rows.ts";
import type { DeletionRows, JobRows } from "../deletion/deletion-rows.ts";
import type { DraftRows, UploadRows } from "../uploads/draft-rows.ts";
import type { ManifestRows } from "../uploads/manifest-rows.ts";
import type { ProjectRows } from "../projects/project-rows.ts";
import type { ReferenceRows } from "../artifacts/reference-rows.ts";
import type { JournalRows, RetentionRows } from "../retention/retention-rows.ts";
import type { DeletedRunRows, RunFileRows, RunLineRows, RunRows, RunWriterRows } from "../runs/run-rows.ts";
import type { SweepAgentRows, SweepPointRows, SweepRows } from "../sweeps/sweep-rows.ts";
import type { LineageRows, VersionRows } from "../artifacts/version-rows.ts";

export type * from "../accounts/account-rows.ts";
export type * from "../projects/project-rows.ts";
export type * from "../runs/run-rows.ts";
export type * from "../artifacts/collection-rows.ts";
export type * from "../artifacts/version-rows.ts";
export type * from "../operations/damage-rows.ts";
export type * from "../deletion/deletion-rows.ts";
export type * from "../uploads/draft-rows.ts";
export type * from "../uploads/manifest-rows.ts";
export type * from "./pages.ts";
export type * from "../artifacts/reference-rows.ts";
export type * from "../retention/retention-rows.ts";
export type * from "../sweeps/sweep-rows.ts";

/**
 * All data stored as rows, in groups by noun.
 *
 * `read` sees the last committed state. A transaction is a callback that may be repeated by the engine, so it must only
 * read and write rows.
 */
export interface Metadata {
  readonly read: Rows;
  /** Whether a statement blocks the calling thread. */
  readonly readsHoldThread: boolean;
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
