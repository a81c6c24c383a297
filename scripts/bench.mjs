// npm run bench: the budgets, each beside its floor.
import { handOver } from "./hand-over.mjs";

handOver("bench/main.ts", process.argv.slice(2));
