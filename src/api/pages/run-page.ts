import { findRun } from "../../core/runs/find-run.ts";
import { loggedByRun, usedByRun } from "../../core/runs/run-lineage.ts";
import type { WebHandler } from "../web-server.ts";
import { answerPage, anchor, factTable, firstRows, listSection, missing, readableTime, textSection } from "./page.ts";
import { projectLink, versionLink } from "./links.ts";
import { readableConfig, readableJson } from "./readable-json.ts";

/** `GET /{entity}/{project}/runs/{run}`: a run with what it used and made. */
export const runPage: WebHandler = async (call) => {
  const { ports } = call.server.parts;
  const { access } = call;
  const { entity = "", project = "", run: name = "" } = call.context.req.param() as Record<string, string>;
  const run = await findRun(ports, access, { entity, project, run: name });
  if (run === null) throw missing(`the run "${entity}/${project}/${name}"`);
  const [used, made] = [
    await usedByRun(ports, access, run, firstRows.page),
    await loggedByRun(ports, access, run, firstRows.page),
  ];
  return answerPage(
    call,
    run.displayName,
    [projectLink(run.project)],
    [
      factTable({
        run: run.name,
        state: run.state,
        "job type": run.jobType,
        group: run.group,
        by: run.createdBy,
        created: readableTime(run.createdAtMs),
        "last heartbeat": readableTime(run.heartbeatAtMs),
        notes: run.notes,
        tags: run.tags.join(", "),
        program: run.program,
        commit: run.commit,
      }),
      listSection(
        "Used",
        used.rows.map((version) => anchor(versionLink(version))),
      ),
      listSection(
        "Made",
        made.rows.map((version) => anchor(versionLink(version))),
      ),
      textSection("Config", readableConfig(run.config)),
      textSection("Summary", readableJson(run.summary, "the run's summary")),
    ],
  );
};
