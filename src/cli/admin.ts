import { parseArgs } from "node:util";
import { StemmaError } from "../model/index.ts";
import { findServer } from "./admin-connection.ts";
import { adminDamage } from "./admin-damage.ts";
import { adminJob } from "./admin-jobs.ts";
import { adminRepair } from "./admin-repair.ts";
import { adminDrafts, adminJournal, adminStorage } from "./admin-storage.ts";
import { adminVerify } from "./admin-verify.ts";

const adminHelp = `stemma admin — look after a running registry

  stemma admin storage [NAME]             what is stored, and what deleting frees: of the whole store, or of an
                                          entity, entity/project, entity/project/collection or …/collection:v0
  stemma admin drafts                     uploads that are under way, failed or stuck, and what they hold
  stemma admin journal                    what was deleted, purged and given back, when, why and by whom
  stemma admin expire [--now]             delete what has outlived its time, and what retention rules give up;
                                          done each night by itself
  stemma admin purge [--now]              let go of what deleted versions hold, after their undelete window;
                                          --now does not wait for it
  stemma admin collect [--now] [--grace 0]  give back the space that nothing refers to; done each minute by itself
  stemma admin verify [--read-data] [--subset 1/7] [--rate MB/s]
                                          look whether rows and packs are right; --read-data reads all bytes too,
                                          --subset one part of the packs, --rate bounds the reading;
                                          exit code 1 when something is wrong
  stemma admin damage [--all]             list damaged files with the versions that need them; --all healed ones too
  stemma admin repair                     mend what can be mended from what is stored, and name what cannot

  --data FOLDER   the data folder of the server (./stemma-data); read for its address and admin token
  STEMMA_BASE_URL and STEMMA_ADMIN_TOKEN take their place for a server elsewhere

Examples
  stemma admin storage ada/digits/model:v3
  stemma admin purge --now && stemma admin collect --now --grace 0
  stemma admin verify --read-data --subset 1/7 --rate 50
  STEMMA_BASE_URL=https://stemma.example.org STEMMA_ADMIN_TOKEN=… stemma admin collect
`;

const verbs = ["storage", "drafts", "journal", "expire", "purge", "collect", "verify", "damage", "repair"] as const;

/** The options of all verbs. **Units** `grace` in seconds */
export interface AdminOptions {
  readonly now: boolean;
  readonly grace: number | undefined;
  readonly data: string;
  readonly help: boolean;
  readonly name: string | undefined;
  readonly "read-data": boolean;
  readonly subset: string | undefined;
  readonly rate: string | undefined;
  readonly all: boolean;
}

/** Looks after a running server: asks it for something, and prints the answer. */
export async function admin([verb, ...args]: readonly string[]): Promise<number> {
  if (verb === undefined || verb === "help" || verb === "--help" || verb === "-h") {
    console.log(adminHelp);
    return 0;
  }
  if (!verbs.some((known) => known === verb))
    throw new StemmaError("invalid_input", `stemma admin knows no verb "${verb}"; see stemma admin --help`);
  const options = readOptions(args);
  if (options.help) {
    console.log(adminHelp);
    return 0;
  }
  const server = findServer(options.data, process.env);
  if (verb === "storage") await adminStorage(server, options.name);
  else if (verb === "drafts") await adminDrafts(server);
  else if (verb === "journal") await adminJournal(server);
  else if (verb === "verify") return adminVerify(server, options);
  else if (verb === "damage") return adminDamage(server, options.all);
  else if (verb === "repair") return adminRepair(server);
  else await adminJob(server, verb, options);
  return 0;
}

function readOptions(args: readonly string[]): AdminOptions {
  const options = {
    now: { type: "boolean", default: false },
    grace: { type: "string" },
    "read-data": { type: "boolean", default: false },
    subset: { type: "string" },
    rate: { type: "string" },
    all: { type: "boolean", default: false },
    data: { type: "string", default: process.env["STEMMA_DATA"] || "stemma-data" },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const { grace, subset, rate, ...rest } = values;
    if (grace !== undefined && !/^\d{1,9}$/.test(grace)) throw new Error(`--grace takes whole seconds, not "${grace}"`);
    if (positionals.length > 1) throw new Error(`"${positionals[1]}" is one name too many`);
    return { ...rest, subset, rate, grace: grace === undefined ? undefined : Number(grace), name: positionals[0] };
  } catch (cause) {
    const [sentence] = (cause as Error).message.split(". ");
    throw new StemmaError("invalid_input", `Cannot run: ${sentence}; see stemma admin --help`, { cause });
  }
}
