// Runs before npm start, test and ok: installs missing dependencies. Plain JavaScript for Node >= 20.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundledNode, isNodeNewEnough, noNodeHelp } from "../bin/run-on-node.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (!isInstalled()) install();
// npm scripts find the bundled Node first; there is none for some platforms.
if (bundledNode(root) === undefined && !isNodeNewEnough()) fail(noNodeHelp);

function install() {
  console.error("Installing the dependencies of package-lock.json (npm ci), about a minute the first time ...");
  const { command, args, shell } = findNpm();
  const { status } = spawnSync(command, [...args, "ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell,
  });
  if (status !== 0)
    fail(`Cannot install the dependencies: npm ci ended with ${status}, expected 0; see its error above`);
}

/** Compares the lock file with the one that npm keeps in node_modules, which it writes last. */
function isInstalled() {
  const wanted = readPackages(join(root, "package-lock.json"));
  const installed = readPackages(join(root, "node_modules", ".package-lock.json"));
  const paths = Object.keys(wanted).filter((path) => path.startsWith("node_modules/"));
  return (
    paths.every((path) => isSame(wanted[path], installed[path])) &&
    Object.keys(installed).every((path) => path in wanted)
  );
}

function isSame(wanted, installed) {
  // Optional packages of other platforms are not installed.
  if (installed === undefined) return wanted.optional === true;
  return wanted.version === installed.version && wanted.integrity === installed.integrity;
}

function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : {};
}

/** The npm that runs this script, else the one on the PATH (on Windows a script, which only a shell starts). */
function findNpm() {
  const running = process.env.npm_execpath ?? "";
  if (basename(running) === "npm-cli.js") return { command: process.execPath, args: [running], shell: false };
  return { command: "npm", args: [], shell: process.platform === "win32" };
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
