import { isDeepStrictEqual } from "node:util";
import { allRows } from "../../src/core/list-page.ts";
import { loggedByRun, usedByRun } from "../../src/core/runs/run-lineage.ts";
import { blake3Hex } from "../../src/stores/blobs/pack/blake3.ts";
import type { BlobHash } from "../../src/model/index.ts";
import { readVersionCommand, resolveCommand } from "./commands/read-version.ts";
import type { Command } from "./command.ts";
import type { Model } from "./model.ts";
import type { ProjectKey } from "./place.ts";
import { workerOf } from "./people.ts";
import type { World } from "./world.ts";
import { emptyObserved } from "./observed.ts";

/** Reads everything through the verbs, byte for byte, and compares it with the model. */
export async function checkReadable(world: World, model: Model): Promise<string[]> {
  return [
    ...(await checkVersions(world, model)),
    ...(await checkNames(world, model)),
    ...(await checkLineage(world, model)),
    ...(await checkRunFiles(world, model)),
  ];
}

/** Checks an idle store: each pack has a row, each chunk is referenced. */
export async function checkRests(world: World, { isClosed }: { readonly isClosed: boolean }): Promise<string[]> {
  const packs = new Map<string, number>();
  for await (const { name, sizeBytes } of world.driver.list()) packs.set(name, sizeBytes);
  const rows = await world.engine.read.selectFrom("packs").select(["name", "size_bytes", "live_bytes"]).execute();
  const faults = rows.flatMap(({ name, size_bytes, live_bytes }) => {
    const sizeBytes = packs.get(name);
    packs.delete(name);
    if (sizeBytes === undefined) return [`pack ${name}: it has a row and is gone`];
    if (sizeBytes < size_bytes) return [`pack ${name}: it has ${sizeBytes} bytes, expected ${size_bytes}`];
    if (!isClosed) return [];
    if (sizeBytes > size_bytes) return [`pack ${name}: it has ${sizeBytes} bytes, expected ${size_bytes}`];
    return live_bytes * 2 < size_bytes ? [`pack ${name}: ${live_bytes} of ${size_bytes} bytes live in it`] : [];
  });
  const dead = await world.engine.read.selectFrom("chunks").select("hash").where("refs", "=", 0).execute();
  return [
    ...faults,
    ...[...packs.keys()].map((name) => `pack ${name}: it is there and has no row`),
    ...(isClosed ? dead.map(({ hash }) => `chunk ${hash}: nothing refers to it, and it is there`) : []),
  ];
}

async function checkVersions(world: World, model: Model): Promise<string[]> {
  const faults: string[] = [];
  for (const { id, state } of model.artifacts.values())
    if (state === "COMMITTED") faults.push(...(await ask(world, model, readVersionCommand(id))));
  return faults;
}

/** Checks that every name resolves as in the model, and that drafts have no names. */
async function checkNames(world: World, model: Model): Promise<string[]> {
  const faults: string[] = [];
  for (const [place, { nextIndex }] of model.collections) {
    const [project, collection] = place.split("/") as [ProjectKey, string];
    const drafts = [...model.artifacts.values()].filter((draft) => draft.place === place && draft.state === "PENDING");
    const names = new Set(["latest", `v${nextIndex}`, ...drafts.flatMap(({ aliases }) => aliases)]);
    for (const alias of model.aliases.keys())
      if (alias.startsWith(`${place}:`)) names.add(alias.slice(place.length + 1));
    const person = workerOf(project);
    for (const alias of names)
      faults.push(...(await ask(world, model, resolveCommand({ person, project, collection, alias }))));
    const { collections, versions } = world.ports.metadata.read;
    const row = (await collections.find(world.place.projectIds[project], collection))!;
    const listed = (await allRows((page) => versions.list(row.id, page))).map(({ versionIndex }) => versionIndex);
    const expected = [...model.artifacts.values()]
      .filter((version) => version.place === place && version.state === "COMMITTED")
      .map(({ versionIndex }) => versionIndex!)
      .sort((left, right) => right - left);
    if (!isDeepStrictEqual(listed, expected)) faults.push(`${place}: it lists v${listed.join(", v")}`);
  }
  return faults;
}

/** Checks the versions that runs used and logged. */
async function checkLineage(world: World, model: Model): Promise<string[]> {
  const faults: string[] = [];
  for (const { id, name, project } of world.place.runs) {
    const run = (await world.ports.metadata.read.runs.byId(id))!;
    const admin = {
      actor: { user: null, isSiteAdmin: true, memberships: [] },
      right: "read" as const,
    };
    for (const [edges, verb] of [
      [model.inputs, usedByRun],
      [model.outputs, loggedByRun],
    ] as const) {
      const found = (await allRows((page) => verb(world.ports, admin, run, page))).map((version) => Number(version.id));
      const expected = [...edges.keys()]
        .filter((key) => key.startsWith(`${id} `))
        .map((key) => Number(key.split(" ")[1]))
        .filter((artifactId) => model.artifacts.get(artifactId)?.state === "COMMITTED");
      if (!isDeepStrictEqual(found.toSorted(byNumber), expected.toSorted(byNumber)))
        faults.push(`run ${project}/${name}: ${verb.name} gives ${found.join()}, expected ${expected.join()}`);
    }
  }
  return faults;
}

async function checkRunFiles(world: World, model: Model): Promise<string[]> {
  const faults: string[] = [];
  for (const [key, hash] of model.runFiles) {
    const parts: Uint8Array[] = [];
    for await (const part of (await world.ports.blobs.open(hash as BlobHash)).bytes) parts.push(part);
    if (blake3Hex(Buffer.concat(parts)) !== hash) faults.push(`run file ${key}: it has other bytes`);
  }
  return faults;
}

/** Calls a verb and compares the answer with the model's. */
async function ask(world: World, model: Model, command: Command): Promise<string[]> {
  const answer = await command.run(world).catch((error: unknown) => `the error ${String(error)}`);
  const context = {
    answer,
    refusal: undefined,
    newId: () => 0,
    observed: emptyObserved,
    isCollecting: false,
  };
  const expected = command.effects[0]!(model, context);
  if (isDeepStrictEqual(answer, expected)) return [];
  return [`${command.label}: ${JSON.stringify(answer)}, expected ${JSON.stringify(expected)}`];
}

function byNumber(left: number, right: number): number {
  return left - right;
}
