import { describe, expect, test } from 'vitest';
import { browserGuard } from '#src/oss/object/active-content.js';

const NOSNIFF = { 'x-content-type-options': 'nosniff' };
const SANDBOXED = { ...NOSNIFF, 'content-security-policy': 'sandbox' };
const guardOf = (type: string, style: 'virtual' | 'path' | 'custom' = 'path') => browserGuard(type, { style });

describe('what a browser would run is sandboxed', () => {
  test.each([
    'text/html',
    'TEXT/HTML; charset=utf-8',
    ' text/html',
    'application/xhtml+xml',
    'image/svg+xml',
    'image/svg',
    'image/x+xml',
    'video/svg+xml',
    'audio/x+XML; charset=utf-8',
    'font/x+xml',
    'text/xml',
    'application/xml',
    'application/rss+xml',
    'text/xsl',
    'multipart/x-mixed-replace; boundary=x',
    'unknown/unknown',
    'application/unknown',
    '*/*',
    '',
    'nonsense',
    'image/png, text/html',
    'image/png;a="b",text/html',
    'text/plain;,text/html',
    'text/plain text/html',
    'text/html-sandboxed',
    'message/rfc822',
    'application/x-shockwave-flash',
  ])('%j', (type) => {
    expect(guardOf(type)).toEqual(SANDBOXED);
    expect(guardOf(type, 'virtual')).toEqual(SANDBOXED);
    // The owner's own site.
    expect(guardOf(type, 'custom')).toEqual(NOSNIFF);
  });
});

test.each([
  'image/jpeg',
  'IMAGE/PNG',
  'image/webp',
  'video/mp4; codecs="avc1"',
  'audio/mpeg',
  'font/woff2',
  'text/plain; charset=utf-8',
  'text/css',
  'application/json',
  'application/pdf',
  'application/octet-stream',
  'application/javascript',
])('%s is as it is, and no type is guessed', (type) => {
  expect(guardOf(type)).toEqual(NOSNIFF);
});
