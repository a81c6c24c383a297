import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { checkInvariants } from "../../support/check-invariants.ts";
import { sendRequest } from "../../support/send-request.ts";
import { ServerProcess } from "../../support/server-process.ts";
import { WireClient } from "../../support/wire-client.ts";
import { type UploadAddress, WireDraft } from "../../support/wire-draft.ts";

const UPLOADS = 1000;
const MAX_TRIES = 100;

const folder = mkdtempSync(join(tmpdir(), "stemma-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The limit leaves room for 64 connections, then for fewer files than the server keeps to itself. */
test.each([256, 100])(
  "of 1,000 concurrent uploads with %i open files the surplus is asked to retry, and all succeed",
  async (files) => {
    const server = await new ServerProcess(join(folder, String(files)), {}, `ulimit -n ${files}`).start();
    const wire = new WireClient(server.baseUrl, server.apiKey);
    const draft = await WireDraft.open(wire, { project: "files", collection: "data" });
    const bodies = Array.from({ length: UPLOADS }, () => randomBytes(2000));
    const addresses: UploadAddress[] = [];
    for (const [number, body] of bodies.entries()) addresses.push((await draft.uploadAddress(`${number}.bin`, body))!);
    const seen = new Map<string, number>();
    const send = async (number: number): Promise<void> => {
      const { url, headers } = addresses[number]!;
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const answer = await sendRequest(url, { method: "PUT", headers, body: bodies[number]! }).then(
          ({ status }) => String(status),
          () => "closed",
        );
        seen.set(answer, (seen.get(answer) ?? 0) + 1);
        if (answer === "200") return;
        await sleep(50);
      }
      throw new Error(`upload ${number} never came through`);
    };
    await Promise.all(bodies.keys().map(send));
    expect([...seen.keys()].filter((answer) => !["200", "503", "closed"].includes(answer))).toEqual([]);
    expect(seen.get("200")).toBe(UPLOADS);
    expect((seen.get("503") ?? 0) + (seen.get("closed") ?? 0)).toBeGreaterThan(0);
    if (files > 200) expect(seen.get("503")).toBeGreaterThan(0);
    await expect.poll(() => server.isReady()).toBe(true);
    await server.stop();
    expect(await checkInvariants(server.data)).toEqual([]);
  },
);
