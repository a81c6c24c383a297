import { listEntries } from "../../../src/core/artifacts/list-entries.ts";
import { findVersion, resolveVersion } from "../../../src/core/artifacts/resolve-version.ts";
import { type ArtifactId, compareUtf8, MAX_PAGE_ROWS } from "../../../src/model/index.ts";
import { blake3Hex } from "../../../src/stores/blobs/pack/blake3.ts";
import type { Command } from "../command.ts";
import { entriesOf } from "../model.ts";
import { requireSight } from "../people.ts";
import { entityOf, type Person, type ProjectKey } from "../place.ts";
import type { World } from "../world.ts";

/** Resolves a name. */
export function resolveCommand(input: {
  readonly person: Person;
  readonly project: ProjectKey;
  readonly collection: string;
  readonly alias: string;
}): Command {
  const { person, project, collection, alias } = input;
  return {
    label: `${person}: resolve ${project}/${collection}:${alias}`,
    async run(world) {
      const access = { actor: world.place.actors[person], right: "read" as const };
      const place = { entity: entityOf[project], project, name: `${collection}:${alias}` };
      return (await resolveVersion(world.ports, access, place))?.version.id ?? null;
    },
    effects: [
      (model) => {
        try {
          requireSight(person, project);
        } catch {
          return null;
        }
        const place = `${project}/${collection}`;
        const index = /^v(\d+)$/.exec(alias)?.[1];
        if (index === undefined) return model.aliases.get(`${place}:${alias}`) ?? null;
        const found = [...model.artifacts.values()].find(
          (version) =>
            version.place === place && version.state === "COMMITTED" && version.versionIndex === Number(index),
        );
        return found?.id ?? null;
      },
    ],
  };
}

/** Reads all entries of a version and all their bytes. */
export function readVersionCommand(id: number): Command {
  return {
    label: `read ${id}`,
    run: (world) => readVersion(world, id),
    effects: [
      (model) => {
        const version = model.artifacts.get(id)!;
        // Purged versions are readable only through references, which this simulation does not have.
        if (version.state === "DELETED") return [];
        return entriesOf(model, version)
          .toSorted((left, right) => compareUtf8(left.path, right.path))
          .map(({ path, digest, hash, ref }) => [path, digest, hash ?? ref]);
      },
    ],
  };
}

/** Returns the entries of a version, each with the hash of the bytes read for it. */
export async function readVersion({ ports }: World, id: number): Promise<unknown[]> {
  const access = {
    actor: { user: null, isSiteAdmin: true, memberships: [] },
    right: "read" as const,
  };
  const version = (await findVersion(ports, access, id as ArtifactId))!;
  const page = { after: null, first: MAX_PAGE_ROWS };
  const { rows } = await listEntries(ports, version, { names: undefined, page });
  const read: unknown[] = [];
  for (const { path, digest, blob, ref } of rows) {
    if (blob === undefined) {
      read.push([path, digest, ref]);
      continue;
    }
    const parts: Uint8Array[] = [];
    for await (const part of (await ports.blobs.open(blob)).bytes) parts.push(part);
    read.push([path, digest, blake3Hex(Buffer.concat(parts))]);
  }
  return read;
}
