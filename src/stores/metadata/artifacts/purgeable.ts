import { sql } from "kysely";

/** SQL condition: no open draft uses the version of `artifacts` as its base, so that its content may be purged. */
export const isNoDraftBase = sql<boolean>`not exists (select 1 from artifacts as draft
    where draft.base_artifact_id = artifacts.id and draft.state = 'PENDING' and draft.expired_at_ms is null)
  and not exists (select 1 from manifests as increment join artifacts as draft on draft.id = increment.artifact_id
    where increment.base_artifact_id = artifacts.id and draft.state = 'PENDING' and draft.expired_at_ms is null)`;

/** SQL condition: the version of `artifacts` is deleted, still has its content, and no open draft uses it as its base. */
export const isPurgeable = sql<boolean>`artifacts.state = 'DELETED' and artifacts.manifest_id is not null
  and ${isNoDraftBase}`;
