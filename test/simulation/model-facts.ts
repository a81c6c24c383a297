import { createHash } from "node:crypto";
import { compareUtf8 } from "../../src/model/index.ts";
import { bodyByHash } from "./bodies.ts";
import type { Model, PlannedEntry } from "./model.ts";

/** Returns the state of the model, in the format of `observe`. */
export function modelFacts(model: Model): Map<string, string> {
  const facts = new Map<string, string>();
  const say = (name: string, value: unknown): void => {
    facts.set(name, Array.isArray(value) ? JSON.stringify(value) : String(value));
  };
  for (const [place, { type, nextIndex }] of model.collections) say(`collection ${place}`, [type, nextIndex]);
  for (const a of model.artifacts.values()) {
    const { place, state, versionIndex, digest, aliases, description, metadata, ttlSeconds } = a;
    const tags = [...a.tags].sort();
    const said = [place, state, versionIndex, digest, aliases, tags, description, metadata, ttlSeconds];
    say(`artifact ${a.id}`, [...said, a.madeByRunId, a.manifestId]);
    if (state === "PENDING") say(`touched ${a.id}`, a.touchedAtMs);
    if (a.expiredAtMs !== null) say(`lapsed ${a.id}`, a.expiredAtMs);
    if (a.hasExpired) say(`gave up ${a.id}`, 1);
    if (versionIndex !== null) say(`member ${place}:v${versionIndex}`, a.id);
    for (const [key, hash] of a.files) say(`file ${a.id} ${key}`, hash);
  }
  for (const [name, id] of model.aliases) say(`alias ${name}`, id);
  for (const [clientId, id] of model.clientIds) say(`client id ${clientId}`, id);
  for (const { id, artifactId, baseId, entries } of model.manifests.values()) {
    const received = entries === undefined ? [0, "", 0, 0] : [1, digestOf(entries), entries.length, sizeOf(entries)];
    say(`manifest ${id}`, [artifactId, baseId, ...received]);
    for (const { hash } of entries ?? []) if (hash !== undefined) say(`bound ${id} ${hash}`, 1);
  }
  for (const { id, artifactId, path, digest, isDone, parts } of model.uploads.values()) {
    say(`upload ${id}`, [artifactId, path, digest, isDone ? 1 : 0]);
    for (const [number, hash] of parts) say(`part ${id} ${number}`, [bodyByHash(hash).md5, hash]);
  }
  for (const [key, { alias, usedAs }] of model.inputs) say(`input ${key}`, [alias, usedAs]);
  for (const [key, kind] of model.outputs) say(`output ${key}`, kind);
  for (const [key, hash] of model.runFiles) say(`run file ${key}`, hash);
  return facts;
}

const digests = new WeakMap<readonly PlannedEntry[], string>();

/** Returns the digest of entries, as client and store compute it. */
export function digestOf(entries: readonly PlannedEntry[]): string {
  const known = digests.get(entries);
  if (known !== undefined) return known;
  const hash = createHash("md5").update("wandb-artifact-manifest-v1\n");
  for (const { path, digest } of [...entries].sort((left, right) => compareUtf8(left.path, right.path)))
    hash.update(`${path}:${digest}\n`);
  const digest = hash.digest("hex");
  digests.set(entries, digest);
  return digest;
}

/** In bytes. */
function sizeOf(entries: readonly PlannedEntry[]): number {
  return entries.reduce((total, { hash, sizeBytes }) => {
    return total + (hash === undefined ? (sizeBytes ?? 0) : bodyByHash(hash).bytes.byteLength);
  }, 0);
}

/** Returns the differences between expected and actual values, as sentences. */
export function differences(expected: ReadonlyMap<string, string>, actual: ReadonlyMap<string, string>): string[] {
  const missing = [...expected].flatMap(([name, value]) => {
    const found = actual.get(name);
    return found === value
      ? []
      : [`${name}: ${found === undefined ? "is not there" : `is ${found}`}, expected ${value}`];
  });
  const extra = [...actual].filter(([name]) => !expected.has(name));
  return [...missing, ...extra.map(([name, value]) => `${name}: is ${value}, expected that it is not there`)];
}
