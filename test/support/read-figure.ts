import { sendRequest } from "./send-request.ts";
import type { ServerProcess } from "./server-process.ts";

/** Returns a metric of a server, by its name with labels; 0 if it is missing. */
export async function readFigure({ baseUrl, adminToken }: ServerProcess, name: string): Promise<number> {
  const { body } = await sendRequest(`${baseUrl}/metrics`, { headers: { Authorization: `Bearer ${adminToken}` } });
  const lines = body.toString("utf8").split("\n");
  const line = lines.find((line) => line.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length + 1));
}
