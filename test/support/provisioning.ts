import { type Answer, jsonOf, sendRequest } from "./send-request.ts";
import type { ServerProcess } from "./server-process.ts";

/** Calls of the provisioning API of one server. */
export interface Provisioning {
  /** A call with the admin token, or another; the answer may be a refusal. */
  readonly call: (method: string, path: string, body?: object, token?: string) => Promise<Answer>;
  /** The JSON of a call that has to succeed. */
  readonly done: (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;
}

/** The provisioning API of a server, which need not run yet. */
export function provisioningOf(server: ServerProcess): Provisioning {
  const call: Provisioning["call"] = (method, path, body, token = server.adminToken) => {
    const sending = { method, headers: { Authorization: `Bearer ${token}` } };
    return sendRequest(`${server.baseUrl}/api/admin${path}`, body === undefined ? sending : { ...sending, body });
  };
  return {
    call,
    async done(method, path, body) {
      const answer = await call(method, path, body);
      if (answer.status >= 300)
        throw new Error(`${method} ${path} was answered ${answer.status}: ${answer.body.toString("utf8")}`);
      return jsonOf(answer);
    },
  };
}
