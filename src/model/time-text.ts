import { StemmaError } from "./errors.ts";
import { truncate } from "./names.ts";

/** Formats a time as the official client does: UTC, whole seconds, `2023-01-01T12:00:00Z`. */
export function wireTime(ms: number): string {
  return `${new Date(wholeSeconds(ms) * 1000).toISOString().slice(0, "2023-01-01T12:00:00".length)}Z`;
}

/** Rounds a time down to whole seconds since 1970 UTC. */
export function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}

const TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,12})?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * Parses an ISO 8601 time: a date, or a date and a time with `T` or a space between them. UTC if no offset is given;
 * fractions of a second are dropped.
 *
 * @returns seconds since 1970 UTC
 * @throws `invalid_input`
 */
export function readTime(text: unknown, field: string): number {
  const match = typeof text === "string" ? TIME.exec(text.trim()) : null;
  if (match !== null) {
    const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
    // Date.UTC moves years below 100 to 19xx and accepts 30 February as a day of March.
    date.setUTCFullYear(year, month - 1, day);
    const isReal = date.getUTCMonth() === month - 1 && hour < 24 && minute < 60 && second < 60;
    if (isReal) return date.getTime() / 1000 - offsetSeconds(match[7]);
  }
  throw new StemmaError(
    "invalid_input",
    `Cannot filter ${field} by "${truncate(text)}": it is not a time; write it like "2023-01-01T12:00:00Z"`,
  );
}

function offsetSeconds(text: string | undefined): number {
  if (text === undefined || text.toUpperCase() === "Z") return 0;
  const digits = text.slice(1).replace(":", "");
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2) || 0) * 60;
  return text.startsWith("-") ? -seconds : seconds;
}
