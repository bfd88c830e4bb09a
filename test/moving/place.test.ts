import { expect, test } from 'vitest';
import { RemoteFailure } from '#src/moving/place.js';

test('whatever another server says, a failure is one line that no terminal obeys', () => {
  expect(new RemoteFailure("S3: 'a\u001b[2J'\r\nb\u202e", 400).message).toBe("S3: 'a [2J'  b ");
});
