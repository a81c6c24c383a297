import type { WebHandler } from "./web-server.ts";

/** `GET /ready`: whether the server can serve and write. */
export const getReadiness: WebHandler = ({ server, context }) => {
  const { isReady, reasons, warnings } = server.parts.state.readiness();
  const more = { ...(isReady ? {} : { reasons }), ...(warnings.length === 0 ? {} : { warnings }) };
  return context.json({ ready: isReady, ...more }, isReady ? 200 : 503);
};

/** `GET /metrics`: the metrics in the text format of Prometheus. */
export const getMetrics: WebHandler = async ({ server, context }) =>
  context.text(await server.parts.figures.text(), 200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" });
