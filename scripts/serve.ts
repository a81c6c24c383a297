/** The server of `npm start`: `stemma serve`, and with `--demo` the example pipeline beside it. */
import { runCommand } from "../src/cli/command.ts";
import { serveCommand } from "../src/cli/serve-command.ts";
import { serve } from "../src/cli/serve.ts";
import type { ServeOptions } from "../src/server/config.ts";
import { runDemo } from "./demo.ts";

const command = serveCommand()
  .option("--demo", "run an example pipeline with the wandb client")
  .action(async ({ demo, ...options }: ServeOptions & { readonly demo?: boolean }) => {
    process.exitCode = await serve(options, demo === true ? runDemo : undefined);
  });
await runCommand(command, process.argv.slice(2));
