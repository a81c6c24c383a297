import { html } from "hono/html";
import { listEntries } from "../../core/artifacts/list-entries.ts";
import { resolveVersion } from "../../core/artifacts/resolve-version.ts";
import { emptyList } from "../../core/list-page.ts";
import { makerOfVersion, usersOfVersion } from "../../core/runs/run-lineage.ts";
import { hasRight } from "../../model/index.ts";
import type { WebHandler } from "../web-server.ts";
import {
  answerPage,
  anchor,
  factTable,
  firstRows,
  listSection,
  missing,
  readableSize,
  readableTime,
  textSection,
} from "./page.ts";
import { projectLink, qualifiedName, runLink } from "./links.ts";
import { readableJson } from "./readable-json.ts";

/** `GET /{entity}/{project}/artifacts/{type}/{collection}/{version}`: a version with its files and lineage. */
export const versionPage: WebHandler = async (call) => {
  const { ports } = call.server.parts;
  const { access } = call;
  const {
    entity = "",
    project = "",
    collection = "",
    version: alias = "",
  } = call.context.req.param() as Record<string, string>;
  const found = await resolveVersion(ports, access, { entity, project, name: `${collection}:${alias}` });
  if (found === null) throw missing(`the artifact "${entity}/${project}/${collection}:${alias}"`);
  const { version } = found;
  // Through a link one sees what the version is; its files and tags need the right to read its source.
  const isWhole = hasRight(access.actor, "read", version.collection.project.entityId);
  const maker = await makerOfVersion(ports, access, version);
  const users = await usersOfVersion(ports, access, version, firstRows.page);
  const entries = isWhole ? await listEntries(ports, version, { names: undefined, page: firstRows.page }) : emptyList;
  return answerPage(
    call,
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
        created: readableTime(version.createdAtMs),
        "created by": maker === null ? null : anchor(runLink(maker)),
      }),
      listSection(
        "Used by",
        users.rows.map((run) => anchor(runLink(run))),
      ),
      textSection("Metadata", readableJson(version.metadata ?? "{}", "the metadata")),
      listSection(
        `Files (${entries.rows.length} of ${version.entryCount})`,
        entries.rows.map((entry) => html`${entry.path} <span class="empty">${readableSize(entry.sizeBytes)}</span>`),
      ),
      textSection("Use it", `run.use_artifact("${qualifiedName(found)}")`),
    ],
  );
};
