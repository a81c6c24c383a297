import { type Command, Option } from "commander";
import { type CommandHelp, createCommand } from "../command.ts";
import { type AdminConnection, findServer } from "./connection.ts";
import { adminDamage } from "./damage.ts";
import { adminDelete, type DeleteOptions } from "./delete.ts";
import { adminDeleted, adminUndelete } from "./deleted.ts";
import { adminCollect, adminExpire, adminPurge, type PurgeOptions } from "./jobs.ts";
import { adminKept } from "./kept.ts";
import { adminLinks } from "./links.ts";
import { adminMembers } from "./members.ts";
import { adminQuota } from "./quota.ts";
import { adminRepair } from "./repair.ts";
import { adminRules, type RulesOptions } from "./rules.ts";
import {
  adminDeletedProjects,
  adminDeletedRuns,
  adminDeleteProject,
  adminUndeleteProject,
  adminUndeleteRuns,
} from "./runs.ts";
import { adminAbandon, adminDrafts, adminJournal, adminStorage } from "./storage.ts";
import { adminTtl } from "./ttl.ts";
import { adminVerify, type VerifyOptions } from "./verify.ts";

const environmentNotes = `
Environment variables:
  STEMMA_BASE_URL     URL of a server that runs elsewhere, instead of --data
  STEMMA_ADMIN_TOKEN  admin token of that server
`;

/** Builds `stemma admin` with its commands. */
export function adminCommand(): Command {
  const admin = createCommand({
    usage: "admin",
    description: "administer a running registry",
    notes: environmentNotes,
    examples: [
      "stemma admin storage ada/digits/model:v3",
      "stemma admin undelete ada/digits/model:v3",
      "stemma admin purge --now && stemma admin collect",
      "STEMMA_BASE_URL=https://stemma.example.org STEMMA_ADMIN_TOKEN=… stemma admin collect",
    ],
  }).option("--data <folder>", "data folder of the server (env: STEMMA_DATA)", "stemma-data");
  admin.commandsGroup("Stored data:");
  addStorageCommands(admin);
  admin.commandsGroup("Deleting and undeleting:");
  addDeletionCommands(admin);
  admin.commandsGroup("Retention, quotas and members:");
  addPolicyCommands(admin);
  admin.commandsGroup("Freeing space (also done automatically):");
  addJobCommands(admin);
  admin.commandsGroup("Integrity:");
  addIntegrityCommands(admin);
  return admin;
}

function addStorageCommands(admin: Command): void {
  add(admin, {
    usage: "storage [name]",
    description:
      "show what is stored, and what deleting would free: of the whole store, an entity, entity/project, entity/project/collection or entity/project/collection:v0",
    examples: ["stemma admin storage", "stemma admin storage ada/digits", "stemma admin storage ada/digits/model:v3"],
  }).action(onServer((server, name: string | undefined) => adminStorage(server, name)));
  add(admin, {
    usage: "drafts",
    description: "list unfinished uploads, the longest idle first",
    examples: ["stemma admin drafts"],
  }).action(onServer((server) => adminDrafts(server)));
  add(admin, {
    usage: "abandon <ids...>",
    description: "expire unfinished uploads now; a client that resumes one has to upload its files again",
    examples: ["stemma admin abandon QXJ0aWZhY3Q6MTI="],
  }).action(onServer((server, ids: readonly string[]) => adminAbandon(server, ids)));
  add(admin, {
    usage: "journal",
    description: "list what was deleted, purged and collected: when, why and by whom",
    examples: ["stemma admin journal"],
  }).action(onServer((server) => adminJournal(server)));
  add(admin, {
    usage: "links <name>",
    description: "list where the versions of a collection are linked, by whom, and whether that protects them",
    examples: ["stemma admin links ada/digits/model"],
  }).action(onServer((server, name: string) => adminLinks(server, name)));
}

function addDeletionCommands(admin: Command): void {
  add(admin, {
    usage: "delete <name>",
    description: "delete the versions of a project or collection that match a filter",
    examples: [
      `stemma admin delete ada/digits/model --where '{"aliases": {"$size": 0}, "age_days": {"$gt": 30}}' --dry-run`,
      `stemma admin delete ada/digits --type dataset --where '{}' --delete-aliases`,
    ],
  })
    .requiredOption("--where <filter>", "filter in the syntax of wandb.Api(), as JSON; '{}' matches all versions")
    .option("--type <type>", "only versions of this artifact type")
    .option("--delete-aliases", "also delete versions that have aliases")
    .option("--dry-run", "only show which versions would be deleted, and what that would free")
    .action(onServer((server, name: string, options: DeleteOptions) => adminDelete(server, name, options)));
  add(admin, {
    usage: "deleted [name]",
    description: "list the deleted versions that can be undeleted",
    examples: ["stemma admin deleted", "stemma admin deleted ada/digits/model"],
  }).action(onServer((server, name: string | undefined) => adminDeleted(server, name)));
  add(admin, {
    usage: "undelete <versions...>",
    description: "undelete versions, given by name or id; all of them or none",
    examples: ["stemma admin undelete ada/digits/model:v3 ada/digits/model:v4"],
  }).action(onServer((server, names: readonly string[]) => adminUndelete(server, names)));
  add(admin, {
    usage: "deleted-runs [name]",
    description:
      "list the runs of an entity or project that can be undeleted: deleted runs, and the earlier content of runs that were started again",
    examples: ["stemma admin deleted-runs ada/digits"],
  }).action(onServer((server, name: string | undefined) => adminDeletedRuns(server, name)));
  add(admin, {
    usage: "undelete-runs <runs...>",
    description: "undelete runs with their history, console output and files",
    examples: ["stemma admin undelete-runs ada/digits/run-1"],
  }).action(onServer((server, names: readonly string[]) => adminUndeleteRuns(server, names)));
  add(admin, {
    usage: "delete-project <project>",
    description: "delete a project with everything in it",
    examples: ["stemma admin delete-project ada/digits"],
  }).action(onServer((server, name: string) => adminDeleteProject(server, name)));
  add(admin, {
    usage: "deleted-projects [entity]",
    description: "list the deleted projects that can be undeleted",
    examples: ["stemma admin deleted-projects ada"],
  }).action(onServer((server, entity: string | undefined) => adminDeletedProjects(server, entity)));
  add(admin, {
    usage: "undelete-project <project>",
    description: "undelete a project with what was deleted with it",
    examples: ["stemma admin undelete-project ada/digits"],
  }).action(onServer((server, name: string) => adminUndeleteProject(server, name)));
}

