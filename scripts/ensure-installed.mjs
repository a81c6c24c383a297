// Plain JavaScript for Node >= 20: it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of package.json. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs `npm ci` unless node_modules holds exactly what package-lock.json names. */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.error("Installing the dependencies of package-lock.json (npm ci), about a minute the first time ...");
  const { command, args, shell } = findNpm();
  const { status } = spawnSync(command, [...args, "ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell,
  });
  if (status === 0) return;
  console.error(`Cannot install the dependencies: npm ci ended with ${status}, expected 0; its reason stands above`);
  process.exit(1);
}

/** npm keeps a lock file of what it put into node_modules, written last; it is compared with the wanted one. */
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
  // Optional packages are those of other platforms: absent is right.
  if (installed === undefined) return wanted.optional === true;
  return wanted.version === installed.version && wanted.integrity === installed.integrity;
}

function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : {};
}

/** The npm that runs us, else the one on the PATH (on Windows a script, which only a shell starts). */
function findNpm() {
  const running = process.env.npm_execpath ?? "";
  if (basename(running) === "npm-cli.js") return { command: process.execPath, args: [running], shell: false };
  return { command: "npm", args: [], shell: process.platform === "win32" };
}
