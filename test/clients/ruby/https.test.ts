/** The SDK for Ruby over HTTPS, which verifies the certificate with the authority that SSL_CERT_FILE names. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { httpsFlags, newAuthority, SECURE_HOST } from '../authority.js';
import { describeRuby, useRuby } from './ruby.js';

const directory = mkdtempSync(join(tmpdir(), 'tintype-https-'));
afterAll(() => rmSync(directory, { recursive: true }));
const authority = newAuthority(directory);
const ruby = useRuby(httpsFlags(authority));

describeRuby('HTTPS', () => {
  test.each([SECURE_HOST, '127.0.0.1'])('at %s', async (host) => {
    const env = { ENDPOINT: `https://${host}:${ruby.port()}`, SSL_CERT_FILE: authority.path };
    expect(await ruby.saw('pictures', 'path', env)).toMatchObject({ original: true, resized: [200, 'image/jpeg'] });
    await expect(ruby.saw('pictures', 'path', { ...env, SSL_CERT_FILE: '/dev/null' })).rejects.toThrow(
      /certificate verify failed/,
    );
  });
});
