import { deleteVersion } from "../../../src/core/deletion/delete-version.ts";
import { purgeExpiredDeletions } from "../../../src/core/deletion/expire-and-purge.ts";
import { type ArtifactId, LATEST } from "../../../src/model/index.ts";
import { type Command, Refused } from "../command.ts";
import { changeArtifact, type Model, type ModelArtifact } from "../model.ts";
import { requireArtifact } from "./draft-rules.ts";
import type { DraftInput } from "./fill-draft.ts";

/** Deletes a version. */
export function deleteVersionCommand(input: DraftInput & { readonly deleteAliases: boolean }): Command {
  const { person, id, deleteAliases } = input;
  return {
    label: `${person}: deleteArtifact ${id}${deleteAliases ? " with its aliases" : ""}`,
    async run(world) {
      await deleteVersion(world.ports, world.access(person), {
        id: id as ArtifactId,
        deleteAliases,
        aliasesArgument: null,
      });
    },
    effects: [
      (model) => {
        const { state, place } = requireArtifact(model, id, person);
        if (state === "DELETED") return undefined;
        if (state === "PENDING") throw new Refused("not_committed");
        const names = [...model.aliases].filter(([, target]) => target === id).map(([name]) => name);
        if (!deleteAliases && names.length > 0) throw new Refused("protected");
        changeArtifact(model, id, { state: "DELETED", deletedAliases: names });
        for (const name of names) model.aliases.delete(name);
        if (names.includes(`${place}:${LATEST}`)) reassignLatest(model, place);
        return undefined;
      },
    ],
  };
}

/** Moves `latest` of a collection to its highest version. */
export function reassignLatest(model: Model, place: string): void {
  const left = [...model.artifacts.values()].filter((other) => other.place === place && other.state === "COMMITTED");
  const [highest] = left.sort((one, other) => other.versionIndex! - one.versionIndex!);
  if (highest !== undefined) model.aliases.set(`${place}:${LATEST}`, highest.id);
}

/** Purges deleted versions, except for bases of drafts. */
export function purgeCommand(): Command {
  return {
    label: "purge",
    run: (world) => purgeExpiredDeletions(world.ports, 0),
    effects: [
      (model) => {
        const bases = new Set(
          [...model.manifests.values()]
            .filter(({ artifactId }) => isOpen(model.artifacts.get(artifactId)!))
            .map(({ baseId }) => baseId),
        );
        const purged = [...model.artifacts.values()].filter(
          ({ id, state, manifestId }) => state === "DELETED" && manifestId !== null && !bases.has(id),
        );
        for (const { id, manifestId } of purged) {
          model.manifests.delete(manifestId!);
          changeArtifact(model, id, { manifestId: null });
        }
        return purged.length;
      },
    ],
  };
}

function isOpen({ state, expiredAtMs }: ModelArtifact): boolean {
  return state === "PENDING" && expiredAtMs === null;
}
