// npm start: the server from a fresh clone. `--watch` (npm run dev) restarts it when a source file changes.
import { handOver } from "./hand-over.mjs";

const args = process.argv.slice(2);
const nodeOptions = args[0] === "--watch" ? ["--watch", "--watch-preserve-output"] : [];
const serverArgs = args.slice(nodeOptions.length === 0 ? 0 : 1);
handOver("src/cli/main.ts", ["serve", ...serverArgs], { nodeOptions, cwd: process.cwd() });
