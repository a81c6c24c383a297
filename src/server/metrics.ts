import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Job } from "../model/index.ts";
import { isStemmaError } from "../model/index.ts";
import type { Collected } from "../stores/blobs/gc/collector.ts";
import type { ServerStats } from "../api/api-parts.ts";
import type { RequestInfo } from "./http/request-recorder.ts";

/** Gauges that are sampled at scrape time. */
export interface MetricSources {
  bodies(): { readonly underWay: number; readonly waiting: number };
  databaseBytes(): Promise<number>;
  damagedChunks(): Promise<number>;
  freeBytes(): number;
  hasReserve(): boolean;
  isReady(): boolean;
}

/** From a read of a row to a large file over a slow line (in seconds). */
const DURATION_BUCKETS = [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600];

/** The metrics of a server for Prometheus. Label values come from the code only: routes, codes, kinds. */
export class Metrics implements ServerStats {
  readonly #registry = new Registry();
  readonly #requests = this.#counter("http_requests_total", "Completed requests", ["route", "status"]);
  readonly #durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from the request headers to the end of the response",
    labelNames: ["route"],
    buckets: DURATION_BUCKETS,
    registers: [this.#registry],
  });
  readonly #bytesIn = this.#counter("http_request_bytes_total", "Bytes received in requests, including headers", [
    "route",
  ]);
  readonly #bytesOut = this.#counter("http_response_bytes_total", "Bytes sent in responses, including headers", [
    "route",
  ]);
  readonly #aborted = this.#counter("http_requests_aborted_total", "Responses whose connection closed early", [
    "route",
  ]);
  readonly #fields = this.#counter("stemma_graphql_fields_total", "GraphQL root fields resolved without an error", [
    "field",
  ]);
  readonly #faults = this.#counter("stemma_errors_total", "Errors of requests and of background work", ["code"]);
  readonly #damage = this.#counter("stemma_corrupt_reads_total", "Reads that found corrupt or missing bytes", []);
  readonly #rounds = this.#counter("stemma_gc_runs_total", "Successful garbage collection rounds", []);
  readonly #freed = this.#counter("stemma_gc_freed_bytes_total", "Bytes freed by garbage collection", []);
  readonly #jobs = this.#counter("stemma_jobs_total", "Finished jobs", ["kind", "end"]);

  constructor(sources: MetricSources) {
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge("stemma_uploads_in_flight", "Request bodies being received", () => sources.bodies().underWay);
    this.#gauge("stemma_uploads_queued", "Request bodies waiting to be received", () => sources.bodies().waiting);
    this.#gauge("stemma_disk_free_bytes", "Free bytes on the disk of the data folder", sources.freeBytes);
    this.#gauge("stemma_reserve_file_present", "1 while the disk reserve file exists", () =>
      Number(sources.hasReserve()),
    );
    this.#gauge("stemma_ready", "1 while the server is ready and can write", () => Number(sources.isReady()));
    this.#gauge("stemma_corrupt_chunks", "Corrupt chunks that are not repaired", () => sources.damagedChunks());
    this.#gauge("stemma_database_size_bytes", "Size of the database on its disk", () => sources.databaseBytes());
  }

  /** Counts a request that has ended. */
  request({ route, status, seconds, bytesIn, bytesOut, isAborted }: RequestInfo): void {
    this.#requests.inc({ route, status });
    this.#durations.observe({ route }, seconds);
    this.#bytesIn.inc({ route }, bytesIn);
    this.#bytesOut.inc({ route }, bytesOut);
    if (isAborted) this.#aborted.inc({ route });
  }

  /** Counts an error; reads that find corrupt bytes are counted here as well. */
  fault(error: unknown): void {
    this.#faults.inc({ code: isStemmaError(error) ? error.code : "internal" });
    if (isStemmaError(error, "damaged")) this.#damage.inc();
  }

  /** Counts a GraphQL root field that was resolved without an error; `Mutation.commitArtifact` is a commit. */
  readonly field = (field: string): void => this.#fields.inc({ field });

  /** Counts a garbage collection round and returns its result. */
  round(collected: Collected): Collected {
    this.#rounds.inc();
    // A round can write more than it frees when another one moved the same packs; a counter never decreases.
    this.#freed.inc(Math.max(0, collected.freedBytes));
    return collected;
  }

  job(kind: Job["kind"], end: "DONE" | "FAILED"): void {
    this.#jobs.inc({ kind, end });
  }

  /** Returns all metrics in the Prometheus text format. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
  readonly text = (): Promise<string> => this.#registry.metrics();

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [],
      // One gauge that fails must not hide the others.
      collect: async () => gauge.set(await Promise.resolve(read()).catch(() => Number.NaN)),
    });
    this.#registry.registerMetric(gauge);
  }
}
