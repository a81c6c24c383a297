import { type Answer, jsonOf, sendRequest } from "./send-request.ts";
import type { ServerProcess } from "./server-process.ts";

/** Calls of the provisioning API of one server. */
export interface Provisioning {
  /** Calls the API with the admin token or another one; the answer may be an error. */
  readonly call: (method: string, path: string, body?: object, token?: string) => Promise<Answer>;
  /** Returns the JSON of a call that must succeed. */
  readonly done: (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;
}

/** Returns the provisioning API of a server, which may start later. */
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
