import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Answer, sendRequest } from "../../support/send-request.ts";
import { findVersion } from "../../support/read-version.ts";
import { testServer } from "../../support/test-server.ts";
import { WireClient } from "../../support/wire-client.ts";
import { publishVersion, WireDraft } from "../../support/wire-draft.ts";

/** Texts that are found nowhere unless somebody wrote them down. */
const canary = (what: string): string => `canary-${what}-${randomBytes(20).toString("hex")}`;
const adminToken = canary("admin-token");
const userKey = canary("key");
const wrongKey = canary("wrong-key");
const variable = canary("variable");
const query = canary("query");

const server = testServer({ STEMMA_ADMIN_TOKEN: adminToken, STEMMA_LOG_LEVEL: "debug" });

test("no key, signed URL, header or GraphQL variable is in a log, a metric or another user's answer", async () => {
  const answers: Answer[] = [];
  const ask = async (answer: Promise<Answer>): Promise<Answer> => {
    answers.push(await answer);
    return answers.at(-1)!;
  };
  const { baseUrl, data, logPath } = server.process;
  const admin = { Authorization: `Bearer ${adminToken}` };
  const made = { username: "ada", email: "ada@example.org", apiKey: userKey };
  const user = await sendRequest(`${baseUrl}/api/admin/users`, { method: "POST", headers: admin, body: made });
  expect(user.status).toBe(201);
  const wire = new WireClient(baseUrl, userKey);

  const bytes = randomBytes(300_000);
  await publishVersion(wire, { project: "secrets", collection: "data" }, { "a.bin": bytes });
  const draft = await WireDraft.open(wire, { project: "secrets", collection: "other" });
  const upload = (await draft.uploadAddress("b.bin", randomBytes(10)))!;
  const found = (await findVersion(wire, { project: "secrets", name: "data:v0" }))!;
  const download = found.files[0]!.url;
  const signed = [upload.url, download, found.manifestUrl].map((url) => url.slice(url.lastIndexOf("/") + 1));

  await ask(sendRequest(download));
  await ask(sendRequest(`${download}?${query}`));
  await ask(sendRequest(`${download}x`));
  await ask(sendRequest(upload.url, { method: "PUT", headers: upload.headers, body: randomBytes(10) }));
  await ask(sendRequest(`${baseUrl}/${query}/${query}?key=${query}`, { headers: wire.headers }));
  await ask(sendRequest(`${baseUrl}/${query}`));
  await ask(sendRequest(`${baseUrl}/graphql`, { headers: { Authorization: `Bearer ${wrongKey}` }, method: "POST" }));
  await ask(wire.graphql("query Q($n: String!) { project(name: $n) { name } }", { n: variable }));
  await ask(wire.graphql("query Q($n: Int) { viewer { id } }", { n: variable }));
  await ask(
    wire.graphql(`mutation M($id: ID!) { deleteArtifact(input: {artifactID: $id}) { artifact { id } } }`, {
      id: variable,
    }),
  );
  await ask(sendRequest(`${baseUrl}/api/admin/users`, { method: "POST", headers: admin, body: made }));
  await ask(sendRequest(`${baseUrl}/api/admin/users`, { method: "POST", headers: wire.headers, body: made }));
  // A byte that changed on the disk is a fault, with its cause in the log.
  for (const name of readdirSync(join(data, "packs"))) {
    const path = join(data, "packs", name);
    const pack = readFileSync(path);
    pack[pack.byteLength - 1]! ^= 1;
    writeFileSync(path, pack);
  }
  const damaged = await ask(sendRequest(download));
  expect(damaged.isCutOff || damaged.status === 500).toBe(true);
  const figures = await ask(sendRequest(`${baseUrl}/metrics`, { headers: admin }));
  expect(figures.body.toString("utf8")).toMatch(/^stemma_corrupt_reads_total [1-9]/m);

  const signingKey = server.process.secret("signing-key");
  const keys = [adminToken, userKey, wrongKey, signingKey, server.process.apiKey];
  const secrets = [...keys, ...keys.map((key) => btoa(`api:${key}`)), ...signed];
  const told = answers.map(({ body, headers }) => body.toString("latin1") + JSON.stringify(headers)).join("\n");
  for (const secret of secrets) expect(told.includes(secret), secret).toBe(false);
  await expect.poll(() => readFileSync(logPath, "utf8")).toMatch(/"route":"GET \/metrics"/);
  const log = readFileSync(logPath, "utf8");
  for (const secret of [...secrets, variable, query]) expect(log.includes(secret), secret).toBe(false);

  // What was looked through has something in it: each request, and what went wrong.
  expect(log).toMatch(/"level":"error","event":"request".*"error":\{"code":"damaged"/);
  for (const route of ["PUT /storage/*", "GET /storage/*", "POST /graphql", "POST /api/admin/users", "none"])
    expect(log).toContain(`"route":${JSON.stringify(route)}`);
});
