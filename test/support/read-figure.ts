import { sendRequest } from "./send-request.ts";
import type { ServerProcess } from "./server-process.ts";

/** A figure of a server, by its name with its labels; 0 where it has none of that name yet. */
export async function readFigure({ baseUrl, adminToken }: ServerProcess, name: string): Promise<number> {
  const { body } = await sendRequest(`${baseUrl}/metrics`, { headers: { Authorization: `Bearer ${adminToken}` } });
  const lines = body.toString("utf8").split("\n");
  const line = lines.find((line) => line.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length + 1));
}
