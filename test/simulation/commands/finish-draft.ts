import { commitArtifact } from "../../../src/core/uploads/commit-artifact.ts";
import { receiveManifest } from "../../../src/core/uploads/receive-manifest.ts";
import { type ArtifactId, LATEST, type ManifestId } from "../../../src/model/index.ts";
import { bodyByHash } from "../bodies.ts";
import { type Command, Refused, type CallContext } from "../command.ts";
import { changeArtifact, lastManifest, type Model, type PlannedEntry } from "../model.ts";
import { digestOf } from "../model-facts.ts";
import type { Person } from "../place.ts";
import { type DraftInput } from "./fill-draft.ts";
import { meaningOf, requireArtifact, requireOpenDraft, touch } from "./draft-rules.ts";

/** Sends the entries of a declared manifest. */
export function receiveManifestCommand(input: {
  readonly person: Person;
  readonly manifestId: number;
  readonly entries: readonly PlannedEntry[];
}): Command {
  const { person, manifestId, entries } = input;
  return {
    label: `${person}: receiveManifest ${manifestId} of ${entries.length} entries, ${digestOf(entries).slice(0, 6)}`,
    digests: entries.map(({ digest }) => digest),
    async run(world) {
      await receiveManifest(world.ports, world.access(person), {
        manifestId: manifestId as ManifestId,
        readEntries: () => inBatches(entries, () => world.steps.pass("other")),
      });
    },
    effects: [(model, context) => receive(model, context, input)],
  };
}

function receive(
  model: Model,
  context: CallContext,
  { person, manifestId, entries }: Parameters<typeof receiveManifestCommand>[0],
): undefined {
  const manifest = model.manifests.get(manifestId);
  if (manifest === undefined) throw new Refused("not_found");
  const draft = requireOpenDraft(model, manifest.artifactId, person);
  if (new Set(entries.map(({ path }) => path)).size < entries.length) throw new Refused("invalid_input");
  const bound = entries.map((entry): PlannedEntry => {
    if (entry.ref !== undefined) return entry;
    const { hash, isCertain } = meaningOf(model, draft, entry, context, manifest.baseId);
    if (hash === undefined || (!isCertain && context.refusal === "missing_bytes")) throw new Refused("missing_bytes");
    return { ...entry, hash };
  });
  for (const { hash, sizeBytes } of bound)
    if (hash !== undefined && sizeBytes !== undefined && bodyByHash(hash).bytes.byteLength !== sizeBytes)
      throw new Refused("size_mismatch");
  model.manifests.set(manifestId, { ...manifest, entries: bound });
  touch(model, draft.id);
  return undefined;
}

async function* inBatches(entries: readonly PlannedEntry[], pass: () => Promise<void>, batch = 100) {
  for (let start = 0; start < entries.length; start += batch) {
    await pass();
    yield entries.slice(start, start + batch).map(({ hash: _hash, ...declared }) => declared);
  }
}

/** Commits a draft as the next version. */
export function commitArtifactCommand({ person, id }: DraftInput): Command {
  return {
    label: `${person}: commitArtifact ${id}`,
    async run(world) {
      const { digest } = await commitArtifact(world.ports, world.access(person), id as ArtifactId);
      return { id, digest };
    },
    effects: [
      (model) => {
        const draft = requireArtifact(model, id, person);
        const { place, digest } = draft;
        if (draft.state === "DELETED") throw new Refused("deleted");
        if (draft.state === "COMMITTED") return { id, digest };
        const manifest = lastManifest(model, id);
        if (manifest?.entries === undefined) throw new Refused(draft.hasExpired ? "missing_bytes" : "not_committed");
        if (digestOf(manifest.entries) !== digest) throw new Refused("digest_mismatch");
        const collection = model.collections.get(place)!;
        const versionIndex = collection.nextIndex;
        model.collections.set(place, { ...collection, nextIndex: versionIndex + 1 });
        changeArtifact(model, id, {
          state: "COMMITTED",
          versionIndex,
          manifestId: manifest.id,
          expiredAtMs: null,
          hasExpired: false,
        });
        for (const { artifactId, id: other } of model.manifests.values())
          if (artifactId === id && other !== manifest.id) model.manifests.delete(other);
        for (const alias of [...draft.aliases, LATEST]) model.aliases.set(`${place}:${alias}`, id);
        if (draft.madeByRunId !== null) model.outputs.set(`${draft.madeByRunId} ${id}`, "made");
        return { id, digest };
      },
    ],
  };
}
