import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Two cores, and several suites start real servers: more workers than cores only add noise.
    maxWorkers: 2,
    projects: [
      // Some try every cut and every bit: seconds of work, more where the machine is busy.
      { test: { name: "unit", include: ["src/**/*.test.ts"], testTimeout: 60_000 } },
      // They read all sources: seconds of work, more where the machine is busy.
      { test: { name: "house", include: ["test/house/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "conformance",
          include: ["test/conformance/**/*.test.ts"],
          globalSetup: ["test/support/postgres.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
