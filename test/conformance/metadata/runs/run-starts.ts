import { expect, test } from "vitest";
import type { Access } from "../../../../src/core/accounts/access.ts";
import type { Ports } from "../../../../src/core/ports/ports.ts";
import { streamRun } from "../../../../src/core/history/stream-run.ts";
import { upsertRun } from "../../../../src/core/runs/upsert-run.ts";
import { AT_MS, type World } from "../world.ts";

const PROCESSES = Array.from({ length: 8 }, (_, rank) => `process-${rank}`);
const access: Access = { actor: { user: null, isSiteAdmin: true, memberships: [] }, right: "write" };

/** Rules for several processes that start and write one run at once. */
export function startRules(world: World): void {
  test("processes that start one run concurrently create one run and keep every line", async () => {
    const project = await world.project();
    const quotas = { textsArrived: () => {}, requireRoom: async () => {} };
    const ports = { metadata: world.metadata, clock: { nowMs: () => AT_MS }, quotas } as unknown as Ports;
    const place = { entity: project.entityName, project: project.name };
    const started = await Promise.all(
      PROCESSES.map((writer) =>
        upsertRun(ports, access, {
          ...place,
          id: undefined,
          name: "shared",
          writer,
          changes: { host: writer, config: `{"${writer}":{"value":1}}` },
        }),
      ),
    );
    expect(started.filter(({ isNew }) => isNew)).toHaveLength(1);
    const post = (writer: string, firstNumber: number) =>
      streamRun(ports, access, {
        ...place,
        run: "shared",
        writer,
        lines: [{ stream: "history", firstNumber, lines: [`{"_step":${firstNumber},"of":"${writer}"}`] }],
        summary: `{"${writer}":${firstNumber},"_step":${firstNumber}}`,
        isPreempting: false,
        exitCode: undefined,
      });
    for (const step of [0, 1, 2]) await Promise.all(PROCESSES.map((writer) => post(writer, step)));
    const run = (await world.metadata.read.runs.find(project.id, "shared"))!;
    expect(Object.keys(JSON.parse(run.config) as object).toSorted()).toEqual(PROCESSES);
    expect(JSON.parse(run.summary)).toEqual({ ...Object.fromEntries(PROCESSES.map((name) => [name, 2])), _step: 2 });
    const lines = await world.metadata.read.runLines.read(run.linesId, "history", 0, 100);
    expect(lines.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, number) => number));
    expect(new Set(lines.map(({ text }) => text)).size).toBe(24);
  });
}
