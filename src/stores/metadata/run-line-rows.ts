import { sql } from "kysely";
import type { RunLineRows } from "../../core/ports/metadata.ts";
import type { LineStream } from "../../model/index.ts";
import { inputRows } from "./input-rows.ts";
import type { RowsScope } from "./rows-scope.ts";

/** The line streams of runs as rows: stream and number are the key. */
export function runLineRows({ db, facts }: RowsScope): RunLineRows {
  return {
    async put(runId, stream, firstNumber, lines) {
      if (lines.length === 0) return;
      const given = inputRows(
        facts,
        { line: "text" },
        lines.map((line) => [line]),
      );
      await sql`insert into run_lines (run_id, stream, number, line)
        select cast(${runId} as bigint), cast(${stream} as text), cast(${firstNumber} as bigint) + position, line from ${given} as given where true
        on conflict (run_id, stream, number) do update set line = excluded.line`.execute(db);
    },
    async read(runId, stream, firstNumber, count) {
      const rows = await db
        .selectFrom("run_lines")
        .select(["number", "line"])
        .where("run_id", "=", runId)
        .where("stream", "=", stream)
        .where("number", ">=", firstNumber)
        .orderBy("number")
        .limit(count)
        .execute();
      return rows.map(({ number, line }) => ({ number, text: line }));
    },
    async counts(runId) {
      const rows = await db
        .selectFrom("run_lines")
        .select(["stream", ({ fn }) => fn.max("number").as("last")])
        .where("run_id", "=", runId)
        .groupBy("stream")
        .execute();
      const counts: Record<LineStream, number> = { history: 0, events: 0, output: 0 };
      for (const { stream, last } of rows) counts[stream as LineStream] = Number(last) + 1;
      return counts;
    },
  };
}
