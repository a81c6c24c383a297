import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ServerProcess } from "../support/server-process.ts";
import { SlowClients } from "../support/slow-clients.ts";
import { uploadHead, WireDraft } from "../support/wire-draft.ts";
import type { Campaign } from "./campaign.ts";
import { prepareSlowWorld, serveOthers, type SlowWorld } from "./slow-clients.ts";

const LONG_FORM_CLIENTS = 1000;
const KIB = 1024;
const FILE_BYTES = 100 * KIB;
/** 10 KiB a second, in pieces as a line of that width would bring them. */
const PIECE_BYTES = KIB;
const PIECE_EVERY_MS = 100;
/** A hundred and some are read at once, for ten seconds each; the others wait unread. */
const END_MS = 600_000;
const POLL_INTERVAL_MS = 200;
/** Requests of somebody else whose time is told. */
const TIMED_QUERIES = 200;

/**
 * `count` clients with lines of 10 KiB a second send a file each. All of them come through, none is taken for one
 * that only keeps the server waiting, and others are served meanwhile.
 */
export const thinLines: Campaign = async ({ count = LONG_FORM_CLIENTS, folder, say }) => {
  const world = await prepareSlowWorld(await new ServerProcess(folder).start());
  const requests = await requestsOf(world, count);
  const before = await slowest(world);
  const answers: string[] = [];
  using clients = await SlowClients.open(world.server.baseUrl, count, (socket, number) =>
    send(socket, requests[number]!, (answer) => answers.push(answer)),
  );
  const failures = await serveOthers(world, "thin lines");
  const meanwhile = await slowest(world);
  const deadline = Date.now() + END_MS;
  while (answers.length < count && Date.now() < deadline && clients.closed < count) await sleep(POLL_INTERVAL_MS);
  const stored = answers.filter((answer) => answer.startsWith("HTTP/1.1 200 ")).length;
  const other = answers.find((answer) => !answer.startsWith("HTTP/1.1 200 "));
  if (stored < count) failures.push(`${count - stored} of ${count} were not stored: ${other ?? "they had no answer"}`);
  say(`${stored} of ${count} were stored`);
  await world.server.stop();
  return {
    counts: { clients: count, stored, "ms a query at p99 before": before, "ms meanwhile": meanwhile },
    failures,
  };
};

/** Announces a file for each client and gives what it sends. */
async function requestsOf({ wire }: SlowWorld, count: number): Promise<Buffer[]> {
  const draft = await WireDraft.open(wire, { project: "slow", collection: "thin" });
  const requests: Buffer[] = [];
  for (let number = 0; number < count; number++) {
    const body = randomBytes(FILE_BYTES);
    const address = (await draft.uploadAddress(`${number}.bin`, body))!;
    requests.push(Buffer.concat([Buffer.from(uploadHead(address, body.length)), body]));
  }
  return requests;
}

/** Sends piece by piece as long as the server takes it, and tells what it answers. */
function send(socket: Socket, bytes: Buffer, tell: (answer: string) => void): void {
  let sent = 0;
  let isFull = false;
  socket.on("drain", () => (isFull = false));
  const sending = setInterval(() => {
    if (isFull || sent >= bytes.length) return;
    isFull = !socket.write(bytes.subarray(sent, sent + PIECE_BYTES));
    sent += PIECE_BYTES;
  }, PIECE_EVERY_MS);
  socket.once("data", (answer) => tell(answer.toString("utf8")));
  socket.on("close", () => clearInterval(sending));
}

/** The time below which 99 of 100 queries are answered (in ms). */
async function slowest({ wire }: SlowWorld): Promise<number> {
  const times: number[] = [];
  for (let number = 0; number < TIMED_QUERIES; number++) {
    const startMs = performance.now();
    await wire.graphql("{ viewer { id } }");
    times.push(performance.now() - startMs);
  }
  times.sort((left, right) => left - right);
  return Math.round(times[Math.floor(times.length * 0.99)]!);
}
