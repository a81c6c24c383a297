import { parseArgs } from "node:util";
import { type JobResult, StemmaError } from "../model/index.ts";
import { type AdminConnection, findServer } from "./admin-connection.ts";
import { counted } from "./counted.ts";
import { damage } from "./damage.ts";
import { repair } from "./repair.ts";
import { runJob } from "./run-job.ts";
import { verify } from "./verify.ts";

const adminHelp = `stemma admin — look after a running registry

  stemma admin purge [--now]              let go of what deleted versions hold, after their undelete window;
                                          --now does not wait for it
  stemma admin collect [--now] [--grace 0]  give back the space that nothing refers to
  stemma admin verify [--read-data] [--subset 1/7] [--rate MB/s]
                                          look whether rows and packs are right; --read-data reads all bytes too,
                                          --subset one part of the packs, --rate bounds the reading;
                                          exit code 1 when something is wrong
  stemma admin damage [--all]             list damaged files with the versions that need them; --all healed ones too
  stemma admin repair                     mend what can be mended from what is stored, and name what cannot

  --data FOLDER   the data folder of the server (./stemma-data); read for its address and admin token
  STEMMA_BASE_URL and STEMMA_ADMIN_TOKEN take their place for a server elsewhere

Examples
  stemma admin purge --now && stemma admin collect --now --grace 0
  stemma admin verify --read-data --subset 1/7 --rate 50
  STEMMA_BASE_URL=https://stemma.example.org STEMMA_ADMIN_TOKEN=… stemma admin collect
`;

type Options = ReturnType<typeof readOptions>;

const verbs: Readonly<Record<string, (server: AdminConnection, options: Options) => Promise<number>>> = {
  async purge(server, { now, grace }) {
    console.log(purged(await runJob(server, { kind: "PURGE", graceSeconds: now ? 0 : grace })));
    return 0;
  },
  async collect(server, { grace = 0 }) {
    console.log(collected(await runJob(server, { kind: "COLLECT", graceSeconds: grace })));
    return 0;
  },
  verify,
  damage: (server, { all }) => damage(server, all),
  repair,
};

/** Asks a running server for one piece of work and waits for its end. */
export async function admin([verb, ...args]: readonly string[]): Promise<number> {
  if (verb === undefined || verb === "help" || verb === "--help" || verb === "-h") {
    console.log(adminHelp);
    return 0;
  }
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (run === undefined)
    throw new StemmaError("invalid_input", `stemma admin knows no verb "${verb}"; see stemma admin --help`);
  const options = readOptions(args);
  if (options.help) {
    console.log(adminHelp);
    return 0;
  }
  return run(findServer(options.data, process.env), options);
}

function readOptions(args: readonly string[]) {
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
    const { grace, ...rest } = parseArgs({ args: [...args], options, allowPositionals: false }).values;
    if (grace !== undefined && !/^\d{1,9}$/.test(grace)) throw new Error(`--grace takes whole seconds, not "${grace}"`);
    return { ...rest, grace: grace === undefined ? undefined : Number(grace) };
  } catch (cause) {
    const [sentence] = (cause as Error).message.split(". ");
    throw new StemmaError("invalid_input", `Cannot run: ${sentence}; see stemma admin --help`, { cause });
  }
}

function purged(result: JobResult): string {
  const versions = Number(result["versions"] ?? 0);
  return `${counted(versions, "deleted version")} let go of what ${versions === 1 ? "it" : "they"} held`;
}

function collected(result: JobResult): string {
  const number = (name: string): number => Number(result[name] ?? 0);
  const removed = [
    counted(number("drafts"), "silent draft"),
    counted(number("blobs"), "file"),
    counted(number("chunks"), "chunk"),
  ];
  return `removed ${removed.join(", ")}; ${number("freedBytes").toLocaleString("en")} bytes of space are free again`;
}
