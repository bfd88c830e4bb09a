import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** docs/conformance.md is made of what the tests before it observed. */
class ConformanceLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLast = ({ moduleId }: TestSpecification) => moduleId.endsWith('/clients/conformance.test.ts');
    const sorted = await super.sort(files);
    return [...sorted.filter((file) => !isLast(file)), ...sorted.filter(isLast)];
  }
}

export default defineConfig({
  test: {
    include: ['test/{crash,clients,browser,cluster,postgres,slow}/**/*.test.ts', 'test/**/*.slow.test.ts'],
    globalSetup: ['test/clients/setup.ts'],
    sequence: { sequencer: ConformanceLast },
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 300_000,
    // Who waits for what comes by itself waits in vain only where it does not come: the default is a second.
    expect: { poll: { timeout: 60_000 } },
    server: { deps: { external: [/\/dist\//] } },
  },
});
