import { undeleteVersions } from "../../../src/core/deletion/undelete-versions.ts";
import { type ArtifactId, LATEST, TTL_NONE } from "../../../src/model/index.ts";
import { type Command, Refused } from "../command.ts";
import { changeArtifact, type Model } from "../model.ts";
import { reassignLatest } from "./delete-version.ts";
import { requireArtifact } from "./draft-rules.ts";
import type { DraftInput } from "./fill-draft.ts";

/** Restores a deleted version. */
export function undeleteVersionCommand({ person, id }: DraftInput): Command {
  return {
    label: `${person}: undeleteArtifacts ${id}`,
    async run(world) {
      const [back] = await undeleteVersions(world.ports, world.access(person), [id as ArtifactId]);
      return [...back!.takenAliases].sort();
    },
    effects: [
      (model) => {
        const { state, place, manifestId, deletedAliases, ttlSeconds, createdAtMs } = requireArtifact(
          model,
          id,
          person,
        );
        if (state === "PENDING") throw new Refused("not_committed");
        if (state === "COMMITTED") return [];
        if (manifestId === null) throw new Refused("deleted");
        const wasEmpty = !hasVersions(model, place);
        const isOver = ttlSeconds !== null && createdAtMs + ttlSeconds * 1000 <= model.nowMs;
        changeArtifact(model, id, {
          state: "COMMITTED",
          deletedAliases: [],
          ttlSeconds: isOver && ttlSeconds > 0 ? TTL_NONE : ttlSeconds,
        });
        const names = deletedAliases.filter((name) => name !== `${place}:${LATEST}`);
        const taken = names.filter((name) => model.aliases.has(name));
        for (const name of names) if (!taken.includes(name)) model.aliases.set(name, id);
        const latest = `${place}:${LATEST}`;
        if (wasEmpty || (deletedAliases.includes(latest) && !model.aliases.has(latest))) reassignLatest(model, place);
        return taken.map((name) => name.slice(place.length + 1)).sort();
      },
    ],
  };
}

function hasVersions(model: Model, place: string): boolean {
  return [...model.artifacts.values()].some((other) => other.place === place && other.state === "COMMITTED");
}
