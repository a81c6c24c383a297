import { expect, test } from "vitest";
import type { JobKind } from "../../../src/model/index.ts";
import { AT_MS, type World } from "./world.ts";

const LEASE_MS = 60_000;

/** Rules for work that is asked for. */
export function jobRules(world: World): void {
  const ask = (kind: JobKind) =>
    world.metadata.transaction((rows) =>
      rows.jobs.insert({ kind, graceSeconds: 5, options: { readData: true }, createdBy: null, atMs: AT_MS }),
    );
  const take = (atMs = AT_MS) => world.metadata.transaction((rows) => rows.jobs.take(atMs, atMs + LEASE_MS));
  const finish = (id: Awaited<ReturnType<typeof ask>>, error: string | null = null) =>
    world.metadata.transaction((rows) =>
      rows.jobs.finish(id, { result: error === null ? { versions: 2 } : null, error, atMs: AT_MS + 1 }),
    );

  test("take() returns the oldest job once; its result is kept", async () => {
    const [first, second] = [await ask("PURGE"), await ask("COLLECT")];
    expect(await world.metadata.read.jobs.byId(first)).toMatchObject({ state: "WAITING", startedAtMs: null });
    expect(await take()).toMatchObject({
      id: first,
      kind: "PURGE",
      state: "RUNNING",
      graceSeconds: 5,
      options: { readData: true },
    });
    expect((await take())?.id).toBe(second);
    expect(await take()).toBeNull();
    await finish(first);
    await finish(second, "the disk is full");
    const { jobs } = world.metadata.read;
    expect(await jobs.byId(first)).toMatchObject({ state: "DONE", result: { versions: 2 }, endedAtMs: AT_MS + 1 });
    expect(await jobs.byId(second)).toMatchObject({ state: "FAILED", error: "the disk is full", result: null });
  });

  test("a job is taken again when its lease has expired, but not when it was extended", async () => {
    const id = await ask("EXPIRE");
    expect((await take())?.id).toBe(id);
    await world.metadata.transaction((rows) => rows.jobs.extend(id, AT_MS + 2 * LEASE_MS));
    expect(await take(AT_MS + LEASE_MS)).toBeNull();
    expect((await take(AT_MS + 2 * LEASE_MS))?.id).toBe(id);
    await finish(id);
    expect(await take(AT_MS + 9 * LEASE_MS)).toBeNull();
  });

  test("two concurrent take() return different jobs", async () => {
    const ids = [await ask("PURGE"), await ask("COLLECT")];
    const taken = await Promise.all([take(), take()]);
    expect(new Set(taken.map((job) => job?.id))).toEqual(new Set(ids));
    for (const id of ids) await finish(id);
  });
}
