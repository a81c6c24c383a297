import { delimiter, join } from "node:path";
import { bundledNode, isNodeNewEnough, noNodeHelp, runOnNode } from "../bin/run-on-node.js";
import { ensureInstalled, root } from "./ensure-installed.mjs";

/**
 * What every starter does: installs what is missing, then runs a file of this repository on the bundled Node.
 *
 * The file's path counts from the root; `nodeOptions` go to Node, `cwd` is the root unless given.
 */
export function handOver(file, args, { nodeOptions = [], cwd = root } = {}) {
  ensureInstalled();
  const node = bundledNode(root) ?? (isNodeNewEnough() ? process.execPath : undefined);
  if (node === undefined) {
    console.error(noNodeHelp);
    process.exit(1);
  }
  const PATH = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  runOnNode(node, [...nodeOptions, join(root, file), ...args], { cwd, env: { ...process.env, PATH } });
}
