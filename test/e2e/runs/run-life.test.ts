import { expect, test } from "vitest";
import { jsonOf } from "../../support/send-request.ts";
import { RunWire } from "../../support/run-wire.ts";
import { testServer } from "../../support/test-server.ts";

const server = testServer();
/** A run is crashed after one second without a post: only what is polled for may run here. */
const impatient = testServer({ STEMMA_RUN_SILENCE_SECONDS: "1" });
const POLL = { timeout: 60_000 };
const sole = (at = server): RunWire => new RunWire(at.wire, { entity: "admin", project: "life" });
const UPDATE = "mutation M($id: ID!, $state: String!) { updateRunState(input: {id: $id, state: $state}) { success } }";

async function stateOf(run: string, at = server): Promise<string> {
  return (await sole(at).read(run))!.state;
}

test("an idle run becomes crashed, and running again with its next post", async () => {
  await sole(impatient).start("idle");
  await expect.poll(() => stateOf("idle", impatient), POLL).toBe("crashed");
  // On a busy machine more than a second may lie between a post and the read.
  const stateAfterPost = async (): Promise<string> => {
    await sole(impatient).post("idle", {});
    return stateOf("idle", impatient);
  };
  await expect.poll(stateAfterPost, POLL).toBe("running");
  await sole(impatient).complete("idle");
  await sole(impatient).post("idle", {});
  expect(await stateOf("idle", impatient)).toBe("finished");
});

test("a run that ends after a stop request is killed, with any exit code", async () => {
  for (const exitCode of [0, 255]) {
    const { id } = await sole().start(`stopped-${exitCode}`);
    await server.wire.data("mutation M($id: ID!) { stopRun(input: {id: $id}) { success } }", { id });
    await sole().complete(`stopped-${exitCode}`, exitCode);
    expect(await stateOf(`stopped-${exitCode}`)).toBe("killed");
  }
});

test("a preempting run is finished with exit code 0 and preempted with any other", async () => {
  for (const [name, exitCode, state] of [
    ["well", 0, "finished"],
    ["badly", 1, "preempted"],
  ] as const) {
    await sole().start(name);
    await sole().post(name, { preempting: true });
    await sole().post(name, {});
    expect(await stateOf(name)).toBe("preempting");
    await sole().complete(name, exitCode);
    expect(await stateOf(name)).toBe(state);
  }
  await sole(impatient).start("silently");
  await sole(impatient).post("silently", { preempting: true });
  await expect.poll(() => stateOf("silently", impatient), POLL).toBe("preempted");
});

test("updateRunState allows only the documented transitions", async () => {
  const allowed = new Set(
    ["running", "failed", "crashed", "preempted"]
      .map((from) => `${from} pending`)
      .concat("pending failed", "running failed"),
  );
  const states = ["pending", "running", "finished", "failed", "crashed", "killed", "preempting", "preempted"];
  const { id } = await sole().start("told");
  for (const from of states) {
    for (const to of [...states, "asleep"]) {
      await sole().upserted({ id, state: from });
      const answer = await server.wire.graphql(UPDATE, { id, state: to });
      if (allowed.has(`${from} ${to}`)) expect(answer.status, `${from} to ${to}`).toBe(200);
      else
        expect([answer.status, answer.body.toString()], `${from} to ${to}`).toEqual([
          400,
          expect.stringContaining("invalid state transition"),
        ]);
    }
  }
  const ofSweep = await sole().start("swept", { sweep: "s1" });
  const refused = await server.wire.graphql(UPDATE, { id: ofSweep.id, state: "failed" });
  expect([refused.status, refused.body.toString()]).toEqual([400, expect.stringContaining("invalid state transition")]);
  const features = await server.wire.graphql("{ serverInfo { features { name isEnabled } } }");
  expect(JSON.stringify(jsonOf(features))).toContain('{"name":"UPDATE_RUN_STATE","isEnabled":true}');
});
