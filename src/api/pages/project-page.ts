import { listCollections } from "../../core/artifacts/list-collections.ts";
import { findProject } from "../../core/projects/find-project.ts";
import { listRuns } from "../../core/runs/list-runs.ts";
import type { WebHandler } from "../web-server.ts";
import { answerPage, anchor, factTable, firstRows, listSection, missing, readableTime } from "./page.ts";
import { runLink } from "./links.ts";

/** `GET /{entity}/{project}`: a project with its collections and runs. */
export const projectPage: WebHandler = async (call) => {
  const { ports } = call.server.parts;
  const { access } = call;
  const { entity = "", project: name = "" } = call.context.req.param() as Record<string, string>;
  const project = await findProject(ports, access, { entity, project: name });
  if (project === null) throw missing(`the project "${entity}/${name}"`);
  const texts = { config: false, summary: false };
  const runs = await listRuns(ports, project, {
    ...firstRows,
    order: { path: "createdAt", isDescending: true },
    texts,
  });
  const collections = await listCollections(ports, project, undefined, firstRows);
  return answerPage(
    call,
    `${project.entityName}/${project.name}`,
    [],
    [
      factTable({
        description: project.description,
        created: readableTime(project.createdAtMs),
        by: project.createdBy,
        runs: await runs.total(),
        collections: await collections.total(),
      }),
      listSection(
        "Artifacts",
        collections.rows.map((collection) =>
          anchor({
            path: [project.entityName, project.name, "artifacts", collection.type, collection.name, "latest"],
            text: `${collection.name} (${collection.type})`,
          }),
        ),
      ),
      listSection(
        "Runs",
        runs.rows.map((run) => anchor(runLink(run))),
      ),
    ],
  );
};
