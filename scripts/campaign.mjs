// npm run campaign: the long runs, with a scoreboard.
import { handOver } from "./hand-over.mjs";

handOver("test/campaign/main.ts", process.argv.slice(2));
