/** Every limit again, as an owner may set it. */
import type { Limits } from '#src/process/formats/limits.js';
import { FORMATS } from './formats/sized.js';
import { type LimitCase, type Part, size } from './limit-case.js';

function configured(
  limits: Partial<Limits>,
  chain: string,
  taken: Part,
  result: string,
  refused: Part,
  rest: [number, string],
) {
  const [cause, message] = rest;
  return {
    about: `configured as ${JSON.stringify(limits)}`,
    formats: FORMATS,
    taken: { ...taken, chain, limits },
    size: result,
    refused: { ...refused, chain, limits },
    cause,
    message,
  };
}

export const CONFIGURED: readonly LimitCase[] = [
  configured(
    { sourceBytes: 5000 },
    'image/info',
    { claim: size(9, 9), bytes: 5000 },
    '9x9',
    { claim: size(9, 9), bytes: 5001 },
    [1, 'The source has 5001 bytes; at most 5000 are allowed.'],
  ),
  configured({ sourceSide: 50 }, 'image/info', { claim: size(50, 9) }, '50x9', { claim: size(51, 9) }, [
    9,
    'The source is 51x9; a side may be at most 50 pixels.',
  ]),
  configured({ sourcePixels: 1000 }, 'image/info', { claim: size(40, 25) }, '40x25', { claim: size(40, 26) }, [
    12,
    'The picture is 40x26, 1040 pixels; at most 1000 are allowed.',
  ]),
  configured(
    { targetArea: 100 },
    'image/resize,p_50/format,png',
    { claim: size(20, 20) },
    '10x10',
    { claim: size(22, 20) },
    [7, 'The target is 11x10, 110 pixels; at most 100 are allowed.'],
  ),
  configured(
    { targetSide: 30 },
    'image/resize,p_50/format,png',
    { claim: size(60, 2) },
    '30x1',
    { claim: size(62, 2) },
    [7, 'The target is 31x1; a side may be at most 30 pixels.'],
  ),
  configured(
    { rotationSide: 20 },
    'image/rotate,90/format,png',
    { claim: size(20, 9) },
    '9x20',
    { claim: size(21, 9) },
    [6, 'Picture exceed the maximum allowable rotation range. It is 21x9; a side may be at most 20 pixels.'],
  ),
];
