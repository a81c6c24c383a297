import { type Selectable, sql } from "kysely";
import type { JobRows } from "../../core/ports/metadata.ts";
import { type Job, type JobOptions, type JobResult, listName } from "../../model/index.ts";
import { keysetPage } from "./query/keyset.ts";
import type { RowsScope } from "./engine/rows-scope.ts";
import type { Tables } from "./tables.ts";

/** Jobs as rows. A worker takes a job for the time of a lease. */
export function jobRows({ db, capabilities }: RowsScope): JobRows {
  const jobs = () => db.selectFrom("jobs").selectAll();
  const one = (row: JobRow | undefined): Job | null => (row === undefined ? null : toJob(row));
  const byId: JobRows["byId"] = async (id) => one(await jobs().where("id", "=", id).executeTakeFirst());
  return {
    byId,
    list: (page) =>
      keysetPage(
        jobs(),
        { list: listName("jobs"), keys: [{ value: sql`jobs.id`, type: "int", isDescending: true }] },
        page,
        (rows) => rows.map(toJob),
      ),
    newest: async (kind) =>
      one(await jobs().where("kind", "=", kind).orderBy("id", "desc").limit(1).executeTakeFirst()),
    async insert({ kind, graceSeconds, options, createdBy, atMs }) {
      const row = {
        kind,
        state: "WAITING" as const,
        grace_seconds: graceSeconds,
        options: JSON.stringify(options),
        result: null,
        error: null,
        created_by: createdBy,
        created_at_ms: atMs,
        started_at_ms: null,
        ended_at_ms: null,
        leased_until_ms: null,
      };
      return (await db.insertInto("jobs").values(row).returning("id").executeTakeFirstOrThrow()).id;
    },
    async take(atMs, leaseUntilMs) {
      const open = db
        .selectFrom("jobs")
        .select("id")
        .where("ended_at_ms", "is", null)
        .where(({ or, eb }) => or([eb("state", "=", "WAITING"), eb("leased_until_ms", "<=", atMs)]))
        .orderBy("id")
        .limit(1);
      const found = await (capabilities.hasRowLocks ? open.forUpdate().skipLocked() : open).executeTakeFirst();
      if (found === undefined) return null;
      await db
        .updateTable("jobs")
        .set({ state: "RUNNING", started_at_ms: atMs, leased_until_ms: leaseUntilMs })
        .where("id", "=", found.id)
        .execute();
      return byId(found.id);
    },
    async extend(id, leaseUntilMs) {
      await db.updateTable("jobs").set({ leased_until_ms: leaseUntilMs }).where("id", "=", id).execute();
    },
    async report(id, result) {
      const report = JSON.stringify(result);
      await db
        .updateTable("jobs")
        .set({ result: report })
        .where("id", "=", id)
        .where("ended_at_ms", "is", null)
        .execute();
    },
    async finish(id, { result, error, atMs }) {
      const ending = {
        state: error === null ? ("DONE" as const) : ("FAILED" as const),
        result: result === null ? null : JSON.stringify(result),
        error,
        ended_at_ms: atMs,
        leased_until_ms: null,
      };
      await db.updateTable("jobs").set(ending).where("id", "=", id).execute();
    },
  };
}

type JobRow = Selectable<Tables["jobs"]>;

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    graceSeconds: row.grace_seconds,
    options: JSON.parse(row.options) as JobOptions,
    result: row.result === null ? null : (JSON.parse(row.result) as JobResult),
    error: row.error,
    createdAtMs: row.created_at_ms,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
  };
}
