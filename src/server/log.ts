import { StemmaError } from "../model/index.ts";

/** How much a line of the log matters, from the least to the most. */
export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Where events are written down: one line of JSON each. Only the facts that are named get there, and no secret is one. */
export type Log = (level: LogLevel, event: string, facts?: Readonly<Record<string, unknown>>) => void;

/** A log that drops what matters less than `least`. `print` takes a line without its end. */
export function createLog(least: LogLevel, print: (line: string) => void): Log {
  const rank = logLevels.indexOf(least);
  return (level, event, facts = {}) => {
    if (logLevels.indexOf(level) < rank) return;
    print(JSON.stringify({ time: new Date().toISOString(), level, event, ...facts }));
  };
}

/** An error as the log has it: with its cause, and with a stack where the code is at fault. */
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
