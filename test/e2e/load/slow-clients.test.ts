import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepWaiting } from "../../campaign/slow-clients.ts";
import { thinLines } from "../../campaign/thin-lines.ts";

/** More than the places that small bodies have. */
const CLIENTS = 150;
const TIMEOUT_MS = 240_000;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stemma-slow-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test(
  `${CLIENTS} clients that send heads or bodies byte by byte are disconnected, and others are served meanwhile`,
  async () => {
    const setting = { seed: 0, count: CLIENTS, folder, say: () => {} };
    const { counts, failures } = await keepWaiting(setting, ["slow heads", "slow bodies"]);
    expect(failures.join("\n")).toBe("");
    expect(counts).toMatchObject({ "slow heads cut off": CLIENTS, "slow bodies cut off": CLIENTS });
  },
  TIMEOUT_MS,
);

test(
  `${CLIENTS} clients that send 10 KiB/s all succeed, and others are served meanwhile`,
  async () => {
    const { counts, failures } = await thinLines({ seed: 0, count: CLIENTS, folder, say: () => {} });
    expect(failures.join("\n")).toBe("");
    expect(counts["stored"]).toBe(CLIENTS);
  },
  TIMEOUT_MS,
);
