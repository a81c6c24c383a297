import { adminCommand } from "./admin/commands.ts";
import { createCommand, runCommand } from "./command.ts";
import { serveCommand } from "./serve-command.ts";

const program = createCommand({
  usage: "stemma",
  description: "stemma — an open registry for the files of machine learning",
  examples: ["stemma serve --port 8080", "stemma admin storage", "stemma admin purge --help"],
})
  .addCommand(serveCommand())
  .addCommand(adminCommand());

// A reader such as `head` may close the pipe before everything is printed.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const given = process.argv.slice(2);
const isHelpWanted = given.length === 0 || (given.length === 1 && given[0] === "admin");

await runCommand(program, isHelpWanted ? [...given, "--help"] : given);
