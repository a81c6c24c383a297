import { defineConfig } from "vitest/config";

// They end tests that hang. No test depends on them: a busy machine may take ten times as long as an idle one.
const limits = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } };

export default defineConfig({
  test: {
    // Two cores, and several suites start real servers: more workers than cores only add noise.
    maxWorkers: 2,
    projects: [
      { test: { ...limits, name: "unit", include: ["src/**/*.test.ts"] } },
      { test: { ...limits, name: "house", include: ["test/house/**/*.test.ts"] } },
      {
        test: {
          ...limits,
          name: "conformance",
          include: ["test/conformance/**/*.test.ts"],
          globalSetup: ["test/support/postgres.ts"],
        },
      },
      { test: { ...limits, name: "e2e", include: ["test/e2e/**/*.test.ts"] } },
    ],
  },
});
