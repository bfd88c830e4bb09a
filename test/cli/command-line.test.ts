import { expect, test } from 'vitest';
import { shownCommandLine } from '#src/cli/command-line.js';

const shown = (...words: string[]) => shownCommandLine(['node', 'main.js', 'serve', ...words]);

test('what may be secret is hidden, in either way of writing it', () => {
  expect(shown('--metadata', 'postgres://a:b@db/c', '--port', '0')).toBe('node main.js serve --metadata *** --port 0');
  expect(shown('--valkey=redis://:b@cache')).toBe('node main.js serve --valkey=***');
  expect(shown('--s3-access-key-secret', 'b', '--s3-bucket', 'c')).toBe(
    'node main.js serve --s3-access-key-secret *** --s3-bucket c',
  );
});

test('everything else stays as it is', () => {
  expect(shown('--port', '0', '--data', '/srv/metadata')).toBeUndefined();
  expect(shown()).toBeUndefined();
});
