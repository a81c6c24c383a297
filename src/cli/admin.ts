import { parseArgs } from "node:util";
import { StemmaError } from "../model/index.ts";
import { findServer } from "./admin-connection.ts";
import { adminJob } from "./admin-jobs.ts";
import { adminDrafts, adminJournal, adminStorage } from "./admin-storage.ts";

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

  --data FOLDER   the data folder of the server (./stemma-data); read for its address and admin token
  STEMMA_BASE_URL and STEMMA_ADMIN_TOKEN take their place for a server elsewhere

Examples
  stemma admin storage ada/digits/model:v3
  stemma admin purge --now && stemma admin collect --now --grace 0
  STEMMA_BASE_URL=https://stemma.example.org STEMMA_ADMIN_TOKEN=… stemma admin collect
`;

const verbs = ["storage", "drafts", "journal", "expire", "purge", "collect"] as const;

/** The options of all verbs. **Units** `grace` in seconds */
export interface AdminOptions {
  readonly now: boolean;
  readonly grace: number | undefined;
  readonly data: string;
  readonly help: boolean;
  readonly name: string | undefined;
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
  else await adminJob(server, verb, options);
  return 0;
}

function readOptions(args: readonly string[]): AdminOptions {
  const options = {
    now: { type: "boolean", default: false },
    grace: { type: "string" },
    data: { type: "string", default: process.env["STEMMA_DATA"] || "stemma-data" },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const { grace, ...rest } = values;
    if (grace !== undefined && !/^\d{1,9}$/.test(grace)) throw new Error(`--grace takes whole seconds, not "${grace}"`);
    if (positionals.length > 1) throw new Error(`"${positionals[1]}" is one name too many`);
    return { ...rest, grace: grace === undefined ? undefined : Number(grace), name: positionals[0] };
  } catch (cause) {
    const [sentence] = (cause as Error).message.split(". ");
    throw new StemmaError("invalid_input", `Cannot run: ${sentence}; see stemma admin --help`, { cause });
  }
}
