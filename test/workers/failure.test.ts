import { expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { describeFailure, errorOf } from '#src/workers/failure.js';

/** As it arrives in front: IPC copies what is plain data. */
const across = (error: unknown): OssError => errorOf(structuredClone(describeFailure(error)));

test('an OssError crosses whole, with its cause for the log', () => {
  const details = { ec: '0040-00000312', fields: { ArgumentName: 'w' }, headers: { 'retry-after': '1' } };
  const error = new OssError('InvalidArgument', 'The value is invalid.', { ...details, cause: new Error('why') });
  expect(across(error)).toMatchObject({ code: 'InvalidArgument', status: 400, message: error.message, ...details });
  expect(String(across(error).cause)).toContain('why');
});

test.each([new TypeError('a bug'), 'thrown text', undefined, { code: 'NoSuchKey' }])(
  '%s is InternalServerError, and its text stays inside',
  (thrown) => {
    const { code, status, message } = across(thrown);
    expect([code, status]).toEqual(['InternalServerError', 500]);
    expect(message).not.toContain('bug');
  },
);

test.each([
  'vips: out of memory',
  'unable to allocate 1048576 bytes',
  'Array buffer allocation failed',
  'std::bad_alloc',
  'write ENOMEM',
  'webpsave: unable to encode\nwbuffer_write: write failed',
  'webpsave: picture memory error',
  'glib: Error creating thread: Resource temporarily unavailable',
  'heif: Encoder plugin generated an error: Encoding problem: Undefined AOM error (8.5002)',
])('%j is the size of the picture, also as a cause', (text) => {
  expect(across(new Error(text))).toMatchObject({ code: 'ImageTooLarge', status: 400 });
  expect(across(new Error('sharp failed', { cause: new Error(text) }))).toMatchObject({ code: 'ImageTooLarge' });
});
