import { createArtifact } from "../../../src/core/uploads/create-artifact.ts";
import { LATEST } from "../../../src/model/index.ts";
import { type Command, Refused, type CallContext } from "../command.ts";
import { changeArtifact, type Model, type ModelArtifact, type PlannedEntry } from "../model.ts";
import { digestOf } from "../model-facts.ts";
import { requireWrite } from "../people.ts";
import { entityOf, type KnownRun, type Person, type ProjectKey } from "../place.ts";

/** The arguments with which a client creates an artifact. */
export interface CreateInput {
  readonly person: Person;
  readonly project: ProjectKey;
  readonly collection: string;
  readonly type: string;
  readonly plan: readonly PlannedEntry[];
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  readonly metadata: string | null;
  readonly run: KnownRun | null;
  readonly isDeduplicated: boolean;
  readonly clientId: string | null;
}

/** Creates a draft, or returns the existing version. */
export function createArtifactCommand(input: CreateInput): Command {
  const { person, project, collection, type, plan, run } = input;
  const digest = digestOf(plan);
  const options = `${input.clientId ?? ""}${input.isDeduplicated ? " deduplicated" : ""}`;
  return {
    label: `${person}: createArtifact ${project}/${collection} ${digest.slice(0, 6)} [${input.aliases.join()}] ${options}`,
    async run(world) {
      const { id, state } = await createArtifact(world.ports, world.access(person), {
        entity: entityOf[project],
        project,
        collection,
        type,
        run: run?.name ?? null,
        digest,
        digestAlgorithm: "MANIFEST_MD5",
        description: null,
        metadata: input.metadata,
        aliases: input.aliases,
        tags: input.tags,
        ttlSeconds: null,
        historyStep: null,
        isDeduplicated: input.isDeduplicated,
        distributedId: null,
        clientId: input.clientId,
      });
      return { id, state };
    },
    effects: [(model, context) => create(model, context, input, digest)],
  };
}

function create(model: Model, context: CallContext, input: CreateInput, digest: string): unknown {
  const { person, project, type, clientId, run } = input;
  requireWrite(person, project);
  const place = `${project}/${input.collection}`;
  const found = model.collections.get(place);
  if (found !== undefined && found.type !== type) throw new Refused("conflict");
  if (found === undefined) model.collections.set(place, { type, nextIndex: 0 });
  const repeated = clientId === null ? undefined : model.clientIds.get(clientId);
  if (repeated !== undefined && model.artifacts.get(repeated)!.place !== place) throw new Refused("conflict");
  const committed = [...model.artifacts.values()]
    .filter((artifact) => artifact.place === place && artifact.state === "COMMITTED")
    .sort((left, right) => left.versionIndex! - right.versionIndex!);
  const equal = input.isDeduplicated ? committed.find((version) => version.digest === digest)?.id : undefined;
  const id = repeated ?? equal ?? createDraft(model, context, input, digest);
  if (clientId !== null) model.clientIds.set(clientId, id);
  changeArtifact(model, id, { touchedAtMs: model.nowMs, expiredAtMs: null });
  const { state, tags } = model.artifacts.get(id)!;
  if (state === "COMMITTED") {
    for (const alias of [...withoutIndexes(input.aliases), LATEST]) model.aliases.set(`${place}:${alias}`, id);
    changeArtifact(model, id, { tags: [...new Set([...tags, ...input.tags])] });
    if (run !== null && !model.outputs.has(`${run.id} ${id}`)) model.outputs.set(`${run.id} ${id}`, "logged-again");
  }
  return { id, state };
}

function createDraft(model: Model, context: CallContext, input: CreateInput, digest: string): number {
  const id = context.newId("artifact");
  const draft: ModelArtifact = {
    id,
    project: input.project,
    place: `${input.project}/${input.collection}`,
    state: "PENDING",
    versionIndex: null,
    digest,
    aliases: withoutIndexes(input.aliases),
    tags: [...new Set(input.tags)],
    description: null,
    metadata: input.metadata,
    ttlSeconds: null,
    madeByRunId: input.run?.id ?? null,
    manifestId: null,
    createdAtMs: model.nowMs,
    touchedAtMs: model.nowMs,
    deletedAliases: [],
    expiredAtMs: null,
    hasExpired: false,
    files: new Map(),
    plan: input.plan,
    isPlanned: false,
  };
  model.artifacts.set(id, draft);
  return id;
}

/** Removes names like `vN`, which are permanent names of versions and not aliases. */
function withoutIndexes(aliases: readonly string[]): string[] {
  return aliases.filter((alias) => !/^v\d+$/.test(alias));
}
