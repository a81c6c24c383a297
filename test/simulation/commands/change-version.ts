import { addAliases, deleteAliases, updateArtifact } from "../../../src/core/artifacts/update-artifact.ts";
import { useArtifact } from "../../../src/core/artifacts/use-artifact.ts";
import type { ArtifactId } from "../../../src/model/index.ts";
import { type Command, Refused } from "../command.ts";
import { changeArtifact } from "../model.ts";
import { requireSight, requireWrite } from "../people.ts";
import { entityOf, type KnownRun, type ProjectKey } from "../place.ts";
import { requireArtifact } from "./draft-rules.ts";
import type { DraftInput } from "./fill-draft.ts";

/** Adds aliases to a version, or removes them. */
export function changeAliasesCommand(
  input: DraftInput & {
    readonly isAdded: boolean;
    readonly project: ProjectKey;
    readonly collection: string;
    readonly aliases: readonly string[];
  },
): Command {
  const { person, id, isAdded, project, collection } = input;
  const verb = isAdded ? addAliases : deleteAliases;
  return {
    label: `${person}: ${verb.name} ${project}/${collection}:[${input.aliases.join()}] of ${id}`,
    async run(world) {
      const aliases = input.aliases.map((alias) => ({
        entity: entityOf[project],
        project,
        collection,
        alias,
      }));
      await verb(world.ports, world.access(person), { id: id as ArtifactId, aliases });
    },
    effects: [
      (model) => {
        if (isAdded && input.aliases.some((alias) => /^v\d+$/.test(alias))) throw new Refused("invalid_input");
        const place = `${project}/${collection}`;
        if (input.aliases.length > 0) {
          if (!model.collections.has(place)) throw new Refused("not_found");
          requireWrite(person, project);
        }
        const version = model.artifacts.get(id);
        if (version === undefined || version.state === "DELETED") throw new Refused("not_found");
        requireSight(person, version.project);
        if (version.state === "PENDING") throw new Refused("not_committed");
        if (input.aliases.length > 0 && version.place !== place) throw new Refused("invalid_input");
        for (const alias of input.aliases) {
          const name = `${place}:${alias}`;
          if (isAdded) model.aliases.set(name, id);
          else if (model.aliases.get(name) === id) model.aliases.delete(name);
        }
        return undefined;
      },
    ],
  };
}

/** Records that a run uses a version. */
export function useArtifactCommand(
  input: DraftInput & {
    readonly run: KnownRun;
    readonly alias: string | null;
    readonly usedAs: string | null;
  },
): Command {
  const { person, id, run, alias, usedAs } = input;
  return {
    label: `${person}: useArtifact ${id} by ${run.name} as ${usedAs}`,
    async run(world) {
      const { project, name } = run;
      const use = {
        entity: entityOf[project],
        project,
        run: name,
        artifactId: id as ArtifactId,
        alias,
        usedAs,
      };
      return { id: (await useArtifact(world.ports, world.access(person), use)).id };
    },
    effects: [
      (model) => {
        requireWrite(person, run.project);
        const version = model.artifacts.get(id);
        if (version === undefined || version.state === "DELETED") throw new Refused("not_found");
        requireSight(person, version.project);
        const known = model.inputs.get(`${run.id} ${id}`);
        const edge = {
          alias: alias ?? known?.alias ?? null,
          usedAs: usedAs ?? known?.usedAs ?? null,
        };
        model.inputs.set(`${run.id} ${id}`, edge);
        return { id };
      },
    ],
  };
}

/** Changes description, metadata or time to live of a version. */
export function updateArtifactCommand(
  input: DraftInput & {
    readonly description: string | null;
    readonly metadata: string | null;
    readonly ttlSeconds: number | null;
    readonly tagsToAdd: readonly string[];
    readonly tagsToDelete: readonly string[];
  },
): Command {
  const { person, id, description, metadata, ttlSeconds, tagsToAdd, tagsToDelete } = input;
  return {
    label: `${person}: updateArtifact ${id} +[${tagsToAdd.join()}] -[${tagsToDelete.join()}]`,
    async run(world) {
      const changes = {
        id: id as ArtifactId,
        description,
        metadata,
        ttlSeconds,
        tagsToAdd,
        tagsToDelete,
      };
      return { tags: (await updateArtifact(world.ports, world.access(person), changes)).tags };
    },
    effects: [
      (model) => {
        const before = requireArtifact(model, id, person);
        if (before.state === "DELETED") throw new Refused("deleted");
        const tags = [...new Set([...before.tags, ...tagsToAdd])].filter((tag) => !tagsToDelete.includes(tag)).sort();
        changeArtifact(model, id, {
          description: description ?? before.description,
          metadata: metadata ?? before.metadata,
          ttlSeconds: ttlSeconds ?? before.ttlSeconds,
          tags,
        });
        return { tags };
      },
    ],
  };
}
