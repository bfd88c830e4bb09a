import { expect, test } from 'vitest';
import { traceContextOf } from '#src/http/trace-context.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

test.each([
  `00-${TRACE}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-00`,
  // White space around a value is no part of it (RFC 9110, 5.5).
  `\t00-${TRACE}-${SPAN}-ff `,
  `01-${TRACE}-${SPAN}-01`,
  `cc-${TRACE}-${SPAN}-01-what-a-later-version-adds`,
])('%j names a trace and the span of the caller', (header) => {
  expect(traceContextOf(header)).toEqual({ trace: TRACE, span: SPAN });
});

test.each([
  undefined,
  '',
  TRACE,
  `ff-${TRACE}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-01-more`,
  `01-${TRACE}-${SPAN}-01more`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE.slice(1)}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-1`,
  `00-${TRACE}-${SPAN}`,
  `0x-${TRACE}-${SPAN}-01`,
  `00_${TRACE}_${SPAN}_01`,
  `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-01","status":"200`,
])('%j counts as none', (header) => {
  expect(traceContextOf(header)).toBeUndefined();
});
