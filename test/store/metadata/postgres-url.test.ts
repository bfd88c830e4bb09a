import { expect, test } from 'vitest';
import { connectionString, shownUrl } from '#src/store/metadata/postgres-url.js';

test('is shown without its password, wherever that stands', () => {
  const url = 'postgres://tintype:hidden@db.example:5432/tintype?password=hidden&sslmode=require';
  expect(shownUrl(url)).toBe('postgres://tintype@db.example:5432/tintype');
});

test.each(['prefer', 'require', 'verify-ca'])('sslmode=%s asks for a certificate that is verified whole', (mode) => {
  const url = (name: string) => `postgres://u:p%40@db.example/tintype?application_name=x&sslmode=${name}`;
  expect(connectionString(url(mode))).toBe(url('verify-full'));
});

test.each(['', '?sslmode=verify-full', '?sslmode=no-verify', '?sslmode=disable'])('%s is left as it is', (query) => {
  const url = `postgres://u:p@db.example/tintype${query}`;
  expect(connectionString(url)).toBe(url);
});
