import { StemmaError } from "../model/index.ts";

const help = `stemma — an open registry for the files of machine learning

  stemma serve [options]   start the registry; stemma serve --help lists the options
  stemma admin VERB        look after a running registry; stemma admin --help lists the verbs

Examples
  stemma serve --port 8080
  stemma admin purge --now
  stemma admin verify
`;

const [verb, ...args] = process.argv.slice(2);

try {
  process.exitCode = await run(verb, args);
} catch (error) {
  if (!(error instanceof StemmaError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function run(name: string | undefined, rest: readonly string[]): Promise<number> {
  if (name === "serve") return (await import("./serve.ts")).serve(rest);
  if (name === "admin") return (await import("./admin/main.ts")).admin(rest);
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    console.log(help);
    return 0;
  }
  console.error(`stemma knows no verb "${name}"; see stemma --help`);
  return 2;
}
