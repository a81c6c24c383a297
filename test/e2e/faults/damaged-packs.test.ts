/** Packs that a disk or a person changed: no wrong byte is given, and what is gone is no "not found". */
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findVersion } from "../../support/read-version.ts";
import { chooseSeed, seededRandom } from "../../support/seeded-random.ts";
import { sendRequest } from "../../support/send-request.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { logVariedVersions } from "../../support/varied-store.ts";
import { WireClient } from "../../support/wire-client.ts";

const PAGE_BYTES = 4096;
/** Of a version with hundreds of small files so many are read; they lie side by side. */
const FILES_A_VERSION = 10;
const seed = chooseSeed();
const folder = mkdtempSync(join(tmpdir(), "stemma-damaged-"));
const whole = join(folder, "whole");
const server = new ServerProcess(folder);
const packs = join(server.data, "packs");
let versions: readonly string[] = [];
/** What every file and manifest gives while nothing is damaged, by what it is called. */
const right = new Map<string, Buffer>();

beforeAll(async () => {
  await server.start();
  versions = await logVariedVersions(server, seededRandom(seed));
  for (const [name, url] of await addresses()) right.set(name, (await sendRequest(url)).body);
  await server.stop();
  cpSync(server.data, whole, { recursive: true });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const damages: Readonly<Record<string, (names: readonly string[]) => void>> = {
  "every pack is cut in half": (names) =>
    names.forEach((name) => truncateSync(name, Math.floor(statSync(name).size / 2))),
  "a page of every pack is zeros": (names) =>
    names.forEach((name) => {
      const bytes = readFileSync(name);
      const start = Math.floor(bytes.byteLength / 2 / PAGE_BYTES) * PAGE_BYTES;
      writeFileSync(name, bytes.fill(0, start, start + PAGE_BYTES));
    }),
  "two packs have changed places": ([one, other]) => {
    renameSync(one!, `${one}.kept`);
    renameSync(other!, one!);
    renameSync(`${one}.kept`, other!);
  },
  "every pack is gone": (names) => names.forEach((name) => rmSync(name)),
};

test.each(Object.entries(damages))(
  "%s: no read succeeds with a wrong byte, before and after a restart",
  async (_, damage) => {
    rmSync(server.data, { recursive: true, force: true });
    cpSync(whole, server.data, { recursive: true });
    await server.start();
    damage(
      readdirSync(packs)
        .sort()
        .map((name) => join(packs, name)),
    );
    let refused = await readAll();
    await server.stop();
    await server.start();
    refused += await readAll();
    await server.stop();
    expect(refused, `seed ${seed}: a damage that no read meets proves nothing`).toBeGreaterThan(0);
  },
);

test("bytes after the end of a pack are truncated at startup, and everything can be read", async () => {
  rmSync(server.data, { recursive: true, force: true });
  cpSync(whole, server.data, { recursive: true });
  for (const name of readdirSync(packs)) writeFileSync(join(packs, name), Buffer.alloc(5000, 7), { flag: "a" });
  await server.start();
  expect(await readAll()).toBe(0);
  await server.stop();
  const sizes = (data: string) =>
    readdirSync(join(data, "packs")).map((name) => statSync(join(data, "packs", name)).size);
  expect(sizes(server.data)).toEqual(sizes(whole));
});

async function addresses(): Promise<[string, string][]> {
  const wire = new WireClient(server.baseUrl, server.apiKey);
  const found: [string, string][] = [];
  for (const name of versions) {
    const version = await findVersion(wire, { project: "varied", name });
    if (version === null) continue;
    found.push([`manifest of ${name}`, version.manifestUrl]);
    const stride = Math.ceil(version.files.length / FILES_A_VERSION);
    for (const [index, { path, url }] of version.files.entries())
      if (index % stride === 0) found.push([`${path} of ${name}`, url]);
  }
  return found;
}

/** Reads everything whole and in part, holds each byte against the right one, and gives how many reads were refused. */
async function readAll(): Promise<number> {
  let refused = 0;
  // Where the manifest is damaged there are no addresses: that refusal is one too.
  const found = await addresses().catch(() => undefined);
  if (found === undefined) return 1;
  for (const [name, url] of found) {
    const bytes = right.get(name)!;
    const middle = Math.floor(bytes.byteLength / 2);
    const ranges = bytes.byteLength > 2 && !name.startsWith("manifest") ? [undefined, middle] : [undefined];
    for (const start of ranges) {
      const expected = start === undefined ? bytes : bytes.subarray(start);
      const answer = await sendRequest(url, start === undefined ? {} : { headers: { Range: `bytes=${start}-` } });
      if (answer.status === 500) {
        refused += 1;
        continue;
      }
      expect([200, 206], `${name}: ${answer.body.toString("utf8").slice(0, 200)}`).toContain(answer.status);
      expect(answer.body.equals(expected.subarray(0, answer.body.byteLength)), `${name} has a wrong byte`).toBe(true);
      if (answer.isCutOff) refused += 1;
      else expect(answer.body.byteLength, name).toBe(expected.byteLength);
    }
  }
  return refused;
}
