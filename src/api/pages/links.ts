import type { Project, Run, Version, VersionMembership } from "../../model/index.ts";
import type { Link } from "./page.ts";

/** The page of a project. */
export function projectLink(project: Project): Link {
  return { path: [project.entityName, project.name], text: `${project.entityName}/${project.name}` };
}

/** The page of a run. */
export function runLink(run: Run): Link {
  return { path: [run.project.entityName, run.project.name, "runs", run.name], text: run.displayName };
}

/** The page of a version. */
export function versionLink(version: Version): Link {
  const { project, name, type } = version.collection;
  return {
    path: [project.entityName, project.name, "artifacts", type, name, `v${version.versionIndex}`],
    text: `${name}:v${version.versionIndex}`,
  };
}

/** The name of a version in a collection, as clients write it. */
export function qualifiedName({ collection, versionIndex }: VersionMembership): string {
  return `${collection.project.entityName}/${collection.project.name}/${collection.name}:v${versionIndex}`;
}
