import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Job } from "../model/index.ts";
import { isStemmaError } from "../model/index.ts";
import type { Collected } from "../stores/blobs/gc/collector.ts";
import type { ServerStats } from "../api/api-parts.ts";
import type { RequestInfo } from "./http/request-recorder.ts";

/** What is asked for its present figure when somebody looks. */
export interface MetricSources {
  bodies(): { readonly underWay: number; readonly waiting: number };
  databaseBytes(): Promise<number>;
  damagedChunks(): Promise<number>;
  freeBytes(): number;
  isReserveHeld(): boolean;
  isReady(): boolean;
}

/** From a read of a row to a large file over a slow line. **Units** seconds */
const DURATION_BUCKETS = [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600];

/** The figures of a server for Prometheus. Labels are words of the code only: routes, codes, kinds. */
export class Metrics implements ServerStats {
  readonly #registry = new Registry();
  readonly #requests = this.#counter("stemma_requests_total", "Completed requests", ["route", "status"]);
  readonly #durations = new Histogram({
    name: "stemma_request_seconds",
    help: "Time from the request headers to the end of the response",
    labelNames: ["route"],
    buckets: DURATION_BUCKETS,
    registers: [this.#registry],
  });
  readonly #bytesIn = this.#counter("stemma_received_bytes_total", "Bytes received in requests, including headers", [
    "route",
  ]);
  readonly #bytesOut = this.#counter("stemma_sent_bytes_total", "Bytes sent in responses, including headers", [
    "route",
  ]);
  readonly #brokenOff = this.#counter("stemma_broken_off_total", "Responses whose connection closed early", ["route"]);
  readonly #fields = this.#counter("stemma_graphql_fields_total", "GraphQL root fields resolved without an error", [
    "field",
  ]);
  readonly #faults = this.#counter("stemma_faults_total", "Errors of requests and of background work", ["code"]);
  readonly #damage = this.#counter("stemma_damage_total", "Reads that found corrupt or missing bytes", []);
  readonly #rounds = this.#counter("stemma_collector_rounds_total", "Successful garbage collection rounds", []);
  readonly #freed = this.#counter("stemma_collector_freed_bytes_total", "Bytes freed by garbage collection", []);
  readonly #jobs = this.#counter("stemma_jobs_total", "Finished jobs", ["kind", "end"]);

  constructor(sources: MetricSources) {
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge("stemma_bodies_under_way", "Request bodies being received", () => sources.bodies().underWay);
    this.#gauge("stemma_bodies_waiting", "Request bodies waiting to be received", () => sources.bodies().waiting);
    this.#gauge("stemma_disk_free_bytes", "Free bytes on the disk of the data folder", sources.freeBytes);
    this.#gauge("stemma_disk_reserve_held", "1 while the disk reserve file exists", () =>
      Number(sources.isReserveHeld()),
    );
    this.#gauge("stemma_ready", "1 while the server is ready and can write", () => Number(sources.isReady()));
    this.#gauge("stemma_damaged_chunks", "Corrupt chunks that are not repaired", () => sources.damagedChunks());
    this.#gauge("stemma_database_bytes", "Size of the database on its disk", () => sources.databaseBytes());
  }

  /** Counts a request that has ended. */
  request({ route, status, seconds, bytesIn, bytesOut, isAborted }: RequestInfo): void {
    this.#requests.inc({ route, status });
    this.#durations.observe({ route }, seconds);
    this.#bytesIn.inc({ route }, bytesIn);
    this.#bytesOut.inc({ route }, bytesOut);
    if (isAborted) this.#brokenOff.inc({ route });
  }

  /** Counts what went wrong; every read that meets damaged bytes comes by here. */
  fault(error: unknown): void {
    this.#faults.inc({ code: isStemmaError(error) ? error.code : "internal" });
    if (isStemmaError(error, "damaged")) this.#damage.inc();
  }

  /** Counts a field of a GraphQL root that was answered well; `Mutation.commitArtifact` is a commit. */
  readonly field = (field: string): void => this.#fields.inc({ field });

  /** Counts a round of the collector and gives what it did. */
  round(collected: Collected): Collected {
    this.#rounds.inc();
    // A round can write more than it frees, where another one moved the same packs; a counter never falls.
    this.#freed.inc(Math.max(0, collected.freedBytes));
    return collected;
  }

  job(kind: Job["kind"], end: "DONE" | "FAILED"): void {
    this.#jobs.inc({ kind, end });
  }

  /** All figures as Prometheus reads them. **Source** https://prometheus.io/docs/instrumenting/exposition_formats/ */
  readonly text = (): Promise<string> => this.#registry.metrics();

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [],
      // Where a figure cannot be had, the others still can.
      collect: async () => gauge.set(await Promise.resolve(read()).catch(() => Number.NaN)),
    });
    this.#registry.registerMetric(gauge);
  }
}
