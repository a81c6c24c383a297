// npm run build: dist/ as it is published.
import { handOver } from "./hand-over.mjs";

handOver("scripts/build-package.ts", []);
