import { sql, type SqlBool } from "kysely";
import type { RunLineRows, WrittenLine } from "../../../core/ports/metadata.ts";
import { type LinesId, type LineStream, listName } from "../../../model/index.ts";
import { inputRows, inputValues } from "../engine/input-rows.ts";
import { keysetPage } from "../query/keyset.ts";
import type { RowsScope } from "../engine/rows-scope.ts";

/** The line streams of runs as rows: the primary key is stream and number, a second key is writer and its number. */
export function runLineRows({ db, capabilities }: RowsScope): RunLineRows {
  /** Returns the numbers of a writer that are already stored. */
  async function storedNumbers(
    id: LinesId,
    stream: LineStream,
    writer: string,
    lines: readonly WrittenLine[],
  ): Promise<Set<number>> {
    const first = lines.reduce((low, { number }) => Math.min(low, number), Infinity);
    const last = lines.reduce((high, { number }) => Math.max(high, number), 0);
    const rows = await streamOf(id, stream)
      .select("writer_number")
      .where("writer", "=", writer)
      .where("writer_number", ">=", first)
      .where("writer_number", "<=", last)
      .execute();
    return new Set(rows.map(({ writer_number }) => writer_number));
  }
  const streamOf = (id: LinesId, stream: LineStream) =>
    db.selectFrom("run_lines").where("run_id", "=", id).where("stream", "=", stream);

  const stepsOf = (id: LinesId) => streamOf(id, "history").where("step", "is not", null);

  async function insert(id: LinesId, stream: LineStream, writer: string, lines: readonly WrittenLine[]): Promise<void> {
    if (lines.length === 0) return;
    const last = await streamOf(id, stream)
      .select(({ fn }) => fn.max("number").as("number"))
      .executeTakeFirst();
    const next = last?.number === null || last === undefined ? 0 : Number(last.number) + 1;
    const input = inputRows(
      capabilities,
      { writer_number: "int", step: "int", line: "text" },
      lines.map(({ number, text, step }, index) => [
        number,
        step ?? (stream === "history" ? next + index : null),
        text,
      ]),
    );
    await sql`insert into run_lines (run_id, stream, number, writer, writer_number, step, line)
      select cast(${id} as bigint), cast(${stream} as text), cast(${next} as bigint) + position,
        cast(${writer} as text), writer_number, step, line from ${input} as input where true`.execute(db);
  }

  async function replace(
    id: LinesId,
    stream: LineStream,
    writer: string,
    lines: readonly WrittenLine[],
  ): Promise<void> {
    if (lines.length === 0) return;
    const input = inputRows(
      capabilities,
      { writer_number: "int", step: "int", line: "text" },
      lines.map(({ number, text, step }) => [number, step ?? null, text]),
    );
    // All lines exist, so none is inserted: an update with a join would scan the input for each line of the stream.
    await sql`insert into run_lines (run_id, stream, number, writer, writer_number, step, line)
      select cast(${id} as bigint), cast(${stream} as text), -1 - position, cast(${writer} as text), writer_number, step, line
        from ${input} as input where true
      on conflict (run_id, stream, writer, writer_number) do update
        set line = excluded.line, step = coalesce(excluded.step, run_lines.step)
        where run_lines.line <> excluded.line`.execute(db);
  }

  return {
    async put(id, stream, writer, lines) {
      if (lines.length === 0) return;
      // If a post contains a number twice, the last line counts.
      const byNumber = new Map(lines.map((line) => [line.number, line]));
      const stored = await storedNumbers(id, stream, writer, lines);
      const [again, fresh] = [
        [...byNumber.values()].filter(({ number }) => stored.has(number)),
        [...byNumber.values()],
      ];
      await replace(id, stream, writer, again);
      await insert(id, stream, writer, again.length === 0 ? fresh : fresh.filter(({ number }) => !stored.has(number)));
    },
    async read(id, stream, firstNumber, count) {
      const rows = await streamOf(id, stream)
        .select(["number", "line"])
        .where("number", ">=", firstNumber)
        .orderBy("number")
        .limit(count)
        .execute();
      return rows.map(({ number, line }) => ({ number, text: line }));
    },
    list: (id, stream, page) =>
      keysetPage(
        streamOf(id, stream).select(["number", "line"]),
        { list: listName("lines", id, stream), keys: [{ value: sql`run_lines.number`, type: "int" }] },
        page,
        (rows) => rows.map(({ number, line }) => ({ number, text: line })),
      ),
    async readNumbers(id, stream, numbers) {
      if (numbers.length === 0) return [];
      const rows = await streamOf(id, stream)
        .select(["number", "line"])
        .where("number", "in", inputValues(capabilities, "int", numbers))
        .orderBy("number")
        .execute();
      return rows.map(({ number, line }) => ({ number, text: line }));
    },
    async readSteps(id, { minStep, maxStep, after, count }) {
      const rows = await stepsOf(id)
        .select(["step", "number", "line"])
        .where("step", ">=", after?.step ?? minStep)
        .where("step", "<", maxStep)
        .$if(after !== null, (query) =>
          query.where(
            sql<SqlBool>`(step, number) > (cast(${after!.step} as bigint), cast(${after!.number} as bigint))`,
          ),
        )
        .orderBy("step")
        .orderBy("number")
        .limit(count)
        .execute();
      return rows.map(({ step, number, line }) => ({ step: step!, number, text: line }));
    },
    async stepBehind(id, minStep, steps) {
      const row = await stepsOf(id)
        .select("step")
        .distinct()
        .where("step", ">=", minStep)
        .orderBy("step")
        .offset(steps)
        .limit(1)
        .executeTakeFirst();
      return row?.step ?? undefined;
    },
    async lastStep(id) {
      const row = await stepsOf(id).select("step").orderBy("step", "desc").limit(1).executeTakeFirst();
      return row?.step ?? undefined;
    },
    async counts(id) {
      const rows = await db
        .selectFrom("run_lines")
        .select(["stream", ({ fn }) => fn.max("number").as("last")])
        .where("run_id", "=", id)
        .groupBy("stream")
        .execute();
      const counts: Record<LineStream, number> = { history: 0, events: 0, output: 0 };
      for (const { stream, last } of rows) counts[stream as LineStream] = Number(last) + 1;
      return counts;
    },
    async written(id, writer, by) {
      const [column, values] = "steps" in by ? (["step", by.steps] as const) : (["writer_number", by.numbers] as const);
      if (values.length === 0) return [];
      const rows = await streamOf(id, "history")
        .select(["writer_number", "step", "line"])
        .where("writer", "=", writer)
        .where(column, "in", inputValues(capabilities, "int", values))
        .execute();
      return rows.map(({ writer_number, step, line }) => ({
        number: writer_number,
        text: line,
        step: step ?? undefined,
      }));
    },
    async nextNumber(id, stream, writer) {
      const last = await streamOf(id, stream)
        .select(({ fn }) => fn.max("writer_number").as("number"))
        .where("writer", "=", writer)
        .executeTakeFirst();
      return last?.number === null || last === undefined ? 0 : Number(last.number) + 1;
    },
  };
}
