/** The demo as a person starts it, on PostgreSQL: the pipeline runs through the official client, the lineage is printed. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testPython } from "../../../scripts/python-environment.ts";
import { freshPostgresUrl } from "../../support/fresh-database.ts";
import { type Postgres, startPostgres } from "../../support/start-postgres.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const DEMO_MS = 240_000;

let postgres: Postgres;
const folder = mkdtempSync(join(tmpdir(), "stemma-demo-"));

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("npm start -- --demo runs the pipeline on PostgreSQL and prints its lineage", { timeout: DEMO_MS }, async () => {
  const { url } = await freshPostgresUrl(postgres.url);
  const { output, code } = await serveUntil("The demo is finished", ["--database", url, "--demo"]);
  expect(code, output).toBe(0);
  for (const name of ["digits-raw:v0", "digits-processed:v0", "digits-model:v0", "digits-predictions:v0"]) {
    expect(output).toContain(name);
  }
});

/** Serves on a free port until the output holds a text, then asks it to stop. */
function serveUntil(text: string, args: readonly string[]): Promise<{ output: string; code: number | null }> {
  const python = testPython();
  const node = join(root, "node_modules", ".bin", "node");
  const command = [join(root, "scripts", "start.mjs"), "--port", "0", "--data", folder, ...args];
  const child = spawn(node, command, { cwd: root, env: { ...process.env, STEMMA_DEMO_PYTHON: python } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (part) => {
      output += String(part);
      if (output.includes(text)) child.kill("SIGTERM");
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ output, code }));
  });
}
