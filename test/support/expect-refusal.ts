import { expect } from "vitest";
import { type Answer, jsonOf } from "./send-request.ts";

/** Patterns that no message may contain: paths of code or data, SQL, stack traces. */
const LEAKS =
  /\.ts\b|node_modules|\/src\/|\bat \w+ \(|stemma\.sqlite|SQLITE|sqlite3|\bselect\b.+\bfrom\b|insert into|errno/i;
const LEAST_WORDS = 3;

/** Expects a 4xx status and an error message in the form of the route; `status` if it matters. */
export function expectRefusal(answer: Answer, status?: number | readonly number[]): void {
  const shown = `${answer.status} ${answer.body.toString("utf8").slice(0, 500)}`;
  expect(answer.status, shown).toBeGreaterThanOrEqual(400);
  expect(answer.status, shown).toBeLessThan(500);
  if (status !== undefined) expect([status].flat(), shown).toContain(answer.status);
  expect(answer.headers["content-type"], shown).toMatch(/^application\/json/);
  expect(messageOf(answer).split(" ").length, shown).toBeGreaterThanOrEqual(LEAST_WORDS);
  expect(shown).not.toMatch(LEAKS);
}

/** Returns the message of an error response, of GraphQL or another route. */
export function messageOf(answer: Answer): string {
  const { errors, error } = jsonOf(answer) as { errors?: { message: string }[]; error?: { message: string } };
  return errors?.[0]?.message ?? error?.message ?? "";
}
