import { type ArtifactId, StemmaError, type Version } from "../../model/index.ts";
import { type Access, requireAccess } from "../accounts/access.ts";
import type { Ports } from "../ports/ports.ts";

/** A run that uses a version, which may live in another project. */
export interface UseArtifactInput {
  readonly entity: string;
  readonly project: string;
  readonly run: string;
  readonly artifactId: ArtifactId;
  readonly alias: string | null;
  readonly usedAs: string | null;
}

/**
 * Records that a run uses a version. Using it again changes nothing but adds a purpose that was not known.
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
    // Writing happens at the run; of the version only sight is needed.
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
