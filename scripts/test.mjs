// npm test: every suite from a fresh clone; the last line is "N passed, N failed".
import { handOver } from "./hand-over.mjs";

handOver("scripts/run-suites.ts", process.argv.slice(2));
