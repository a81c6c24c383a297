import { parseArgs } from "node:util";
import { StemmaError } from "../../model/index.ts";
import { type AdminConnection, findServer } from "./connection.ts";
import { adminDamage } from "./damage.ts";
import { adminDelete } from "./delete.ts";
import { adminDeleted, adminUndelete } from "./deleted.ts";
import { adminJob } from "./jobs.ts";
import { adminKept, adminPurgeNamed } from "./kept.ts";
import { adminLinks } from "./links.ts";
import { adminMembers } from "./members.ts";
import { adminQuota } from "./quota.ts";
import { adminRepair } from "./repair.ts";
import { adminRules } from "./rules.ts";
import {
  adminDeletedProjects,
  adminDeletedRuns,
  adminDeleteProject,
  adminUndeleteProject,
  adminUndeleteRuns,
} from "./runs.ts";
import { adminAbandon, adminDrafts, adminJournal, adminStorage } from "./storage.ts";
import { adminTtl } from "./ttl.ts";
import { adminVerify } from "./verify.ts";
import { counted } from "../readable-text.ts";

const adminHelp = `stemma admin — look after a running registry

What is stored
  storage [NAME]                      what is stored, and what deleting frees: of the whole store, or of an
                                      entity, entity/project, entity/project/collection or …/collection:v0
  drafts                              uploads that are under way, failed or stuck, and what they hold
  abandon ID …                        give such uploads up before their time; a client that is at work on one
                                      after all is told what to send again
  journal                             what was deleted, purged and given back, when, why and by whom

What is kept
  delete NAME --where FILTER [--type TYPE] [--delete-aliases] [--dry-run]
                                      delete the versions of a project or collection that a filter means;
                                      --dry-run says which these are, and what that frees
  members NAME                        who belongs to an organisation or team, with roles and teams
  links NAME                          where the versions of a collection are linked, by whom, and whether that
                                      protects them
  deleted [NAME]                      deleted versions that can be brought back
  undelete NAME:v0 …                  bring them back
  deleted-runs [NAME]                 deleted runs of an entity or project that can be brought back, and what runs
                                      held before they were started afresh
  undelete-runs NAME/RUN …            bring them back with history, console and files
  delete-project NAME                 delete a project with all it holds
  deleted-projects [ENTITY]           deleted projects
  undelete-project NAME               bring one back with what was deleted with it
  rules [NAME] [--all]                the retention rules of a collection, project, entity or the instance;
                                      --all those it had before, too
  rules [NAME] --set FILE             set those of a JSON file in their place
  rules [NAME] [--set FILE] --dry-run say what the next night deletes by them, and set nothing
  ttl NAME DAYS|forever|inherit       how long versions of an entity or collection live that say nothing themselves
  quota ENTITY SIZE|none              bound what an entity may store

Giving back space, done by itself each night or minute
  expire [--now]                      delete what has outlived its time, and what retention rules give up
  purge [--now]                       let go of what deleted versions hold, after their undelete window;
                                      --now does not wait for it
  kept [NAME]                         purged versions of which entries are kept because others refer to them
  purge ID …                          purge these deleted versions at once, with what is kept for others
  collect [--now] [--grace 0]         give back the space that nothing refers to

Whether the bytes are right
  verify [--read-data] [--subset 1/7] [--rate MB/s]
                                      look whether rows and packs are right; --read-data reads all bytes too,
                                      --subset one part of the packs, --rate bounds the reading;
                                      exit code 1 when something is wrong
  damage [--all]                      list damaged files with the versions that need them; --all healed ones too
  repair                              mend what can be mended from what is stored, and name what cannot

  --data FOLDER   the data folder of the server (./stemma-data); read for its address and admin token
  STEMMA_BASE_URL and STEMMA_ADMIN_TOKEN take their place for a server elsewhere

Examples
  stemma admin storage ada/digits/model:v3
  stemma admin delete ada/digits/model --where '{"aliases": {"$size": 0}, "age_days": {"$gt": 30}}' --dry-run
  stemma admin undelete ada/digits/model:v3
  stemma admin quota ada 500GiB
  stemma admin purge --now && stemma admin collect --now --grace 0
  stemma admin verify --read-data --subset 1/7 --rate 50
  STEMMA_BASE_URL=https://stemma.example.org STEMMA_ADMIN_TOKEN=… stemma admin collect
`;

const own = {
  now: { type: "boolean", default: false },
  grace: { type: "string" },
  "read-data": { type: "boolean", default: false },
  subset: { type: "string" },
  rate: { type: "string" },
  all: { type: "boolean", default: false },
  where: { type: "string" },
  type: { type: "string" },
  set: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  "delete-aliases": { type: "boolean", default: false },
} as const;

/** The options of all verbs, as they were typed. */
export type AdminOptions = ReturnType<typeof parseWords>["values"];

interface Verb {
  /** How many words stand behind it, from and to. */
  readonly names: readonly [from: number, to: number];
  readonly options?: readonly (keyof typeof own)[];
  /** Gives the exit code where that is not 0. */
  readonly run: (server: AdminConnection, names: readonly string[], options: AdminOptions) => Promise<number | void>;
}

