import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { findVersion } from "../support/read-version.ts";
import { readFigure } from "../support/read-figure.ts";
import { sendRequest } from "../support/send-request.ts";
import { ServerProcess } from "../support/server-process.ts";
import { SlowClients } from "../support/slow-clients.ts";
import { WireClient } from "../support/wire-client.ts";
import { publishVersion, type UploadAddress, WireDraft } from "../support/wire-draft.ts";
import type { Campaign, CampaignResult, CampaignSetting } from "./campaign.ts";

const LONG_FORM_CLIENTS = 1000;
const MIB = 1024 ** 2;
const FILE_BYTES = 16 * MIB;
/** A slow sender brings a byte each time. */
const BYTE_EVERY_MS = 1000;
/** Who is cut off at the latest: windows of 60 s, looked at once a second, and a machine with other work. */
const CUT_OFF_MS = 150_000;
const POLL_INTERVAL_MS = 200;
/** What slow clients may add: 64 answers in hand, 128 that stalled, 128 small bodies, and what their sockets hold. */
const MAX_ADDED_MIB = 512;

/** Answers whose readers were cut off. */
const UNREAD_ANSWERS = 'http_requests_aborted_total{route="GET /storage/*"}';

/** A server with a version to download, and somebody who uses it well. */
export interface SlowWorld {
  readonly server: ServerProcess;
  readonly wire: WireClient;
  readonly downloadUrl: string;
  readonly file: Buffer;
}

/** What clients do that keep a server waiting. */
interface Slowness {
  readonly name: string;
  /** What is sent first, by the number of the client. */
  readonly head: (number: number) => string | Buffer;
  /** What follows, a byte at a time. */
  readonly drip?: string;
}

/** The long form: 1,000 clients of each kind. */
export const slowClients: Campaign = (setting) =>
  keepWaiting(setting, ["slow heads", "slow bodies", "slow JSON", "slow readers"]);

/**
 * Clients that send their head, a body or a JSON byte by byte, or take nothing of what they asked for, `count` of
 * each kind, one kind after the other. The server has to serve others meanwhile, cut the slow ones off by itself, and
 * its memory must not grow with their number.
 */
export async function keepWaiting(
  { count = LONG_FORM_CLIENTS, folder, say }: CampaignSetting,
  kinds: readonly string[],
): Promise<CampaignResult> {
  const world = await prepareSlowWorld(await new ServerProcess(folder).start());
  const failures: string[] = [];
  const counts: Record<string, number> = { "clients of each kind": count };
  const before = residentMib(world.server);
  let most = before;
  for (const slowness of await kindsOf(world, count)) {
    if (!kinds.includes(slowness.name)) continue;
    using clients = await SlowClients.open(world.server.baseUrl, count, (socket, number) =>
      slow(socket, slowness, number),
    );
    failures.push(...(await serveOthers(world, slowness.name)));
    const deadline = Date.now() + CUT_OFF_MS;
    let cutOff = 0;
    while (cutOff < count && Date.now() < deadline) {
      most = Math.max(most, residentMib(world.server));
      await sleep(POLL_INTERVAL_MS);
      // Who reads nothing does not hear of the end either.
      cutOff = slowness.drip === undefined ? await readFigure(world.server, UNREAD_ANSWERS) : clients.closed;
    }
    counts[`${slowness.name} cut off`] = cutOff;
    if (cutOff < count) failures.push(`${count - cutOff} of ${count} with ${slowness.name} were not cut off`);
    say(`${cutOff} of ${count} with ${slowness.name} were cut off, at most ${most} MiB`);
  }
  counts["MiB of memory before"] = before;
  counts["MiB at the most"] = most;
  if (most - before > MAX_ADDED_MIB) failures.push(`slow clients took ${most - before} MiB of memory`);
  await world.server.stop();
  return { counts, failures };
}

/** Gives a running server something to serve. */
export async function prepareSlowWorld(server: ServerProcess): Promise<SlowWorld> {
  const wire = new WireClient(server.baseUrl, server.apiKey);
  const file = randomBytes(FILE_BYTES);
  await publishVersion(wire, { project: "slow", collection: "data" }, { "a.bin": file });
  const version = (await findVersion(wire, { project: "slow", name: "data:v0" }))!;
  return { server, wire, file, downloadUrl: version.files[0]!.url };
}

async function kindsOf({ wire, downloadUrl }: SlowWorld, count: number): Promise<Slowness[]> {
  const draft = await WireDraft.open(wire, { project: "slow", collection: "sent" });
  const addresses: UploadAddress[] = [];
  for (let number = 0; number < count; number++)
    addresses.push((await draft.uploadAddress(`${number}.bin`, randomBytes(16)))!);
  const { pathname, host } = new URL(downloadUrl);
  const end = `Host: ${host}\r\nContent-Length: 100000\r\n`;
  return [
    { name: "slow heads", head: () => "GET /ready HTTP/1.1\r\nX-Slow: ", drip: "a" },
    {
      name: "slow bodies",
      head: (number) => `PUT ${new URL(addresses[number]!.url).pathname} HTTP/1.1\r\n${end}\r\n`,
      drip: "a",
    },
    {
      name: "slow JSON",
      head: () =>
        `POST /graphql HTTP/1.1\r\n${end}Content-Type: application/json\r\nAuthorization: ${wire.headers["Authorization"]}\r\n\r\n`,
      drip: " ",
    },
    { name: "slow readers", head: () => `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n` },
  ];
}

function slow(socket: Socket, { head, drip }: Slowness, number: number): void {
  socket.write(head(number));
  if (drip === undefined) return void socket.pause();
  socket.resume();
  const dripping = setInterval(() => socket.write(drip), BYTE_EVERY_MS);
  socket.on("close", () => clearInterval(dripping));
}

/** Others send, ask and read while the slow ones hang on; a sentence for each thing they were refused. */
export async function serveOthers({ wire, downloadUrl, file }: SlowWorld, name: string): Promise<string[]> {
  const failures: string[] = [];
  const expectDone = async (what: string, work: () => Promise<boolean>): Promise<void> => {
    // An upload may be told to come again; the client does so twenty times.
    for (let tries = 0; tries < 20; tries++) {
      if (await work().catch(() => false)) return;
      await sleep(1000);
    }
    failures.push(`with ${name} beside it, ${what} never came through`);
  };
  await expectDone("a query", async () => (await wire.graphql("{ viewer { id } }")).status === 200);
  await expectDone("a download", async () => (await sendRequest(downloadUrl)).body.equals(file));
  await expectDone("an upload", async () => {
    await publishVersion(wire, { project: "slow", collection: "others" }, { "b.bin": randomBytes(1000) });
    return true;
  });
  return failures;
}

/** What the process holds in memory; 0 where the system does not tell (in MiB). */
function residentMib({ pid }: ServerProcess): number {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return 0;
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(path, "utf8"))![1]) / 1024);
}
