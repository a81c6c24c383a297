import { Option } from "commander";
import { expect, test } from "vitest";
import { adminCommand } from "./admin/commands.ts";
import { commandPath, createCommand } from "./command.ts";
import { serveCommand } from "./serve-command.ts";

const program = () => {
  const help = { description: "", examples: [] };
  return createCommand({ ...help, usage: "tool" }).addCommand(
    createCommand({ ...help, usage: "copy <from> <to...>" })
      .addOption(new Option("--all").conflicts("only"))
      .option("--only <name>")
      .action(() => {}),
  );
};

test.each([
  [["copy", "a"], 'Cannot run "tool copy": expected at least 2 arguments, got 1; see tool copy --help'],
  [
    ["copy", "a", "b", "--al"],
    'Cannot run "tool copy": unknown option "--al", perhaps you mean --all; see tool copy --help',
  ],
  [
    ["copy", "a", "b", "--only"],
    'Cannot run "tool copy": option "--only <name>" argument missing; see tool copy --help',
  ],
  [
    ["copy", "a", "b", "--all", "--only", "c"],
    'Cannot run "tool copy": option "--all" cannot be used with option "--only <name>"; see tool copy --help',
  ],
  [["move"], 'Cannot run "tool": unknown command "move"; see tool --help'],
])("%j is rejected with one sentence", async (args, sentence) => {
  await expect(program().parseAsync(args, { from: "user" })).rejects.toMatchObject({
    code: "invalid_input",
    message: sentence,
  });
});

test("a command without arguments names the first unexpected one", async () => {
  const command = createCommand({ usage: "list", description: "", examples: [] }).action(() => {});
  await expect(command.parseAsync(["a", "b"], { from: "user" })).rejects.toThrow('unexpected argument "a"');
});

const commands = [serveCommand(), adminCommand()].flatMap((command) => [command, ...command.commands]);

test.each(commands.map((command) => [commandPath(command), command] as const))(
  "the help of %s has a description and an example of it",
  (path, command) => {
    let help = "";
    command.configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    expect(command.description()).not.toBe("");
    expect(help.slice(help.indexOf("Examples:"))).toContain(`  stemma ${path}`);
  },
);
