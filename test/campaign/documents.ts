import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { documentsOver, faultOf } from "../support/document-world.ts";
import type { RandomDocument } from "../support/random-documents.ts";
import { sendRequest } from "../support/send-request.ts";
import { ServerProcess } from "../support/server-process.ts";
import { WireClient } from "../support/wire-client.ts";
import type { Campaign } from "./campaign.ts";

const LONG_FORM_DOCUMENTS = 200_000;
/** What others may wait for an answer while one document is answered. */
const MAX_READY_MS = 250;
/** What one document may add to the memory of the server (in MiB). */
const MAX_GROWTH_MIB = 256;
/** A pause in which the server is looked at, and its memory comes to rest. */
const LOOK_EVERY = 500;
const ASK_AGAIN_MS = 20;
/** How often a document is asked again while others wait too long. */
const TRIES = 5;
const MAX_FAILURES = 20;

/**
 * Documents made up at random, one after the other: none may end in a fault, keep others waiting, or take much memory.
 * Whoever else asks is asked for all the while.
 */
export const documents: Campaign = async ({ seed, count = LONG_FORM_DOCUMENTS, folder, say }) => {
  const server = await new ServerProcess(folder).start();
  const wire = new WireClient(server.baseUrl, server.apiKey);
  const made = await documentsOver(wire, seed);
  const failures: string[] = [];
  const seen = { slowestReadyMs: 0, growthMib: 0, answered: 0, refused: 0, isOver: false };
  let longestMs = 0;
  /** What others waited while one document was answered. */
  const waitedFor = async (document: RandomDocument): Promise<number> => {
    longestMs = 0;
    await wire.graphql(document.query, document.variables);
    await sleep(ASK_AGAIN_MS);
    return longestMs;
  };
  const prober = (async (): Promise<void> => {
    while (!seen.isOver) {
      const askedAtMs = performance.now();
      await sendRequest(`${server.baseUrl}/ready`);
      const tookMs = performance.now() - askedAtMs;
      longestMs = Math.max(longestMs, tookMs);
      await sleep(ASK_AGAIN_MS);
    }
  })();
  for (let number = 1; number <= count && failures.length < MAX_FAILURES; number++) {
    const document = made.next();
    const query = `${document.query} ${JSON.stringify(document.variables)}`;
    longestMs = 0;
    const before = residentMib(server);
    const answer = await wire.graphql(document.query, document.variables);
    const growth = residentMib(server) - before;
    seen.growthMib = Math.max(seen.growthMib, growth);
    if (growth > MAX_GROWTH_MIB) failures.push(`the memory grew by ${growth} MiB during ${query}`);
    // Other work of the machine makes others wait too: only a document that does so each time is at fault.
    let waitedMs = longestMs;
    for (let tries = 0; waitedMs > MAX_READY_MS && tries < TRIES; tries++)
      waitedMs = Math.min(waitedMs, await waitedFor(document));
    seen.slowestReadyMs = Math.max(seen.slowestReadyMs, waitedMs);
    if (waitedMs > MAX_READY_MS) failures.push(`GET /ready took ${Math.round(waitedMs)} ms during ${query}`);
    const fault = faultOf(answer);
    if (fault !== undefined) failures.push(`${fault} for ${query}`);
    if (answer.status === 200) seen.answered += 1;
    else seen.refused += 1;
    if (number % LOOK_EVERY === 0) say(`${number} documents, ${failures.length} failures`);
  }
  seen.isOver = true;
  await prober;
  await server.stop();
  return {
    counts: {
      answered: seen.answered,
      refused: seen.refused,
      "ms at the most for GET /ready": Math.round(seen.slowestReadyMs),
      "MiB at the most of one document": seen.growthMib,
    },
    failures,
  };
};

/** What the process holds in memory; 0 where the system does not tell (in MiB). */
function residentMib({ pid }: ServerProcess): number {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return 0;
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(path, "utf8"))![1]) / 1024);
}
