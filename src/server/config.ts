import { StemmaError } from "../model/index.ts";
import { type LogLevel, logLevels } from "./log.ts";

/** The configuration of the server. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly publicUrl: string | undefined;
  /** The first account, created at the first start. */
  readonly user: string;
  readonly postgresUrl: string | undefined;
  readonly adminToken: string | undefined;
  /** Seconds between two garbage collection rounds. */
  readonly collectSeconds: number;
  /** Seconds before a deleted version is purged. */
  readonly undeleteSeconds: number;
  /** Seconds without a heartbeat after which a run counts as crashed. */
  readonly runSilenceSeconds: number;
  /** Reserved disk space that is released when the disk is full (in bytes). */
  readonly reserveBytes: number;
  /** The lowest level that is logged. */
  readonly logLevel: LogLevel;
}

const DEFAULT_PORT = 8080;
/** Space is freed within a minute; a round without work takes milliseconds. */
const DEFAULT_COLLECT_SECONDS = 60;
/** A week: enough time to notice a mistaken delete. */
const DEFAULT_UNDELETE_DAYS = 7;
/** The client sends a heartbeat every 30 seconds, and a network outage may last several minutes. */
const DEFAULT_RUN_SILENCE_SECONDS = 300;
/** An hour of deletes and commits, and one pack that the garbage collector writes before it deletes two. */
const DEFAULT_RESERVE_MIB = 64;
const MIB = 1024 * 1024;
const DAY_SECONDS = 86_400;
/** A shorter admin token could be guessed. */
const MIN_ADMIN_TOKEN_CHARACTERS = 32;

/** The command line options of `stemma serve`. */
export interface ServeOptions {
  readonly host?: string;
  readonly port?: string;
  readonly data?: string;
  readonly publicUrl?: string;
  readonly user?: string;
  readonly database?: string;
}

/**
 * Reads the configuration from options and the STEMMA_* variables; options take precedence.
 *
 * @throws `invalid_input` with the option and its expected value
 */
export function readConfig(options: ServeOptions, environment: Readonly<Record<string, string | undefined>>): Config {
  const setting = (option: keyof ServeOptions, variable: string): string | undefined =>
    options[option] ?? (environment[variable] || undefined);
  return {
    host: setting("host", "STEMMA_HOST") ?? "127.0.0.1",
    port: readPort(setting("port", "STEMMA_PORT")),
    dataFolder: setting("data", "STEMMA_DATA") ?? "stemma-data",
    publicUrl: readUrl(setting("publicUrl", "STEMMA_PUBLIC_URL")),
    user: setting("user", "STEMMA_USER") ?? "admin",
    postgresUrl: readDatabase(setting("database", "STEMMA_DATABASE")),
    adminToken: readToken(environment["STEMMA_ADMIN_TOKEN"] || undefined),
    collectSeconds: readNumber("STEMMA_COLLECT_SECONDS", environment) ?? DEFAULT_COLLECT_SECONDS,
    undeleteSeconds: (readNumber("STEMMA_UNDELETE_DAYS", environment) ?? DEFAULT_UNDELETE_DAYS) * DAY_SECONDS,
    runSilenceSeconds: readNumber("STEMMA_RUN_SILENCE_SECONDS", environment) ?? DEFAULT_RUN_SILENCE_SECONDS,
    reserveBytes: Math.ceil((readNumber("STEMMA_RESERVE_MIB", environment) ?? DEFAULT_RESERVE_MIB) * MIB),
    logLevel: readLogLevel(environment["STEMMA_LOG_LEVEL"] || "info"),
  };
}

function readPort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new StemmaError("invalid_input", `Cannot listen on the port "${text}": expected a number from 0 to 65535`);
  return port;
}

/** Only days may be 0: rounds without a pause would do nothing else, and a full disk needs a reserve. */
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