const job = (kind: string): Verb => ({
  names: [0, 0],
  options: ["now", "grace"],
  run: (server, _, options) => adminJob(server, kind, options),
});

const verbs = new Map<string, Verb>([
  ["storage", { names: [0, 1], run: (server, [name]) => adminStorage(server, name) }],
  ["drafts", { names: [0, 0], run: (server) => adminDrafts(server) }],
  ["abandon", { names: [1, Infinity], run: (server, ids) => adminAbandon(server, ids) }],
  ["journal", { names: [0, 0], run: (server) => adminJournal(server) }],
  [
    "delete",
    {
      names: [1, 1],
      options: ["where", "type", "delete-aliases", "dry-run"],
      run: (server, [name], options) => adminDelete(server, name!, options),
    },
  ],
  ["members", { names: [1, 1], run: (server, [name]) => adminMembers(server, name!) }],
  ["links", { names: [1, 1], run: (server, [name]) => adminLinks(server, name!) }],
  ["deleted", { names: [0, 1], run: (server, [name]) => adminDeleted(server, name) }],
  ["undelete", { names: [1, Infinity], run: (server, names) => adminUndelete(server, names) }],
  ["deleted-runs", { names: [0, 1], run: (server, [name]) => adminDeletedRuns(server, name) }],
  ["undelete-runs", { names: [1, Infinity], run: (server, names) => adminUndeleteRuns(server, names) }],
  ["delete-project", { names: [1, 1], run: (server, [name]) => adminDeleteProject(server, name!) }],
  ["deleted-projects", { names: [0, 1], run: (server, [name]) => adminDeletedProjects(server, name) }],
  ["undelete-project", { names: [1, 1], run: (server, [name]) => adminUndeleteProject(server, name!) }],
  [
    "rules",
    {
      names: [0, 1],
      options: ["set", "all", "dry-run"],
      run: (server, [name], options) => adminRules(server, name, options),
    },
  ],
  ["ttl", { names: [2, 2], run: (server, [name, days]) => adminTtl(server, name!, days!) }],
  ["quota", { names: [2, 2], run: (server, [entity, size]) => adminQuota(server, entity!, size!) }],
  ["expire", job("expire")],
  [
    "purge",
    {
      ...job("purge"),
      names: [0, Infinity],
      run: (server, ids, options) =>
        ids.length > 0 ? adminPurgeNamed(server, ids) : adminJob(server, "purge", options),
    },
  ],
  ["kept", { names: [0, 1], run: (server, [name]) => adminKept(server, name) }],
  ["collect", job("collect")],
  [
    "verify",
    {
      names: [0, 0],
      options: ["read-data", "subset", "rate"],
      run: (server, _, options) => adminVerify(server, options),
    },
  ],
  ["damage", { names: [0, 0], options: ["all"], run: (server, _, options) => adminDamage(server, options.all) }],
  ["repair", { names: [0, 0], run: (server) => adminRepair(server) }],
]);

/** Looks after a running server: asks it for something, and prints the answer. */
export async function admin([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    console.log(adminHelp);
    return 0;
  }
  const verb = verbs.get(name);
  if (verb === undefined)
    throw new StemmaError("invalid_input", `stemma admin knows no verb "${name}"; see stemma admin --help`);
  const { names, options } = readWords(name, verb, args);
  if (options.help) {
    console.log(adminHelp);
    return 0;
  }
  return (await verb.run(findServer(options.data, process.env), names, options)) ?? 0;
}

/** **Errors** those of Node */
function parseWords(args: readonly string[]) {
  const options = {
    ...own,
    data: { type: "string", default: process.env["STEMMA_DATA"] || "stemma-data" },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  return parseArgs({ args: [...args], options, allowPositionals: true, tokens: true });
}

/** **Errors** `invalid_input` */
function readWords(
  name: string,
  verb: Verb,
  args: readonly string[],
): { readonly names: readonly string[]; readonly options: AdminOptions } {
  try {
    const { values, positionals, tokens } = parseWords(args);
    const taken = new Set<string>(["data", "help", ...(verb.options ?? [])]);
    const foreign = tokens.find((token) => token.kind === "option" && !taken.has(token.name));
    if (foreign?.kind === "option") throw new Error(`${name} has no option ${foreign.rawName}`);
    if (!values.help) checkNames(name, verb, positionals);
    return { names: positionals, options: values };
  } catch (cause) {
    const [sentence] = (cause as Error).message.split(". ");
    throw new StemmaError("invalid_input", `Cannot run: ${sentence}; see stemma admin --help`, { cause });
  }
}

function checkNames(name: string, { names: [from, to] }: Verb, given: readonly string[]): void {
  if (given.length > to) throw new Error(`"${given[to]}" is one word too many`);
  if (given.length < from)
    throw new Error(
      `${name} takes ${counted(from, "word")} behind it, and there ${given.length === 1 ? "is 1" : "is none"}`,
    );
}
