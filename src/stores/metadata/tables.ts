import type { Generated, Kysely } from "kysely";
import type {
  AgentId,
  AliasId,
  ArtifactId,
  BlobId,
  CollectionId,
  CollectionKind,
  DamageFinder,
  DamageId,
  EntityId,
  JobId,
  JournalAction,
  JournalId,
  JobKind,
  JobState,
  KeyId,
  ManifestId,
  MembershipId,
  ProjectId,
  RetentionRulesId,
  RetentionScope,
  Role,
  RunId,
  RunState,
  SweepId,
  SweepState,
  TypeId,
  UploadId,
  UserId,
  VersionState,
} from "../../model/index.ts";

/** A connection, or a transaction, over the tables of Stemma. */
export type Db = Kysely<Tables>;

/** The tables after all migrations: text and integers, times in milliseconds UTC. */
export interface Tables {
  schema_migrations: { number: number; name: string; applied_at_ms: number };
  store_identity: { id: string };
  entities: {
    id: Generated<EntityId>;
    name: string;
    name_key: string;
    kind: "user" | "team" | "org";
    org_id: EntityId | null;
    created_at_ms: number;
    quota_bytes: Generated<number | null>;
    ttl_seconds: Generated<number | null>;
  };
  users: {
    id: Generated<UserId>;
    entity_id: EntityId;
    email: string;
    is_admin: number;
    password_hash: string | null;
    created_at_ms: number;
  };
  api_keys: {
    id: Generated<KeyId>;
    user_id: UserId;
    name: string;
    key_hash: string;
    description: string | null;
    created_at_ms: number;
  };
  members: { entity_id: EntityId; user_id: UserId; role: Role };
  projects: {
    id: Generated<ProjectId>;
    entity_id: EntityId;
    name: string;
    description: string | null;
    access: string;
    created_by: UserId | null;
    created_at_ms: number;
    updated_at_ms: number;
    next_run_number: number;
    project_deleted_at_ms: Generated<number | null>;
    project_purged_at_ms: Generated<number | null>;
  };
  runs: {
    id: Generated<RunId>;
    project_id: ProjectId;
    name: string;
    display_name: string;
    state: RunState;
    job_type: string | null;
    run_group: string | null;
    notes: string | null;
    description: string | null;
    tags: string;
    config: string;
    summary: string;
    host: string | null;
    program: string | null;
    commit_hash: string | null;
    repo: string | null;
    sweep_name: string | null;
    created_by: UserId | null;
    exit_code: number | null;
    is_stop_requested: number;
    created_at_ms: number;
    heartbeat_at_ms: number;
    deleted_at_ms: Generated<number | null>;
    lines_id: Generated<number | null>;
    sole_processes: Generated<number>;
    replaced_by_id: Generated<RunId | null>;
    purged_at_ms: Generated<number | null>;
    resume_asked_by: Generated<number | null>;
    values_state: Generated<number>;
    values_at_ms: Generated<number>;
  };
  run_writers: { run_id: RunId; writer: string; config: string };
  value_paths: { id: Generated<number>; project_id: ProjectId; path: string };
  run_values: { path_id: number; value: string; run_id: RunId };
  run_lines: {
    run_id: number;
    stream: string;
    number: number;
    writer: Generated<string>;
    writer_number: Generated<number>;
    step: Generated<number | null>;
    line: string;
  };
  packs: {
    id: Generated<number>;
    name: string;
    state: "open" | "closed";
    size_bytes: number;
    live_bytes: number;
    created_at_ms: number;
  };
  chunks: {
    id: Generated<number>;
    hash: string;
    pack_id: number;
    start_byte: number;
    stored_bytes: number;
    raw_bytes: number;
    refs: number;
    stored_at_ms: number;
  };
  blobs: { id: Generated<BlobId>; hash: string; size_bytes: number; refs: number };
  blob_chunks: { blob_id: BlobId; start_byte: number; chunk_id: number };
  run_files: { run_id: RunId; name: string; blob_id: BlobId; md5: string; updated_at_ms: number };
  claims: {
    project_id: ProjectId;
    algorithm: string;
    digest: string;
    blob_id: BlobId;
    artifact_id: ArtifactId | null;
  };
  artifact_types: {
    id: Generated<TypeId>;
    project_id: ProjectId;
    name: string;
    description: string | null;
    created_at_ms: number;
  };
  collections: {
    id: Generated<CollectionId>;
    project_id: ProjectId;
    type_id: TypeId;
    kind: CollectionKind;
    name: string;
    description: string | null;
    next_version_index: number;
    created_at_ms: number;
    updated_at_ms: number;
    deleted_at_ms: number | null;
    ttl_seconds: Generated<number | null>;
  };
  collection_tags: { collection_id: CollectionId; tag: string };
  artifacts: {
    id: Generated<ArtifactId>;
    collection_id: CollectionId;
    state: VersionState;
    version_index: number | null;
    digest: string;
    digest_algorithm: string;
    description: string | null;
    metadata: string | null;
    size_bytes: number;
    entry_count: number;
    ttl_seconds: number | null;
    history_step: number | null;
    distributed_id: string | null;
    base_artifact_id: ArtifactId | null;
    manifest_id: ManifestId | null;
    draft_aliases: string;
    made_by_run_id: RunId | null;
    created_by: UserId | null;
    created_at_ms: number;
    updated_at_ms: number;
    touched_at_ms: number;
    deleted_at_ms: Generated<number | null>;
    deleted_aliases: Generated<string | null>;
    expired_at_ms: Generated<number | null>;
    expired_files: Generated<string | null>;
    kept_manifest_id: Generated<ManifestId | null>;
    is_kept_stale: Generated<number>;
  };
  artifact_tags: { artifact_id: ArtifactId; tag: string };
  client_ids: { client_id: string; artifact_id: ArtifactId };
  memberships: {
    id: Generated<MembershipId>;
    collection_id: CollectionId;
    artifact_id: ArtifactId;
    version_index: number;
    created_at_ms: number;
    is_protecting: Generated<number | null>;
    linked_by: Generated<UserId | null>;
  };
  aliases: {
    id: Generated<AliasId>;
    collection_id: CollectionId;
    alias: string;
    artifact_id: ArtifactId;
    created_at_ms: number;
  };
  draft_blobs: { artifact_id: ArtifactId; path: string; digest: string; blob_id: BlobId };
  uploads: {
    id: Generated<UploadId>;
    artifact_id: ArtifactId;
    path: string;
    digest: string;
    entry_digest: Generated<string | null>;
    is_done: number;
    created_at_ms: number;
  };
  upload_parts: { upload_id: UploadId; number: number; md5: string; blob_id: BlobId };
  manifests: {
    id: Generated<ManifestId>;
    artifact_id: ArtifactId;
    kind: "FULL" | "INCREMENTAL" | "PATCH";
    name: string;
    md5: string;
    base_artifact_id: ArtifactId | null;
    run_name: string;
    is_received: number;
    digest: string;
    size_bytes: number;
    entry_count: number;
    created_at_ms: number;
    policy_config: string | null;
  };
  manifest_parts: { id: Generated<number>; chunk_id: number; level: 0 | 1; children: string; refs: number };
  manifest_nodes: {
    manifest_id: ManifestId;
    position: number;
    first_path: string;
    entry_count: number;
    part_id: number;
  };
  manifest_sources: { manifest_id: ManifestId; source_id: ArtifactId; is_keeping: number };
  manifest_references: { manifest_id: ManifestId; source_id: ArtifactId; path: string };
  run_inputs: {
    run_id: RunId;
    artifact_id: ArtifactId;
    alias: string | null;
    used_as: string | null;
    created_at_ms: number;
  };
  run_outputs: { run_id: RunId; artifact_id: ArtifactId; kind: "made" | "logged-again"; created_at_ms: number };
  sweeps: {
    id: Generated<SweepId>;
    project_id: ProjectId;
    name: string;
    display_name: string | null;
    description: string | null;
    state: SweepState;
    config: string;
    grid: string;
    next_point: number;
    created_at_ms: number;
    updated_at_ms: number;
    deleted_at_ms: number | null;
  };
  sweep_agents: {
    id: Generated<AgentId>;
    sweep_id: SweepId;
    host: string;
    created_at_ms: number;
    heartbeat_at_ms: number;
  };
  sweep_points: {
    sweep_id: SweepId;
    point: number;
    agent_id: AgentId;
    run_name: string;
    args: string | null;
    args_key: string | null;
    state: "given" | "free" | "given-again";
    resumed_heartbeat_ms: number | null;
  };
  damage: {
    id: Generated<DamageId>;
    chunk_hash: string;
    pack: string;
    start_byte: number;
    blob: string | null;
    found_by: DamageFinder;
    detail: string;
    found_at_ms: number;
    repaired_at_ms: number | null;
  };
  jobs: {
    id: Generated<JobId>;
    kind: JobKind;
    state: JobState;
    grace_seconds: number | null;
    options: string;
    result: string | null;
    error: string | null;
    created_by: UserId | null;
    created_at_ms: number;
    started_at_ms: number | null;
    ended_at_ms: number | null;
    leased_until_ms: number | null;
  };
  retention_rules: {
    id: Generated<RetentionRulesId>;
    scope_kind: RetentionScope["kind"];
    scope_id: number;
    rules: string;
    created_by: UserId | null;
    created_at_ms: number;
  };
  storage_journal: {
    id: Generated<JournalId>;
    at_ms: number;
    action: JournalAction;
    subject: string;
    bytes: number | null;
    reason: string;
    entity_id: EntityId | null;
    done_by: string | null;
  };
}
