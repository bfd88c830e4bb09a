import { defineConfig } from 'vitest/config';

// Tests import `#src/…`, which package.json maps to dist/: what is tested is what ships, and the worker
// processes and the writer thread start from the same files as in production.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/crash/**',
      'test/clients/**',
      'test/postgres/**',
      'test/browser/**',
      'test/cluster/**',
      'test/slow/**',
    ],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    // Hooks start a store and worker processes: on a busy machine that once took more than the default of 10 s.
    hookTimeout: 30_000,
    server: { deps: { external: [/\/dist\//] } },
  },
});
