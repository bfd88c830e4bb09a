/** Runs last (vitest.slow.config.ts): docs/conformance.md says what the clients' tests of this run observed. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rubySdk } from '../../scripts/ruby-sdk.js';
import { CLIENTS, observations } from './observed.js';
import { conformancePage } from './page.js';

const folder = new URL('.', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && name !== 'conformance.test.ts')
  .map((name) => `clients/${name}`);
files.push('browser/forms.test.ts');

// Without the Ruby SDK its column cannot be seen; ruby.ts has said so, and throws where it must not be.
test.skipIf(rubySdk() === undefined)('docs/conformance.md is what this run saw', async () => {
  const observed = observations();
  const without = files.filter((file) => !observed.some((each) => each.file === file));
  expect(without, 'failed, or not run beside this: npm run conformance runs all of them').toEqual([]);
  expect(CLIENTS.filter((client) => !observed.some((each) => each.client === client))).toEqual([]);
  await expect(`${conformancePage(observed)}\n`).toMatchFileSnapshot('../../docs/conformance.md');
});