function addPolicyCommands(admin: Command): void {
  add(admin, {
    usage: "rules [name]",
    description: "show or set the retention rules of a collection, project, entity or the instance",
    examples: [
      "stemma admin rules ada/digits",
      "stemma admin rules ada/digits --set rules.json --dry-run",
      "stemma admin rules ada/digits --set rules.json",
    ],
  })
    .option("--all", "also show the earlier rules")
    .option("--set <file>", "replace the rules with those of a JSON file")
    .option("--dry-run", "show what the next nightly run would delete, and set nothing")
    .action(onServer((server, name: string | undefined, options: RulesOptions) => adminRules(server, name, options)));
  add(admin, {
    usage: "ttl <name> <days>",
    description: "set the default time to live of an entity's or collection's versions: days, forever or inherit",
    examples: ["stemma admin ttl ada/digits/model 30", "stemma admin ttl ada inherit"],
  }).action(onServer((server, name: string, days: string) => adminTtl(server, name, days)));
  add(admin, {
    usage: "quota <entity> <size>",
    description: "set the storage quota of an entity: bytes, a size such as 500GiB, or none",
    examples: ["stemma admin quota ada 500GiB", "stemma admin quota ada none"],
  }).action(onServer((server, entity: string, size: string) => adminQuota(server, entity, size)));
  add(admin, {
    usage: "members <name>",
    description: "list the members of an organisation or team with their roles and teams",
    examples: ["stemma admin members works"],
  }).action(onServer((server, name: string) => adminMembers(server, name)));
}

function addJobCommands(admin: Command): void {
  add(admin, {
    usage: "expire",
    description: "delete versions whose time to live expired, and those that no retention rule keeps",
    examples: ["stemma admin expire"],
  }).action(onServer((server) => adminExpire(server)));
  add(admin, {
    usage: "purge [ids...]",
    description:
      "purge deleted versions and runs after their undelete window, or the given deleted versions right away; what is purged cannot be undeleted",
    examples: ["stemma admin purge", "stemma admin purge --now", "stemma admin purge QXJ0aWZhY3Q6MTI="],
  })
    .addOption(new Option("--now", "do not wait for the undelete window").conflicts("grace"))
    .option("--grace <seconds>", "purge what was deleted at least this long ago (default: the undelete window)")
    .action(onServer((server, ids: readonly string[], options: PurgeOptions) => adminPurge(server, ids, options)));
  add(admin, {
    usage: "kept [name]",
    description: "list purged versions whose entries are kept because other versions reference them",
    examples: ["stemma admin kept ada/digits"],
  }).action(onServer((server, name: string | undefined) => adminKept(server, name)));
  add(admin, {
    usage: "collect",
    description: "free the space of unreferenced data (garbage collection)",
    examples: ["stemma admin collect"],
  }).action(onServer((server) => adminCollect(server)));
}

function addIntegrityCommands(admin: Command): void {
  add(admin, {
    usage: "verify",
    description: "check the database and the packs; the exit code is 1 if there are errors",
    examples: ["stemma admin verify", "stemma admin verify --read-data --subset 1/7 --rate 50"],
  })
    .option("--read-data", "also read all stored bytes and compare their checksums")
    .option("--subset <n/m>", "read only one part of the packs, for example 1/7")
    .option("--rate <MB/s>", "read at most this many megabytes per second")
    .action(onServer((server, options: VerifyOptions) => adminVerify(server, options)));
  add(admin, {
    usage: "damage",
    description: "list damaged files with the versions that need them; the exit code is 1 if there are any",
    examples: ["stemma admin damage", "stemma admin damage --all"],
  })
    .option("--all", "also list repaired files")
    .action(onServer((server, options: { all?: boolean }) => adminDamage(server, options.all === true)));
  add(admin, {
    usage: "repair",
    description: "repair what the stored data allows, and list what stays damaged; the exit code is 1 if anything does",
    examples: ["stemma admin repair"],
  }).action(onServer((server) => adminRepair(server)));
}

function add(admin: Command, help: CommandHelp): Command {
  const command = createCommand(help);
  admin.addCommand(command);
  return command;
}

/** Connects to the server before the work, and turns its result into the exit code. */
function onServer<Args extends unknown[]>(
  work: (server: AdminConnection, ...args: Args) => Promise<number | void>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const { data } = command.optsWithGlobals<{ data: string }>();
    const isDataGiven = command.getOptionValueSourceWithGlobals("data") !== "default";
    const folder = isDataGiven ? data : process.env["STEMMA_DATA"] || data;
    process.exitCode = (await work(findServer(folder, process.env), ...(given.slice(0, -1) as Args))) ?? 0;
  };
}
