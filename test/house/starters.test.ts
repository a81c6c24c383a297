import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./source-tree.ts";

// A package of its own, because the real CLI would open a data folder.
let folder: string;
const waits = `process.on("SIGTERM", () => process.exit(7)); setInterval(() => {}, 1000); console.log(process.pid);`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "stemma-starters-"));
  cpSync(join(root, "bin"), join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "package.json"), `{ "type": "module" }`);
  write("starter.mjs", `import { runOnNode } from "./bin/run-on-node.js"; runOnNode(process.execPath, ["waits.mjs"]);`);
  write(
    "parent.mjs",
    `import { spawn } from "node:child_process"; spawn(process.execPath, ["starter.mjs"], { stdio: "inherit" });`,
  );
  // npm starts a shell that stays; the word after it keeps the shell from handing its process over.
  write(
    "shell.mjs",
    `import { spawn } from "node:child_process"; spawn("sh", ["-c", '"$0" starter.mjs; true', process.execPath], { stdio: "inherit" });`,
  );
  write("waits.mjs", waits);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the bin says what is missing in one sentence", () => {
  expect(runBin()).toMatchObject({ status: 1, stderr: expect.stringMatching(/dist.cli.main\.js" is missing, .+\n$/) });
});

test("the bin starts dist in a package and src in a clone, in its own process", () => {
  write("dist/cli/main.js", `console.log("dist", process.argv.slice(2).join(" ")); process.exitCode = 3;`);
  expect(runBin("a", "b")).toMatchObject({ status: 3, stdout: "dist a b\n", stderr: "" });
  write("src/cli/main.ts", `const own: number = process.pid; console.log("src", own);`);
  expect(runBin()).toMatchObject({ status: 1, stderr: expect.stringContaining(`run "npm ci" there`) });
  mkdirSync(join(folder, "node_modules"));
  const { pid, stdout } = runBin();
  expect(stdout).toBe(`src ${pid}\n`);
});

test("a starter passes signals on and ends with the exit code of what it started", async () => {
  const starter = start("starter.mjs");
  await firstLine(starter);
  starter.kill("SIGTERM");
  expect(await once(starter, "exit")).toEqual([7, null]);
});

test.each(["parent.mjs", "shell.mjs"])(
  "under npm, what a starter started ends when npm is killed (%s)",
  async (file) => {
    const npm = start(file, { npm_lifecycle_event: "start" });
    const pid = Number(await firstLine(npm));
    npm.kill("SIGKILL");
    await expect.poll(() => isRunning(pid)).toBe(false);
  },
);

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function runBin(...args: string[]): { pid: number; status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(folder, "bin", "stemma.js"), ...args], { encoding: "utf8" });
}

function start(file: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const { npm_lifecycle_event: _, ...inherited } = process.env;
  return spawn(process.execPath, [file], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...inherited, ...env },
  });
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = await once(child.stdout!, "data");
  return String(chunk).trim();
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
