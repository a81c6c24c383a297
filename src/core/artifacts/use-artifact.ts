import { type ArtifactId, StemmaError, type Version } from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";

/** A run that uses a version, which may belong to another project. */
export interface UseArtifactInput {
  readonly entity: string;
  readonly project: string;
  readonly run: string;
  readonly artifactId: ArtifactId;
  readonly alias: string | null;
  readonly usedAs: string | null;
}

/**
 * Records that a run uses a version. A repeated call only adds a purpose that was missing.
 *
 * @throws `not_found`, `forbidden`
 */
export async function useArtifact(ports: Ports, access: Access, input: UseArtifactInput): Promise<Version> {
  const { actor } = access;
  return ports.metadata.transaction(async (rows) => {
    const project = await rows.projects.find(input.entity, input.project);
    const run = project === null ? null : await rows.runs.find(project.id, input.run);
    const runName = `the run "${input.entity}/${input.project}/${input.run}"`;
    if (run === null) throw new StemmaError("not_found", `Cannot find ${runName}`);
    requireAccess(access, run.project.entityId, runName);
    const version = await rows.versions.byId(input.artifactId);
    if (version === null || version.state === "DELETED") throw new StemmaError("not_found", "Cannot find the artifact");
    // Needs write access to the run and read access to the version.
    requireAccess({ actor, right: "read" }, version.collection.project.entityId, "the artifact");
    await rows.lineage.addInput({
      runId: run.id,
      artifactId: version.id,
      alias: input.alias,
      usedAs: input.usedAs,
      atMs: ports.clock.nowMs(),
    });
    return version;
  });
}
