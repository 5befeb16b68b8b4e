import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^gradstream$/, replacement: here('src/index.ts') },
      { find: /^gradstream\/streams$/, replacement: here('streams/index.ts') },
      { find: /^gradstream\/client$/, replacement: here('server/client.ts') },
      { find: /^gradstream\/server$/, replacement: here('server/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/buildFirst.ts'],
    maxWorkers: '100%',
    testTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
