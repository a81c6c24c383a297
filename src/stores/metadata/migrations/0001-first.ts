import type { Migration } from "./migration.ts";

/**
 * The first schema. Text and integers only; times are integer milliseconds UTC; JSON is text; digests are hex text.
 *
 * `$id` is a row id the database gives, `$text` is text ordered by its bytes, `$int` a 64-bit integer.
 */
export const first: Migration = {
  number: 1,
  name: "first",
  statements: [
    // Which store these rows belong to; the folder of the bytes says the same.
    `CREATE TABLE store_identity (id $text NOT NULL PRIMARY KEY)`,

    // Accounts: users, teams and organisations share one name space, compared without case.
    `CREATE TABLE entities (
      id $id, name $text NOT NULL, name_key $text NOT NULL UNIQUE, kind $text NOT NULL,
      org_id $int REFERENCES entities (id), created_at_ms $int NOT NULL)`,
    `CREATE TABLE users (
      id $id, entity_id $int NOT NULL UNIQUE REFERENCES entities (id), email $text NOT NULL, is_admin $int NOT NULL,
      password_hash $text, created_at_ms $int NOT NULL)`,
    `CREATE TABLE api_keys (
      id $id, user_id $int NOT NULL REFERENCES users (id) ON DELETE CASCADE, name $text NOT NULL, key_hash $text NOT NULL UNIQUE,
      description $text, created_at_ms $int NOT NULL)`,
    `CREATE INDEX api_keys_user ON api_keys (user_id)`,
    `CREATE TABLE members (
      entity_id $int NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
      user_id $int NOT NULL REFERENCES users (id) ON DELETE CASCADE, role $text NOT NULL, PRIMARY KEY (entity_id, user_id))`,
    `CREATE INDEX members_user ON members (user_id)`,

    // Projects and runs.
    `CREATE TABLE projects (
      id $id, entity_id $int NOT NULL REFERENCES entities (id), name $text NOT NULL, description $text, access $text NOT NULL,
      created_by $int REFERENCES users (id) ON DELETE SET NULL, created_at_ms $int NOT NULL, updated_at_ms $int NOT NULL,
      next_run_number $int NOT NULL, UNIQUE (entity_id, name))`,
    `CREATE TABLE runs (
      id $id, project_id $int NOT NULL REFERENCES projects (id), name $text NOT NULL, display_name $text NOT NULL, state $text NOT NULL,
      job_type $text, run_group $text, notes $text, description $text, tags $text NOT NULL, config $text NOT NULL, summary $text NOT NULL,
      host $text, program $text, commit_hash $text, repo $text, sweep_name $text,
      created_by $int REFERENCES users (id) ON DELETE SET NULL, exit_code $int, is_stop_requested $int NOT NULL,
      created_at_ms $int NOT NULL, heartbeat_at_ms $int NOT NULL, UNIQUE (project_id, name))`,
    // The open tail of each line stream; the line's number is the key, so a repeated post is the same post.
    `CREATE TABLE run_lines (
      run_id $int NOT NULL REFERENCES runs (id) ON DELETE CASCADE, stream $text NOT NULL, number $int NOT NULL, line $text NOT NULL,
      PRIMARY KEY (run_id, stream, number))`,

    // Bytes: a pack holds chunk records, a blob is an ordered list of chunks.
    `CREATE TABLE packs (
      id $id, name $text NOT NULL UNIQUE, state $text NOT NULL, size_bytes $int NOT NULL, live_bytes $int NOT NULL, created_at_ms $int NOT NULL)`,
    `CREATE TABLE chunks (
      id $id, hash $text NOT NULL UNIQUE, pack_id $int NOT NULL REFERENCES packs (id), start_byte $int NOT NULL,
      stored_bytes $int NOT NULL, raw_bytes $int NOT NULL, refs $int NOT NULL)`,
    `CREATE INDEX chunks_pack ON chunks (pack_id)`,
    `CREATE INDEX chunks_dead ON chunks (id) WHERE refs = 0`,
    `CREATE TABLE blobs (id $id, hash $text NOT NULL UNIQUE, size_bytes $int NOT NULL, refs $int NOT NULL)`,
    `CREATE INDEX blobs_unused ON blobs (id) WHERE refs = 0`,
    `CREATE TABLE blob_chunks (
      blob_id $int NOT NULL REFERENCES blobs (id) ON DELETE CASCADE, start_byte $int NOT NULL, chunk_id $int NOT NULL REFERENCES chunks (id),
      PRIMARY KEY (blob_id, start_byte))`,
    `CREATE TABLE run_files (
      run_id $int NOT NULL REFERENCES runs (id) ON DELETE CASCADE, name $text NOT NULL, blob_id $int NOT NULL REFERENCES blobs (id),
      md5 $text NOT NULL, updated_at_ms $int NOT NULL, PRIMARY KEY (run_id, name))`,
    // What a digest of the wire means inside one project, made by bytes that arrived there.
    `CREATE TABLE claims (
      project_id $int NOT NULL REFERENCES projects (id), algorithm $text NOT NULL, digest $text NOT NULL,
      blob_id $int NOT NULL REFERENCES blobs (id) ON DELETE CASCADE, PRIMARY KEY (project_id, algorithm, digest, blob_id))`,
    `CREATE INDEX claims_blob ON claims (blob_id)`,

    // Artifacts.
    `CREATE TABLE artifact_types (
      id $id, project_id $int NOT NULL REFERENCES projects (id), name $text NOT NULL, description $text, created_at_ms $int NOT NULL,
      UNIQUE (project_id, name))`,
    `CREATE TABLE collections (
      id $id, project_id $int NOT NULL REFERENCES projects (id), type_id $int NOT NULL REFERENCES artifact_types (id), kind $text NOT NULL,
      name $text NOT NULL, description $text, next_version_index $int NOT NULL, created_at_ms $int NOT NULL, updated_at_ms $int NOT NULL,
      deleted_at_ms $int)`,
    `CREATE UNIQUE INDEX collections_name ON collections (project_id, name) WHERE deleted_at_ms IS NULL`,
    `CREATE TABLE collection_tags (
      collection_id $int NOT NULL REFERENCES collections (id) ON DELETE CASCADE, tag $text NOT NULL, PRIMARY KEY (collection_id, tag))`,
    `CREATE TABLE artifacts (
      id $id, collection_id $int NOT NULL REFERENCES collections (id), state $text NOT NULL, version_index $int, digest $text NOT NULL,
      digest_algorithm $text NOT NULL, description $text, metadata $text, size_bytes $int NOT NULL, entry_count $int NOT NULL,
      ttl_seconds $int, history_step $int, distributed_id $text, base_artifact_id $int REFERENCES artifacts (id), manifest_id $int,
      draft_aliases $text NOT NULL, made_by_run_id $int REFERENCES runs (id) ON DELETE SET NULL,
      created_by $int REFERENCES users (id) ON DELETE SET NULL, created_at_ms $int NOT NULL, updated_at_ms $int NOT NULL,
      touched_at_ms $int NOT NULL)`,
    `CREATE UNIQUE INDEX artifacts_version ON artifacts (collection_id, version_index)`,
    `CREATE INDEX artifacts_digest ON artifacts (collection_id, digest)`,
    `CREATE INDEX artifacts_drafts ON artifacts (touched_at_ms) WHERE state = 'PENDING'`,
    `CREATE TABLE artifact_tags (
      artifact_id $int NOT NULL REFERENCES artifacts (id) ON DELETE CASCADE, tag $text NOT NULL, PRIMARY KEY (artifact_id, tag))`,
    `CREATE TABLE client_ids (client_id $text NOT NULL PRIMARY KEY, artifact_id $int NOT NULL REFERENCES artifacts (id) ON DELETE CASCADE)`,
    `CREATE TABLE memberships (
      id $id, collection_id $int NOT NULL REFERENCES collections (id), artifact_id $int NOT NULL REFERENCES artifacts (id) ON DELETE CASCADE,
      version_index $int NOT NULL, created_at_ms $int NOT NULL, UNIQUE (collection_id, artifact_id), UNIQUE (collection_id, version_index))`,
    `CREATE INDEX memberships_artifact ON memberships (artifact_id)`,
    `CREATE TABLE aliases (
      id $id, collection_id $int NOT NULL REFERENCES collections (id), alias $text NOT NULL,
      artifact_id $int NOT NULL REFERENCES artifacts (id) ON DELETE CASCADE, created_at_ms $int NOT NULL, UNIQUE (collection_id, alias))`,
    `CREATE INDEX aliases_artifact ON aliases (artifact_id)`,
    // What a draft declared or received under a name and digest; kept until the draft ends.
    `CREATE TABLE draft_blobs (
      artifact_id $int NOT NULL REFERENCES artifacts (id) ON DELETE CASCADE, path $text NOT NULL, digest $text NOT NULL,
      blob_id $int NOT NULL REFERENCES blobs (id), PRIMARY KEY (artifact_id, path, digest))`,
    `CREATE INDEX draft_blobs_blob ON draft_blobs (blob_id)`,

    // A file that is sent in parts, and the parts that arrived.
    `CREATE TABLE uploads (
      id $id, artifact_id $int NOT NULL REFERENCES artifacts (id) ON DELETE CASCADE, path $text NOT NULL, digest $text NOT NULL,
      is_done $int NOT NULL, created_at_ms $int NOT NULL, UNIQUE (artifact_id, path, digest))`,
    `CREATE TABLE upload_parts (
      upload_id $int NOT NULL REFERENCES uploads (id) ON DELETE CASCADE, number $int NOT NULL, md5 $text NOT NULL,
      blob_id $int NOT NULL REFERENCES blobs (id), PRIMARY KEY (upload_id, number))`,
    `CREATE INDEX upload_parts_blob ON upload_parts (blob_id)`,

    // Manifests: entries in segments, segments in nodes, nodes in order under a manifest.
    `CREATE TABLE manifests (
      id $id, artifact_id $int NOT NULL REFERENCES artifacts (id) ON DELETE CASCADE, kind $text NOT NULL, name $text NOT NULL,
      md5 $text NOT NULL, base_artifact_id $int REFERENCES artifacts (id), run_name $text NOT NULL, is_received $int NOT NULL,
      digest $text NOT NULL, size_bytes $int NOT NULL, entry_count $int NOT NULL, created_at_ms $int NOT NULL)`,
    `CREATE INDEX manifests_artifact ON manifests (artifact_id)`,
    `CREATE TABLE manifest_parts (
      id $id, chunk_id $int NOT NULL UNIQUE REFERENCES chunks (id), level $int NOT NULL, children $text NOT NULL, refs $int NOT NULL)`,
    `CREATE TABLE manifest_nodes (
      manifest_id $int NOT NULL REFERENCES manifests (id) ON DELETE CASCADE, position $int NOT NULL, first_path $text NOT NULL,
      entry_count $int NOT NULL, part_id $int NOT NULL REFERENCES manifest_parts (id), PRIMARY KEY (manifest_id, position))`,

    // Lineage.
    `CREATE TABLE run_inputs (
      run_id $int NOT NULL REFERENCES runs (id) ON DELETE CASCADE, artifact_id $int NOT NULL REFERENCES artifacts (id),
      alias $text, used_as $text, created_at_ms $int NOT NULL, PRIMARY KEY (run_id, artifact_id))`,
    `CREATE INDEX run_inputs_artifact ON run_inputs (artifact_id)`,
    `CREATE TABLE run_outputs (
      run_id $int NOT NULL REFERENCES runs (id) ON DELETE CASCADE, artifact_id $int NOT NULL REFERENCES artifacts (id),
      kind $text NOT NULL, created_at_ms $int NOT NULL, PRIMARY KEY (run_id, artifact_id))`,
    `CREATE INDEX run_outputs_artifact ON run_outputs (artifact_id)`,
  ],
};
