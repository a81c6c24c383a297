import { provisioning } from "./provisioning.ts";
import { receiveSignedBody } from "./bytes/receive-body.ts";
import { sendArtifactFile, sendRunFile } from "./bytes/send-by-key.ts";
import { sendSignedObject } from "./bytes/send-signed.ts";
import type { ByteHandler, SignedHandler } from "./bytes/byte-server.ts";
import { answerPreflight } from "./bytes/preflight.ts";
import { postFileStream } from "./file-stream.ts";
import { postGraphql } from "./graphql/post-graphql.ts";
import { versionPage } from "./pages/version-page.ts";
import { projectPage } from "./pages/project-page.ts";
import { runPage } from "./pages/run-page.ts";
import type { Permission } from "./permissions.ts";
import { getMetrics, getReadiness } from "./probes.ts";
import type { WebHandler } from "./web-server.ts";

/** A route: when it answers, what it requires, what the documents say of it, and the handler. */
export type Route = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  /** `:name` stands for one segment of the path, a `*` at the end for the rest. */
  readonly pattern: string;
  /** Callers show an API key; for `site-admin` the admin token, for a signed handler the URL itself. */
  readonly permission: Permission;
  /** For the documents. */
  readonly purpose: string;
  /** Probes use the address of the machine; everything else answers under the names of the server only. */
  readonly anyHost?: true;
  /** The reason for which other methods are refused on this path with 400; without it they are 404. */
  readonly otherMethods?: string;
} & (
  | { readonly web: WebHandler }
  /** On the raw socket: web streams cost 60 to 75 % more CPU on uploads. */
  | { readonly bytes: ByteHandler }
  /** The same, authorized by a signed URL. */
  | { readonly signed: SignedHandler }
);

/**
 * Every route of the server: the one table from which the router, the permissions, the labels of logs and metrics, and
 * the documented table are derived. A new route is a new row.
 */
export const routes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/ready",
    permission: "public",
    purpose: "whether the server can serve and write; 503 with the reasons",
    anyHost: true,
    web: getReadiness,
  },
  {
    method: "GET",
    pattern: "/metrics",
    permission: "site-admin",
    purpose: "metrics for Prometheus",
    anyHost: true,
    web: getMetrics,
  },
  {
    method: "POST",
    pattern: "/graphql",
    permission: "signed-in",
    purpose: "everything that is not bytes",
    otherMethods: "expected a POST with a JSON body",
    web: postGraphql,
  },
  {
    method: "POST",
    pattern: "/files/:entity/:project/:run/file_stream",
    permission: "write",
    purpose: "history, events, console log, summary and end of a run",
    web: postFileStream,
  },
  {
    method: "GET",
    pattern: "/files/:entity/:project/:run/*",
    permission: "read",
    purpose: "a file of a run",
    bytes: sendRunFile,
  },
  {
    method: "OPTIONS",
    pattern: "/files/:entity/:project/:run/*",
    permission: "public",
    purpose: "CORS preflight: only this server's own pages may read the file",
    bytes: answerPreflight,
  },
  {
    method: "PUT",
    pattern: "/storage/*",
    permission: "write",
    purpose: "a file, a part of one, a manifest, a file of a run",
    signed: receiveSignedBody,
  },
  {
    method: "GET",
    pattern: "/storage/*",
    permission: "read",
    purpose: "a file, a manifest, a file of a run; ranges",
    signed: sendSignedObject,
  },
  {
    method: "OPTIONS",
    pattern: "/storage/*",
    permission: "public",
    purpose: "CORS preflight: only this server's own pages may read the object",
    bytes: answerPreflight,
  },
  {
    method: "GET",
    pattern: "/artifactsV2/*",
    permission: "read",
    purpose: "a file by its digest: the client's fallback",
    bytes: sendArtifactFile,
  },
  {
    method: "POST",
    pattern: "/api/admin/users",
    permission: "site-admin",
    purpose: "creates a user",
    web: provisioning.postUser,
  },
  {
    method: "PATCH",
    pattern: "/api/admin/users/:username",
    permission: "site-admin",
    purpose: "changes a user",
    web: provisioning.patchUser,
  },
  {
    method: "DELETE",
    pattern: "/api/admin/users/:username",
    permission: "site-admin",
    purpose: "deletes a user",
    web: provisioning.deleteUser,
  },
  {
    method: "POST",
    pattern: "/api/admin/orgs",
    permission: "site-admin",
    purpose: "creates an organization",
    web: provisioning.postOrg,
  },
  {
    method: "DELETE",
    pattern: "/api/admin/orgs/:name",
    permission: "site-admin",
    purpose: "deletes an organization",
    web: provisioning.deleteOrg,
  },
  {
    method: "POST",
    pattern: "/api/admin/orgs/:name/members",
    permission: "site-admin",
    purpose: "adds a member to an organization",
    web: provisioning.postOrgMember,
  },
  {
    method: "PATCH",
    pattern: "/api/admin/orgs/:name/members/:username",
    permission: "site-admin",
    purpose: "changes the role of a member of an organization",
    web: provisioning.patchOrgMember,
  },
  {
    method: "DELETE",
    pattern: "/api/admin/orgs/:name/members/:username",
    permission: "site-admin",
    purpose: "removes a member from an organization",
    web: provisioning.deleteOrgMember,
  },
  {
    method: "POST",
    pattern: "/api/admin/teams",
    permission: "site-admin",
    purpose: "creates a team",
    web: provisioning.postTeam,
  },
  {
    method: "POST",
    pattern: "/api/admin/teams/:name/members",
    permission: "site-admin",
    purpose: "adds a member to a team",
    web: provisioning.postTeamMember,
  },
  {
    method: "PATCH",
    pattern: "/api/admin/teams/:name/members/:username",
    permission: "site-admin",
    purpose: "changes the role of a member of a team",
    web: provisioning.patchTeamMember,
  },
  {
    method: "DELETE",
    pattern: "/api/admin/teams/:name/members/:username",
    permission: "site-admin",
    purpose: "removes a member from a team",
    web: provisioning.deleteTeamMember,
  },
  { method: "GET", pattern: "/:entity/:project", permission: "read", purpose: "page of a project", web: projectPage },
  {
    method: "GET",
    pattern: "/:entity/:project/runs/:run",
    permission: "read",
    purpose: "page of a run",
    web: runPage,
  },
  {
    method: "GET",
    pattern: "/:entity/:project/artifacts/:type/:collection/:version",
    permission: "read",
    purpose: "page of a version",
    web: versionPage,
  },
];
