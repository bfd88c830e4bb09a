import { expect, test } from 'vitest';
import { brokenError, startFailureOf } from '#src/workers/verdict.js';
import type { Death } from '#src/workers/worker-process.js';

const death: Death = { reason: 'crashed', during: 'starting', code: 1, signal: null, detail: '', starved: false };

test.each<[string, Partial<Death>]>([
  ['too slow', { reason: 'start-timeout', code: null, signal: 'SIGKILL' }],
  ['stopped', { reason: 'stopped', code: null, signal: 'SIGKILL' }],
  ['killed by the kernel, or by somebody', { code: null, signal: 'SIGKILL' }],
  ['no process is left', { code: null, detail: 'spawn /usr/bin/node EAGAIN' }],
  ['no descriptor is left', { code: null, detail: 'spawn /usr/bin/node EMFILE' }],
])('a worker that does not start for want of the machine (%s) is a 503, to be tried again', (_, how) => {
  const error = brokenError(startFailureOf({ ...death, ...how }));
  expect(error).toMatchObject({ code: 'ServiceUnavailable', status: 503, headers: { 'retry-after': '5' } });
  expect(error.message).toContain('queue');
});

test.each<[string, Partial<Death>]>([
  ['exit code', { code: 1, detail: 'Error: Cannot find module' }],
  ['no words', { code: 127 }],
  ['fault', { code: null, signal: 'SIGSEGV' }],
  ['no such program', { code: null, detail: 'spawn /usr/bin/node ENOENT' }],
])('one that does not start by itself (%s) is a 500, whose cause the log shows', (_, how) => {
  const failure = startFailureOf({ ...death, ...how });
  expect(failure.why).not.toBe('');
  const error = brokenError(failure);
  expect(error).toMatchObject({ code: 'InternalServerError', status: 500 });
  expect(String(error.cause)).toContain(failure.why);
});
