/** Data folders that earlier states of the code wrote: each is opened as it is, and gives back all it was given. */
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DataFolderRecord, RecordedFile } from "../../fixtures/data-folder-record.ts";
import { checkInvariants } from "../../support/check-invariants.ts";
import { findVersion, readVersion } from "../../support/read-version.ts";
import { jsonOf, sendRequest } from "../../support/send-request.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { WireClient } from "../../support/wire-client.ts";
import { manifestOf, WireDraft } from "../../support/wire-draft.ts";

const fixtures = join(import.meta.dirname, "..", "..", "fixtures");
const kept = readdirSync(fixtures).filter((name) => /^data-folder-\d+$/.test(name));

test("a folder of the oldest kept schema exists", () => {
  expect(kept).toContain("data-folder-4");
});

describe.each(kept)("%s", (name) => {
  const record = JSON.parse(readFileSync(join(fixtures, name, "record.json"), "utf8")) as DataFolderRecord;
  const { project, entity } = record;
  const folder = mkdtempSync(join(tmpdir(), "stemma-kept-"));
  const server = new ServerProcess(folder);
  let wire: WireClient;

  beforeAll(async () => {
    cpSync(join(fixtures, name, "data"), server.data, { recursive: true });
    await server.start();
    wire = new WireClient(server.baseUrl, server.apiKey);
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(Object.entries(record.versions))("every file of %s has its original bytes", async (version, entries) => {
    const files = Object.entries(entries).filter(([, entry]) => "sha256" in entry);
    const found = (await findVersion(wire, { project, name: version }))!;
    expect(found.files.map(({ path }) => path).sort()).toEqual(Object.keys(entries).sort());
    const { contents } = jsonOf(await sendRequest(found.manifestUrl)) as { contents: Record<string, object> };
    for (const [path, entry] of Object.entries(entries))
      if ("ref" in entry) expect(contents[path]).toMatchObject(entry);
    if (files.length > 0) expectFiles(await readVersion(wire, { project, name: version }), Object.fromEntries(files));
  });

  test("aliases point to the same versions, and deleted versions have no names", async () => {
    for (const [alias, version] of Object.entries(record.aliases)) {
      const found = await findVersion(wire, { project, name: alias });
      expect(found?.id, alias).toBe((await findVersion(wire, { project, name: version }))!.id);
    }
    for (const deleted of record.deleted) expect(await findVersion(wire, { project, name: deleted })).toBeNull();
  });

  test("a run has its history, its summary and its files", async () => {
    const { run } = (
      await wire.data<{ project: { run: RunFacts } }>(
        `query Run($project: String!, $run: String!) { project(name: $project) { run(name: $run) {
          summaryMetrics history(samples: 1000) files { edges { node { name directUrl } } } } } }`,
        { project, run: record.run.name },
      )
    ).project;
    expect(run.history.map((line) => JSON.parse(line) as unknown)).toEqual(
      record.run.history.map((line) => JSON.parse(line) as unknown),
    );
    expect(JSON.parse(run.summaryMetrics)).toMatchObject(JSON.parse(record.run.summary) as object);
    const files = new Map<string, Buffer>();
    for (const { node } of run.files.edges) files.set(node.name, (await sendRequest(node.directUrl)).body);
    expectFiles(files, record.run.files);
  });

  test("a draft can be continued without uploading its bytes again, and becomes the next version", async () => {
    const { clientId, digest, entries, files } = record.draft;
    const collection = record.nextVersion.split(":")[0]!;
    const draft = await WireDraft.open(wire, { entity, project, collection, digest, clientId });
    expect(draft.facts.state).toBe("PENDING");
    for (const [path, entry] of Object.entries(entries)) {
      const declared = JSON.stringify(jsonOf(await draft.declare(path, entry.digest)));
      expect(declared).toContain('"uploadUrl":null');
    }
    for (const answer of [await draft.sendManifest(manifestOf(entries)), await draft.commit()])
      expect(answer.status, answer.body.toString("utf8")).toBe(200);
    expectFiles(await readVersion(wire, { project, name: record.nextVersion }), files);
  });

  test("all invariants hold", async () => {
    await server.stop();
    expect(await checkInvariants(server.data)).toEqual([]);
  });
});

interface RunFacts {
  readonly summaryMetrics: string;
  readonly history: readonly string[];
  readonly files: {
    readonly edges: readonly { readonly node: { readonly name: string; readonly directUrl: string } }[];
  };
}

function expectFiles(
  found: ReadonlyMap<string, Buffer>,
  expected: Readonly<Record<string, RecordedFile | object>>,
): void {
  const facts = Object.fromEntries(
    [...found].map(([path, bytes]) => [
      path,
      { sha256: createHash("sha256").update(bytes).digest("hex"), size: bytes.byteLength },
    ]),
  );
  expect(facts).toEqual(expected);
}
