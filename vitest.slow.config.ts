import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{crash,clients,browser,cluster,postgres,slow}/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 300_000,
    server: { deps: { external: [/\/dist\//] } },
  },
});
