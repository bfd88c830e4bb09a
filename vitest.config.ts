import { defineConfig } from 'vitest/config';

/** Set the fonts, or libvips's threads, of their process for good; `tintype process` does. */
const OF_FONTS = ['test/process/text/**/*.test.ts', 'test/cli/{process,program}.test.ts'];

/** What `npm run test:slow` runs (vitest.slow.config.ts). */
const SLOW = ['test/{crash,clients,postgres,browser,cluster,slow}/**', '**/*.slow.test.ts'];

// Tests import `#src/…`, which package.json maps to dist/: what is tested is what ships, and the worker
// processes and the writer thread start from the same files as in production.
export default defineConfig({
  test: {
    pool: 'forks',
    // Of two cores: a sixth of the time two of them would wait for the disk's flushes.
    maxWorkers: 3,
    testTimeout: 30_000,
    // Hooks start a store and worker processes: on a busy machine that once took more than the default of 10 s.
    hookTimeout: 30_000,
    // What comes by itself comes late on a busy machine; the default is a second.
    expect: { poll: { timeout: 15_000 } },
    server: { deps: { external: [/\/dist\//] } },
    // One process runs many files: dist/ and sharp are loaded once, which is a fifth of the time. Nothing at module
    // level of dist/ changes but caches and the fonts; a test that changes its process (variables, timers) gives it back.
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          isolate: false,
          setupFiles: ['test/fresh-modules.ts'],
          include: ['test/**/*.test.ts'],
          exclude: [...SLOW, ...OF_FONTS],
        },
      },
      { extends: true, test: { name: 'fonts', include: OF_FONTS, exclude: SLOW } },
    ],
  },
});
