import { plantedBugs } from "./planted-bugs/bugs.ts";
import { copySources, plant, runSuite } from "./planted-bugs/run-planted.ts";
const folder = copySources("scratch-bugs");
const [from, to] = [Number(process.argv[2]), Number(process.argv[3])];
for (const [i, bug] of plantedBugs.entries()) {
  if (i < from || i >= to) continue;
  const undo = plant(folder, bug.edits);
  for (const suite of bug.caughtBy) {
    const t = Date.now();
    const { failed, broken, passed } = await runSuite(folder, suite, 7);
    const ok = failed.some((f) => suite.sign.test(f));
    console.log(
      i,
      ok ? "CAUGHT" : "MISSED",
      `${Math.round((Date.now() - t) / 1000)}s`,
      bug.name,
      "|",
      suite.file,
      passed,
      "passed",
      broken ?? "",
    );
    for (const f of failed.slice(0, 4)) console.log("     ", f.slice(0, 260).replaceAll("\n", " "));
  }
  undo();
}
