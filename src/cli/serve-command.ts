import type { Command } from "commander";
import type { ServeOptions } from "../server/config.ts";
import { createCommand } from "./command.ts";

const environmentNotes = `
Environment variables:
  STEMMA_COLLECT_SECONDS      seconds between two garbage collections (default: 60)
  STEMMA_UNDELETE_DAYS        days for which deleted versions can be undeleted (default: 7)
  STEMMA_RUN_SILENCE_SECONDS  seconds without a report after which a run counts as crashed (default: 300)
  STEMMA_RESERVE_MIB          size of the reserve file, which is freed when the disk is full (default: 64)
  STEMMA_LOG_LEVEL            debug, info, warn or error; debug logs every request (default: info)
  STEMMA_ADMIN_TOKEN          token of the provisioning API (default: generated into the data folder)

Options take precedence over environment variables.
`;

/** Builds `stemma serve`. The server itself is loaded only when the command runs. */
export function serveCommand(): Command {
  return createCommand({
    usage: "serve",
    description: "start the registry",
    notes: environmentNotes,
    examples: [
      "stemma serve",
      "stemma serve --port 9000 --data /srv/stemma --user ada",
      "stemma serve --host 0.0.0.0 --public-url https://stemma.example.org --database postgres://stemma@db/stemma",
    ],
  })
    .option("--host <host>", "address to listen on (default: 127.0.0.1, env: STEMMA_HOST)")
    .option("--port <port>", "port to listen on, 0 for any free port (default: 8080, env: STEMMA_PORT)")
    .option("--data <folder>", "data folder (default: ./stemma-data, env: STEMMA_DATA)")
    .option("--public-url <url>", "URL that clients use if a proxy is in front (env: STEMMA_PUBLIC_URL)")
    .option("--user <name>", "first account, created at the first start (default: admin, env: STEMMA_USER)")
    .option("--database <url>", "postgres://… instead of SQLite in the data folder (env: STEMMA_DATABASE)")
    .action(async (options: ServeOptions) => {
      const { serve } = await import("./serve.ts");
      process.exitCode = await serve(options);
    });
}
