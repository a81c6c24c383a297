import { CommanderError } from "commander";
import { StemmaError } from "../model/index.ts";
import { adminCommand } from "./admin/commands.ts";
import { createCommand } from "./command.ts";
import { serveCommand } from "./serve-command.ts";

const program = createCommand({
  usage: "stemma",
  description: "stemma — an open registry for the files of machine learning",
  examples: ["stemma serve --port 8080", "stemma admin storage", "stemma admin purge --help"],
})
  .addCommand(serveCommand())
  .addCommand(adminCommand());

const given = process.argv.slice(2);
const isHelpWanted = given.length === 0 || (given.length === 1 && given[0] === "admin");

try {
  await program.parseAsync(isHelpWanted ? [...given, "--help"] : given, { from: "user" });
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** Prints the message of an error that is meant for people; anything else is a bug and is thrown. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (!(error instanceof StemmaError)) throw error;
  console.error(error.message);
  const { command, reason } = error.details;
  return command === "stemma" && reason === "commander.unknownCommand" ? 2 : 1;
}
