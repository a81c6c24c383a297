#!/usr/bin/env node
// The published command: finds a Node >= 24 and starts the CLI on it, from src/ in a clone, else from dist/.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundledNode, isNodeNewEnough, noNodeHelp, runOnNode, whenNpmEnds } from "./run-on-node.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "src", "cli", "main.ts");
const built = join(root, "dist", "cli", "main.js");
const main = existsSync(source) ? source : built;
const node = isNodeNewEnough() ? process.execPath : bundledNode(root);

if (!existsSync(main)) {
  refuse(`Cannot start Stemma: "${built}" is missing, expected a built package; install it again`);
} else if (main === source && !existsSync(join(root, "node_modules"))) {
  refuse(`Cannot start Stemma: "${root}" has no node_modules, expected an installed clone; run "npm ci" there`);
} else if (node === undefined) {
  refuse(noNodeHelp);
} else if (node === process.execPath) {
  whenNpmEnds(() => process.kill(process.pid, "SIGTERM"));
  await import(pathToFileURL(main).href);
} else {
  runOnNode(node, [main, ...process.argv.slice(2)]);
}

function refuse(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}
