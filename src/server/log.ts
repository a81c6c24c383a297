import { StemmaError } from "../model/index.ts";

/** Log levels in ascending order. */
export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Writes one JSON line per event. Contains only the given fields, never a secret. */
export type Log = (level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Creates a log that drops events below a level. `print` receives a line without its line break. */
export function createLog(least: LogLevel, print: (line: string) => void): Log {
  const rank = logLevels.indexOf(least);
  return (level, event, fields = {}) => {
    if (logLevels.indexOf(level) < rank) return;
    print(JSON.stringify({ time: new Date().toISOString(), level, event, ...fields }));
  };
}

/** Formats an error for the log: with its cause, and with a stack for programming errors. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? undefined : describeError(error.cause);
  if (error instanceof StemmaError) {
    const { code, message, details } = error;
    return { code, message, ...(Object.keys(details).length === 0 ? {} : { details }), cause };
  }
  const { code } = error as { code?: unknown };
  return { message: error.message, ...(code === undefined ? {} : { code }), stack: error.stack, cause };
}
