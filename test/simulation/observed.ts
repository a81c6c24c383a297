import type { World } from "./world.ts";

/** The rows of a store, in the format of `modelFacts`. */
export interface Observed {
  readonly facts: ReadonlyMap<string, string>;
  /** `project digest hash artifact`: the artifact is the draft or version on which the claim depends. */
  readonly claims: ReadonlySet<string>;
  readonly blobs: ReadonlySet<string>;
  readonly ids: Readonly<Record<"artifact" | "manifest" | "upload", readonly number[]>>;
}

/** The result before any observation. */
export const emptyObserved: Observed = {
  facts: new Map(),
  claims: new Set(),
  blobs: new Set(),
  ids: { artifact: [], manifest: [], upload: [] },
};

const place = "p.name || '/' || c.name";
const collections = "(collections c join projects p on p.id = c.project_id)";

/** Each query returns a name and a value per row. */
const factQueries: readonly string[] = [
  `select 'artifact ' || a.id as name, json_array(${place}, a.state, a.version_index, a.digest, json(a.draft_aliases),
      json((select json_group_array(tag) from (select tag from artifact_tags t where t.artifact_id = a.id order by tag))),
      a.description, a.metadata, a.ttl_seconds, a.made_by_run_id, a.manifest_id) as value
    from artifacts a join ${collections} on c.id = a.collection_id`,
  `select 'touched ' || id as name, touched_at_ms as value from artifacts where state = 'PENDING'`,
  `select 'lapsed ' || id as name, expired_at_ms as value from artifacts where expired_at_ms is not null`,
  `select 'gave up ' || id as name, 1 as value from artifacts where expired_files is not null`,
  `select 'collection ' || ${place} as name, json_array(t.name, c.next_version_index) as value
    from ${collections} join artifact_types t on t.id = c.type_id`,
  `select 'alias ' || ${place} || ':' || a.alias as name, a.artifact_id as value
    from aliases a join ${collections} on c.id = a.collection_id`,
  `select 'member ' || ${place} || ':v' || m.version_index as name, m.artifact_id as value
    from memberships m join ${collections} on c.id = m.collection_id`,
  `select 'client id ' || client_id as name, artifact_id as value from client_ids`,
  `select 'file ' || d.artifact_id || ' ' || d.digest || ' ' || d.path as name, b.hash as value
    from draft_blobs d join blobs b on b.id = d.blob_id`,
  `select 'manifest ' || id as name,
      json_array(artifact_id, base_artifact_id, is_received, digest, entry_count, size_bytes) as value from manifests`,
  // The rows of nodes and segments contain sorted differences.
  `with segments as (
      select m.manifest_id, sum(d.value) over (partition by m.manifest_id, node.id order by d.key) as part_id
      from manifest_nodes m join manifest_parts node on node.id = m.part_id join json_each(node.children) d),
    bound as (
      select s.manifest_id, sum(d.value) over (partition by s.manifest_id, segment.id order by d.key) as blob_id
      from segments s join manifest_parts segment on segment.id = s.part_id join json_each(segment.children) d)
    select distinct 'bound ' || manifest_id || ' ' || b.hash as name, 1 as value
    from bound join blobs b on b.id = bound.blob_id`,
  `select 'upload ' || id as name, json_array(artifact_id, path, digest, is_done) as value from uploads`,
  `select 'part ' || u.upload_id || ' ' || u.number as name, json_array(u.md5, b.hash) as value
    from upload_parts u join blobs b on b.id = u.blob_id`,
  `select 'input ' || run_id || ' ' || artifact_id as name, json_array(alias, used_as) as value from run_inputs`,
  `select 'output ' || run_id || ' ' || artifact_id as name, kind as value from run_outputs`,
  `select 'run file ' || f.run_id || ' ' || f.name as name, b.hash as value
    from run_files f join blobs b on b.id = f.blob_id`,
];

const claimQuery = `select p.name || ' ' || k.digest || ' ' || b.hash || ' ' || k.artifact_id as name
  from claims k join projects p on p.id = k.project_id join blobs b on b.id = k.blob_id
  where exists (select 1 from artifacts a where a.id = k.artifact_id and a.manifest_id is not null)
    or exists (select 1 from draft_blobs d where d.artifact_id = k.artifact_id and d.blob_id = k.blob_id)`;

/** Reads the current rows. */
export function observe({ place: { rows } }: World): Observed {
  const facts = new Map<string, string>();
  for (const query of factQueries)
    for (const { name, value } of prepared(rows, query).all()) facts.set(String(name), String(value));
  const column = (query: string): string[] =>
    prepared(rows, query)
      .all()
      .map(({ name }) => String(name));
  const ids = (table: string): number[] => column(`select id as name from ${table} order by id`).map(Number);
  return {
    facts,
    claims: new Set(column(claimQuery)),
    blobs: new Set(column("select hash as name from blobs")),
    ids: { artifact: ids("artifacts"), manifest: ids("manifests"), upload: ids("uploads") },
  };
}

type Rows = World["place"]["rows"];

const statements = new WeakMap<Rows, Map<string, ReturnType<Rows["prepare"]>>>();

function prepared(rows: Rows, query: string): ReturnType<Rows["prepare"]> {
  const ofRows = statements.get(rows) ?? new Map<string, ReturnType<Rows["prepare"]>>();
  statements.set(rows, ofRows);
  const known = ofRows.get(query) ?? rows.prepare(query);
  ofRows.set(query, known);
  return known;
}
