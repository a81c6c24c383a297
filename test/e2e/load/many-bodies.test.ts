import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, expect, test } from "vitest";
import { MAX_BODIES_AT_ONCE } from "../../../src/model/index.ts";
import { sendRaw } from "../../support/send-raw.ts";
import { testServer } from "../../support/test-server.ts";
import { uploadHead, WireDraft } from "../../support/wire-draft.ts";

const server = testServer();
const sockets: Socket[] = [];
afterAll(() => sockets.forEach((socket) => socket.destroy()));

test("uploads beyond the limit are immediately asked to retry, and accepted when others are done", async () => {
  const draft = await WireDraft.open(server.wire, { project: "busy", collection: "data" });
  const body = Buffer.alloc(300 * 1024, "a");
  const address = (await draft.uploadAddress("a.bin", body))!;
  const { hostname, port } = new URL(address.url);
  const head = uploadHead(address, body.length);
  const send = () => sendRaw(server.process.baseUrl, Buffer.concat([Buffer.from(head), body]));

  for (let number = 0; number < MAX_BODIES_AT_ONCE; number++) {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    sockets.push(socket);
    await once(socket, "connect");
    socket.write(head);
  }
  await expect.poll(async () => (await send()).statuses).toEqual([429]);
  const { text } = await send();
  expect(text).toMatch(/^retry-after: 5\r$/im);
  expect(text).toMatch(
    `Cannot accept the body: ${MAX_BODIES_AT_ONCE} other uploads are in progress; send it again later`,
  );

  for (const socket of sockets) socket.destroy();
  await expect.poll(async () => (await send()).statuses).toEqual([200]);
});
