import { expect } from "vitest";
import { type Answer, jsonOf } from "./send-request.ts";

/** What must never be told: where the code or the data lies, how the database is asked, which line failed. */
const LEAKS =
  /\.ts\b|node_modules|\/src\/|\bat \w+ \(|stemma\.sqlite|SQLITE|sqlite3|\bselect\b.+\bfrom\b|insert into|errno/i;
const LEAST_WORDS = 3;

/** Expects a status of the 4xx family and a sentence, in the shape of the route; `status` where it matters which one. */
export function expectRefusal(answer: Answer, status?: number | readonly number[]): void {
  const shown = `${answer.status} ${answer.body.toString("utf8").slice(0, 500)}`;
  expect(answer.status, shown).toBeGreaterThanOrEqual(400);
  expect(answer.status, shown).toBeLessThan(500);
  if (status !== undefined) expect([status].flat(), shown).toContain(answer.status);
  expect(answer.headers["content-type"], shown).toMatch(/^application\/json/);
  expect(messageOf(answer).split(" ").length, shown).toBeGreaterThanOrEqual(LEAST_WORDS);
  expect(shown).not.toMatch(LEAKS);
}

/** The sentence of a refusal, of GraphQL or of another route. */
export function messageOf(answer: Answer): string {
  const { errors, error } = jsonOf(answer) as { errors?: { message: string }[]; error?: { message: string } };
  return errors?.[0]?.message ?? error?.message ?? "";
}
