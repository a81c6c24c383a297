/** Documents made up at random take no more than a request may take, and never end in a fault of the server. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  MAX_ANSWER_BYTES,
  MAX_FILTER_STEPS,
  MAX_REQUEST_BYTES,
  MAX_REQUEST_FIELDS,
  MAX_REQUEST_OBJECTS,
  MAX_REQUEST_ROWS,
} from "../../../src/model/index.ts";
import { documentsOver, faultOf } from "../../support/document-world.ts";
import { chooseSeed } from "../../support/seeded-random.ts";
import { testServer } from "../../support/test-server.ts";

const server = testServer({ STEMMA_LOG_LEVEL: "debug" });
const DOCUMENTS = 10_000;
const AT_ONCE = 4;
/** A page, a list or a row is counted whole before it is refused (in MiB of one row). */
const OVERSHOOT: Readonly<Record<string, number>> = {
  objects: 5000,
  fields: 1,
  rows: 1,
  loadedBytes: 40 * 1024 * 1024,
  answerBytes: 40 * 1024 * 1024,
  filterSteps: 0,
};
const most: Readonly<Record<string, number>> = {
  objects: MAX_REQUEST_OBJECTS,
  fields: MAX_REQUEST_FIELDS,
  rows: MAX_REQUEST_ROWS,
  loadedBytes: MAX_REQUEST_BYTES,
  answerBytes: MAX_ANSWER_BYTES,
  filterSteps: MAX_FILTER_STEPS,
};

test(
  `${DOCUMENTS.toLocaleString("en")} documents stay within the budget and meet no fault`,
  { timeout: 600_000 },
  async () => {
    const seed = chooseSeed();
    console.log(`random documents: seed ${seed} (STEMMA_TEST_SEED repeats it)`);
    const documents = await documentsOver(server.wire, seed);
    const faults: string[] = [];
    const statuses = new Map<number, number>();
    let sent = 0;
    const send = async (): Promise<void> => {
      while (sent < DOCUMENTS && faults.length < 5) {
        sent += 1;
        const { query, variables } = documents.next();
        const answer = await server.wire.graphql(query, variables);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        const fault = faultOf(answer);
        if (fault !== undefined) faults.push(`${fault}\n${query}\n${JSON.stringify(variables).slice(0, 1000)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
    expect(faults, `seed ${seed}`).toEqual([]);
    // Documents that are all refused would show nothing.
    expect(statuses.get(200), `seed ${seed}`).toBeGreaterThan(DOCUMENTS / 10);
    const costs = readFileSync(server.process.logPath, "utf8")
      .split("\n")
      .filter((line) => line.includes('"operation":"Random"'))
      .map((line) => (JSON.parse(line) as { cost: Record<string, number> }).cost);
    expect(costs.length).toBeGreaterThan(DOCUMENTS / 2);
    for (const [what, limit] of Object.entries(most)) {
      const seen = costs.reduce((largest, cost) => Math.max(largest, cost[what]!), 0);
      expect(seen, `seed ${seed}: ${what}`).toBeLessThanOrEqual(limit + OVERSHOOT[what]!);
    }
  },
);
