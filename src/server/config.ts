import { parseArgs } from "node:util";
import { StemmaError } from "../model/index.ts";
import { type LogLevel, logLevels } from "./log.ts";

/** How the server is run. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly publicUrl: string | undefined;
  /** The first account, made at the first start. */
  readonly user: string;
  readonly postgresUrl: string | undefined;
  readonly adminToken: string | undefined;
  /** Seconds between two rounds of the collector. */
  readonly collectSeconds: number;
  /** Seconds for which a deleted version keeps what it holds. */
  readonly undeleteSeconds: number;
  /** Seconds for which the process of a run may be silent before the run counts as crashed. */
  readonly runSilenceSeconds: number;
  /** Kept aside on the disk for the time when it is full. **Units** bytes */
  readonly reserveBytes: number;
  /** What matters less is not logged. */
  readonly logLevel: LogLevel;
  readonly isDemo: boolean;
}

const DEFAULT_PORT = 8080;
/** Space comes back within a minute; a round with nothing to do costs milliseconds. */
const DEFAULT_COLLECT_SECONDS = 60;
/** A week: long enough to notice what should not have been deleted. */
const DEFAULT_UNDELETE_DAYS = 7;
/** The client reports every 30 seconds, and an outage of its network may last some minutes. */
const DEFAULT_RUN_SILENCE_SECONDS = 300;
/** Deletes and commits of an hour, and one pack that the collector writes anew before it gives two of them back. */
const DEFAULT_RESERVE_MIB = 64;
const MIB = 1024 * 1024;
const DAY_SECONDS = 86_400;
/** An admin token shorter than this could be guessed. */
const MIN_ADMIN_TOKEN_CHARACTERS = 32;

const options = {
  host: { type: "string" },
  port: { type: "string" },
  data: { type: "string" },
  "public-url": { type: "string" },
  user: { type: "string" },
  database: { type: "string" },
  demo: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** What `stemma serve --help` prints. */
export const serveHelp = `stemma serve — start the registry

Options (defaults in parentheses)          Environment variable
  --host HOST         address to listen on (127.0.0.1)                     STEMMA_HOST
  --port PORT         port to listen on, 0 for any free port (8080)        STEMMA_PORT
  --data FOLDER       data folder (./stemma-data)                          STEMMA_DATA
  --public-url URL    URL that clients use, if a proxy is in front         STEMMA_PUBLIC_URL
  --user NAME         first account, created at the first start (admin)    STEMMA_USER
  --database URL      postgres://… instead of SQLite in the data folder    STEMMA_DATABASE
  --demo              run an example pipeline with the wandb client

Environment variables
  STEMMA_COLLECT_SECONDS      seconds between two garbage collections (60)
  STEMMA_UNDELETE_DAYS        days for which deleted versions can be undeleted (7)
  STEMMA_RUN_SILENCE_SECONDS  seconds without a report after which a run counts as crashed (300)
  STEMMA_RESERVE_MIB          size of the reserve file, which is freed when the disk is full (64)
  STEMMA_LOG_LEVEL            debug, info, warn or error (info); debug logs every request
  STEMMA_ADMIN_TOKEN          token of the provisioning API; generated into the data folder if not set

Examples
  stemma serve
  stemma serve --port 9000 --data /srv/stemma --user ada
  stemma serve --host 0.0.0.0 --public-url https://stemma.example.org --database postgres://stemma@db/stemma
`;

/**
 * Reads options and the STEMMA_* variables; options win.
 *
 * **Errors** `invalid_input` with the option and what is expected
 */
export function readConfig(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Config | "help" {
  const values = parse(args);
  if (values.help === true) return "help";
  const setting = (option: Exclude<keyof typeof options, "demo" | "help">, variable: string): string | undefined =>
    values[option] ?? (environment[variable] || undefined);
  return {
    host: setting("host", "STEMMA_HOST") ?? "127.0.0.1",
    port: readPort(setting("port", "STEMMA_PORT")),
    dataFolder: setting("data", "STEMMA_DATA") ?? "stemma-data",
    publicUrl: readUrl(setting("public-url", "STEMMA_PUBLIC_URL")),
    user: setting("user", "STEMMA_USER") ?? "admin",
    postgresUrl: readDatabase(setting("database", "STEMMA_DATABASE")),
    adminToken: readToken(environment["STEMMA_ADMIN_TOKEN"] || undefined),
    collectSeconds: readNumber("STEMMA_COLLECT_SECONDS", environment) ?? DEFAULT_COLLECT_SECONDS,
    undeleteSeconds: (readNumber("STEMMA_UNDELETE_DAYS", environment) ?? DEFAULT_UNDELETE_DAYS) * DAY_SECONDS,
    runSilenceSeconds: readNumber("STEMMA_RUN_SILENCE_SECONDS", environment) ?? DEFAULT_RUN_SILENCE_SECONDS,
    reserveBytes: Math.ceil((readNumber("STEMMA_RESERVE_MIB", environment) ?? DEFAULT_RESERVE_MIB) * MIB),
    logLevel: readLogLevel(environment["STEMMA_LOG_LEVEL"] || "info"),
    isDemo: values.demo === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (cause) {
    throw new StemmaError(
      "invalid_input",
      `Cannot start: ${(cause as Error).message.split(". ")[0]!}; see stemma serve --help`,
      { cause },
    );
  }
}

function readPort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new StemmaError("invalid_input", `Cannot listen on the port "${text}": expected a number from 0 to 65535`);
  return port;
}

/** 0 is allowed for days only: rounds without a pause would do nothing else, and a full disk needs some reserve. */
function readNumber(
  variable: "STEMMA_COLLECT_SECONDS" | "STEMMA_UNDELETE_DAYS" | "STEMMA_RUN_SILENCE_SECONDS" | "STEMMA_RESERVE_MIB",
  environment: Readonly<Record<string, string | undefined>>,
): number | undefined {
  const text = environment[variable] || undefined;
  if (text === undefined) return undefined;
  const number = Number(text);
  const isDays = variable === "STEMMA_UNDELETE_DAYS";
  if (!Number.isFinite(number) || number < 0 || (number === 0 && !isDays))
    throw new StemmaError(
      "invalid_input",
      `Cannot use ${variable} "${text}": expected a number ${isDays ? "of 0 or more" : "above 0"}`,
    );
  return number;
}

function readLogLevel(text: string): LogLevel {
  const level = logLevels.find((level) => level === text);
  if (level === undefined)
    throw new StemmaError("invalid_input", `Cannot use STEMMA_LOG_LEVEL "${text}": expected ${logLevels.join(", ")}`);
  return level;
}

function readUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^https?:\/\/[^/?#]+/.test(text))
    throw new StemmaError("invalid_input", `Cannot use the public URL "${text}": expected http://host or https://host`);
  return text.replace(/\/+$/, "");
}

function readDatabase(text: string | undefined): string | undefined {
  if (text === undefined || text === "sqlite") return undefined;
  if (!/^postgres(ql)?:\/\//.test(text))
    throw new StemmaError(
      "invalid_input",
      "Cannot use the database: expected postgres://user@host/name, or no --database for SQLite in the data folder",
    );
  return text;
}

function readToken(token: string | undefined): string | undefined {
  if (token !== undefined && token.length < MIN_ADMIN_TOKEN_CHARACTERS) {
    throw new StemmaError(
      "invalid_input",
      `Cannot use STEMMA_ADMIN_TOKEN: it has ${token.length} characters, expected at least ${MIN_ADMIN_TOKEN_CHARACTERS}`,
    );
  }
  return token;
}
