import { Command, CommanderError } from "commander";
import { StemmaError } from "../model/index.ts";

/** The content of the help of a command. */
export interface CommandHelp {
  /** The name with its arguments, `undelete <names...>`. */
  readonly usage: string;
  readonly description: string;
  readonly examples: readonly string[];
  /** Lines between the options and the examples. */
  readonly notes?: string;
}

/**
 * Creates a command that prints its help, examples included, on `--help`, and throws every other error in its arguments
 * as a StemmaError.
 */
export function createCommand({ usage, description, examples, notes = "" }: CommandHelp): Command {
  const [name, ...args] = usage.split(" ");
  const command = new Command(name)
    .description(description)
    .helpOption("-h, --help", "show this help")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeErr: () => {}, outputError: () => {} })
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : usageError(command, error);
    });
  for (const arg of args) command.argument(arg);
  return command.addHelpText("after", `${notes}\nExamples:\n${examples.map((line) => `  ${line}`).join("\n")}`);
}

/** Runs a command. Prints the message of an error that is meant for people and sets the exit code; throws any other. */
export async function runCommand(command: Command, args: readonly string[]): Promise<void> {
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (!(error instanceof StemmaError)) throw error;
  console.error(error.message);
  const { command, reason } = error.details;
  return command === "stemma" && reason === "commander.unknownCommand" ? 2 : 1;
}

/** The command with the commands above it, `stemma admin purge`. */
export function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

function usageError(command: Command, error: CommanderError): StemmaError {
  const path = commandPath(command);
  return new StemmaError("invalid_input", `Cannot run "${path}": ${reasonOf(command, error)}; see ${path} --help`, {
    cause: error,
    details: { command: path, reason: error.code },
  });
}

function reasonOf(command: Command, error: CommanderError): string {
  const { args, registeredArguments: expected } = command;
  switch (error.code) {
    case "commander.help":
      return "expected a command";
    case "commander.excessArguments":
      return `unexpected argument "${args[expected.length]}"`;
    case "commander.missingArgument": {
      const least = expected.filter(({ required }) => required).length;
      const bound = expected.some(({ variadic }) => variadic) ? "at least " : "";
      return `expected ${bound}${least} argument${least === 1 ? "" : "s"}, got ${args.length}`;
    }
    default:
      return error.message
        .replace(/^error: /, "")
        .replace(/\n\(Did you mean (one of )?(.*)\?\)$/, ", perhaps you mean $2")
        .replace(/'([^']*)'/g, '"$1"');
  }
}
