/** Compiles dist/ and checks that the package holds what it promises, and nothing else. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
/** Files the compiler does not copy. */
const copied = ["wire/schema.graphql"];
const promised = [
  "package.json",
  "LICENSE",
  "README.md",
  "bin/stemma.js",
  "dist/cli/main.js",
  ...copied.map((path) => `dist/${path}`),
];
const publishable = /^(bin|dist)\/|^(package\.json|LICENSE|README\.md|CHANGELOG\.md)$/;

process.chdir(root);
rmSync("dist", { recursive: true, force: true });
run("tsc", ["-p", "tsconfig.build.json"]);
for (const path of copied) {
  mkdirSync(dirname(join("dist", path)), { recursive: true });
  copyFileSync(join("src", path), join("dist", path));
}

const packed = listPacked();
const problems = [...packageProblems(packed), ...loadProblems()];
for (const problem of problems) console.error(problem);
console.log(`dist/ is built; the package would hold ${packed.length} files`);
process.exitCode = problems.length === 0 ? 0 : 1;

function packageProblems(packed: readonly string[]): string[] {
  return [
    ...promised
      .filter((path) => !packed.includes(path))
      .map((path) => `Cannot publish: "${path}" is not in the package, expected it; see "files" in package.json`),
    ...packed
      .filter((path) => !publishable.test(path) || /\.test\.(js|d\.ts)$/.test(path))
      .map((path) => `Cannot publish: "${path}" is in the package, expected only what runs; see tsconfig.build.json`),
  ];
}

/** tsc rewrites the extension in imports, not in the URL of a worker: that file would be looked for in vain. */
function loadProblems(): string[] {
  const files = readdirSync("dist", { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".js"));
  return files
    .filter((path) => /new URL\(\s*["'`]\.[^"'`]*\.ts["'`]/.test(readFileSync(join("dist", path), "utf8")))
    .map((path) => `Cannot publish: "dist/${path}" loads a .ts file by URL, expected the extension of import.meta.url`);
}

/** What npm would pack; its scripts stay off, because `prepack` is this very build. */
function listPacked(): string[] {
  const json = run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"]);
  const [report] = Object.values(JSON.parse(json) as Record<string, { files: { path: string }[] }>);
  return report!.files.map(({ path }) => path);
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, error } = spawnSync(command, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status === 0) return stdout;
  console.error(`${stdout ?? ""}\nCannot build: "${command} ${args.join(" ")}" ended with ${error?.message ?? status}`);
  process.exit(1);
}
