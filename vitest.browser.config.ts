import { defineConfig } from "vitest/config";

/** Tests in a real Chromium (Debian's, /usr/bin/chromium or CHROMIUM): `npm run test:browser`. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    globalSetup: ["test/database-server.ts"],
    pool: "forks",
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
