import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { blake3Hex } from "../src/stores/blobs/pack/blake3.ts";

/** The lower bound of a PUT in Node: a server that reads a body, computes MD5 and BLAKE3, and stores nothing. */
const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  const md5 = createHash("md5").update(bytes).digest("hex");
  response.writeHead(200, { "Content-Length": 0, ETag: `"${md5}"`, "X-Hash": blake3Hex(bytes) }).end();
});

server.listen(0, "127.0.0.1", () => process.send!((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit());
