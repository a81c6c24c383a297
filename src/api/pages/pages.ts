import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { findProject } from "../../core/projects/find-project.ts";
import { findRun } from "../../core/runs/find-run.ts";
import { listCollections } from "../../core/artifacts/list-collections.ts";
import { listEntries } from "../../core/artifacts/list-entries.ts";
import { emptyList } from "../../core/list-page.ts";
import { listRuns } from "../../core/runs/list-runs.ts";
import { resolveVersion } from "../../core/artifacts/resolve-version.ts";
import { loggedByRun, makerOfVersion, usedByRun, usersOfVersion } from "../../core/runs/run-lineage.ts";
import type { Access } from "../../core/accounts/access.ts";
import {
  EVERYTHING,
  hasRight,
  type Project,
  type Run,
  StemmaError,
  type Version,
  type VersionMembership,
} from "../../model/index.ts";
import { accessOn, type ApiParts, type AppBindings } from "../request-context.ts";
import { anchor, factTable, type Link, listSection, page, readableSize, textSection } from "./page.ts";
import { readableConfig, readableJson } from "./readable-json.ts";

/** Rows a page lists: what one looks through without searching. */
const LISTED_ROWS = 200;
const wholeQuery = { filter: EVERYTHING, order: undefined, page: { after: null, first: LISTED_ROWS } };

/** The pages behind the addresses that clients print: plain facts, for those who may read. */
export function addPages(app: Hono<AppBindings>, parts: ApiParts): void {
  const { ports } = parts;
  const guarded = async (route: string, context: Context): Promise<Access> => {
    // Nothing on these pages runs or loads anything.
    context.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    return accessOn(route, await parts.callers.byHeader(context.req.header("authorization")));
  };

  app.get("/:entity/:project", async (context) => {
    const access = await guarded("GET /:entity/:project", context);
    const { entity, project: name } = context.req.param();
    const project = await findProject(ports, access, { entity, project: name });
    if (project === null) throw missing(`the project "${entity}/${name}"`);
    const texts = { config: false, summary: false };
    const runs = await listRuns(ports, project, {
      ...wholeQuery,
      order: { path: "createdAt", isDescending: true },
      texts,
    });
    const collections = await listCollections(ports, project, undefined, wholeQuery);
    return context.html(
      page(
        `${project.entityName}/${project.name}`,
        [],
        [
          factTable({
            description: project.description,
            created: time(project.createdAtMs),
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
      ),
    );
  });

  app.get("/:entity/:project/runs/:run", async (context) => {
    const access = await guarded("GET /:entity/:project/runs/:run", context);
    const { entity, project, run: name } = context.req.param();
    const run = await findRun(ports, access, { entity, project, run: name });
    if (run === null) throw missing(`the run "${entity}/${project}/${name}"`);
    const [used, made] = [
      await usedByRun(ports, access, run, wholeQuery.page),
      await loggedByRun(ports, access, run, wholeQuery.page),
    ];
    return context.html(
      page(
        run.displayName,
        [projectLink(run.project)],
        [
          factTable({
            run: run.name,
            state: run.state,
            "job type": run.jobType,
            group: run.group,
            by: run.createdBy,
            created: time(run.createdAtMs),
            "last heard of": time(run.heartbeatAtMs),
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
      ),
    );
  });

  app.get("/:entity/:project/artifacts/:type/:collection/:version", async (context) => {
    const access = await guarded("GET /:entity/:project/artifacts/:type/:collection/:version", context);
    const { entity, project, collection, version: alias } = context.req.param();
    const found = await resolveVersion(ports, access, { entity, project, name: `${collection}:${alias}` });
    if (found === null) throw missing(`the artifact "${entity}/${project}/${collection}:${alias}"`);
    const { version } = found;
    // Through a link one sees what the version is; its files and tags need the right to read its source.
    const isWhole = hasRight(access.actor, "read", version.collection.project.entityId);
    const maker = await makerOfVersion(ports, access, version);
    const users = await usersOfVersion(ports, access, version, wholeQuery.page);
    const entries = isWhole
      ? await listEntries(ports, version, { names: undefined, page: wholeQuery.page })
      : emptyList;
    return context.html(
      page(
        `${found.collection.name}:v${found.versionIndex}`,
        [projectLink(found.collection.project)],
        [
          factTable({
            type: version.collection.type,
            aliases: version.aliases
              .filter(({ collectionId }) => collectionId === found.collection.id)
              .map(({ alias }) => alias)
              .join(", "),
            tags: isWhole ? version.tags.join(", ") : null,
            description: version.description,
            size: readableSize(version.sizeBytes),
            files: version.entryCount,
            digest: version.digest,
            created: time(version.createdAtMs),
            "made by": maker === null ? null : anchor(runLink(maker)),
          }),
          listSection(
            "Used by",
            users.rows.map((run) => anchor(runLink(run))),
          ),
          textSection("Metadata", readableJson(version.metadata ?? "{}", "the metadata")),
          listSection(
            `Files (${entries.rows.length} of ${version.entryCount})`,
            entries.rows.map(
              (entry) => html`${entry.path} <span class="empty">${readableSize(entry.sizeBytes)}</span>`,
            ),
          ),
          textSection("Use it", `run.use_artifact("${qualifiedName(found)}")`),
        ],
      ),
    );
  });
}

function projectLink(project: Project): Link {
  return { path: [project.entityName, project.name], text: `${project.entityName}/${project.name}` };
}

function runLink(run: Run): Link {
  return { path: [run.project.entityName, run.project.name, "runs", run.name], text: run.displayName };
}

function versionLink(version: Version): Link {
  const { project, name, type } = version.collection;
  return {
    path: [project.entityName, project.name, "artifacts", type, name, `v${version.versionIndex}`],
    text: `${name}:v${version.versionIndex}`,
  };
}

function qualifiedName({ collection, versionIndex }: VersionMembership): string {
  return `${collection.project.entityName}/${collection.project.name}/${collection.name}:v${versionIndex}`;
}

function missing(what: string): StemmaError {
  return new StemmaError("not_found", `Cannot find ${what}`);
}

function time(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").slice(0, 19).concat(" UTC");
}
