import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema } from "graphql";
import { RandomDocuments } from "./random-documents.ts";
import { seededRandom } from "./seeded-random.ts";
import { type Answer, jsonOf } from "./send-request.ts";
import type { WireClient } from "./wire-client.ts";
import { publishVersion } from "./wire-draft.ts";

const PROJECT = "documents";
const RUNS = 40;
const VERSIONS = 12;
const HISTORY_ROWS = 2000;
const LARGE_CONFIG_CHARACTERS = 2 * 1024 * 1024;

const START = `mutation Start($name: String!, $config: JSONString, $summary: JSONString) {
  upsertBucket(input: {modelName: "${PROJECT}", name: $name, config: $config, summaryMetrics: $summary}) {
    bucket { id project { id entity { id name } } }
  }
}`;
const IDS = `{ project(name: "${PROJECT}") { artifactCollections { edges { node { id artifacts { edges { node { id } } } } } } } }`;

/** Fills a server with runs, histories and versions. Returns random documents about them. */
export async function documentsOver(wire: WireClient, seed: number): Promise<RandomDocuments> {
  const ids: string[] = [];
  let entity = "";
  for (let index = 0; index < RUNS; index++) {
    const text = "x".repeat(index < 5 ? LARGE_CONFIG_CHARACTERS : 50);
    const config = JSON.stringify({ lr: { value: index / RUNS }, text: { value: text } });
    const { upsertBucket } = await wire.data<{
      upsertBucket: { bucket: { id: string; project: { id: string; entity: { id: string; name: string } } } };
    }>(START, { name: `run-${index}`, config, summary: JSON.stringify({ loss: index }) });
    const { bucket } = upsertBucket;
    entity = bucket.project.entity.name;
    if (index < 8) ids.push(bucket.id, bucket.project.id);
  }
  const content = Array.from({ length: HISTORY_ROWS }, (_, step) =>
    JSON.stringify({ _step: step, loss: 1 / (step + 1) }),
  );
  for (const stream of ["wandb-history.jsonl", "output.log"])
    await wire.send(`/files/${entity}/${PROJECT}/run-1/file_stream`, {
      method: "POST",
      body: { files: { [stream]: { offset: 0, content } } },
    });
  for (let index = 0; index < VERSIONS; index++)
    await publishVersion(
      wire,
      { project: PROJECT, collection: `data-${index % 3}` },
      { "a.txt": Buffer.from(`${index}`) },
    );
  ids.push(...idsIn(await wire.data(IDS)));
  const names = [
    entity,
    entity,
    entity,
    PROJECT,
    PROJECT,
    PROJECT,
    "run-1",
    "run-7",
    "data-0",
    "data-1:latest",
    "dataset",
  ];
  names.push("", "none", "a.txt", "%", "é\u0000".slice(0, 1));
  const schema = buildSchema(readFileSync(join(import.meta.dirname, "../../src/wire/schema.graphql"), "utf8"));
  return new RandomDocuments(schema, seededRandom(seed), { names, ids });
}

/** Returns the fault of an answer that a server must never give; undefined for a valid answer. */
export function faultOf(answer: Answer): string | undefined {
  const { status, body } = answer;
  if (status === 200) return undefined;
  const [error] = (jsonOf(answer) as { errors?: { message: string }[] }).errors ?? [];
  if (status >= 500 || error === undefined) return `${status} ${body.toString("utf8").slice(0, 300)}`;
  return undefined;
}

function idsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => (key === "id" ? [String(member)] : idsIn(member)));
}
