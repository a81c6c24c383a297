// npm start: the server from a clone. `--watch` (npm run dev) restarts it when a source file changes.
import { fileURLToPath } from "node:url";
import { runOnNode } from "../bin/run-on-node.js";

const args = process.argv.slice(2);
const watchOptions = args[0] === "--watch" ? ["--watch", "--watch-preserve-output"] : [];
const serverArgs = watchOptions.length === 0 ? args : args.slice(1);
runOnNode(process.execPath, [...watchOptions, fileURLToPath(new URL("serve.ts", import.meta.url)), ...serverArgs]);
