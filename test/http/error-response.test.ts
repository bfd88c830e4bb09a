import { expect, test } from 'vitest';
import { imageCause, OssError } from '#src/errors.js';
import { errorResponse } from '#src/http/error-response.js';

const request = { id: '5C3D9175B6FC201293AD4890', method: 'GET', host: 'photos.oss-cn-hangzhou.aliyuncs.com' };

test('the document of an error, with its cause number and extra fields', () => {
  const error = new OssError('InvalidArgument', 'The value: 0 of parameter: w is invalid.', {
    ec: imageCause(312),
    fields: { ArgumentName: 'w' },
    headers: { 'retry-after': '1' },
  });
  const response = errorResponse(error, request);
  expect(response.status).toBe(400);
  expect(response.headers).toEqual({
    'content-type': 'application/xml',
    'retry-after': '1',
    'x-oss-ec': '0040-00000312',
  });
  expect(String(response.body)).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>InvalidArgument</Code>' +
      '<Message>The value: 0 of parameter: w is invalid.</Message><RequestId>5C3D9175B6FC201293AD4890</RequestId>' +
      '<HostId>photos.oss-cn-hangzhou.aliyuncs.com</HostId><ArgumentName>w</ArgumentName><EC>0040-00000312</EC>' +
      '<RecommendDoc>https://api.aliyun.com/troubleshoot?q=0040-00000312</RecommendDoc></Error>',
  );
  expect(response.note).toEqual({ code: 'InvalidArgument' });
});

test('a 503 says when to come again, if only in a moment', () => {
  const headersOf = (error: OssError) => errorResponse(error, request).headers['retry-after'];
  expect(headersOf(new OssError('ServiceUnavailable'))).toBe('1');
  expect(headersOf(new OssError('ServiceUnavailable', undefined, { headers: { 'retry-after': '7' } }))).toBe('7');
  expect(headersOf(new OssError('InternalError'))).toBeUndefined();
});

test('without a cause number there is no EC', () => {
  const response = errorResponse(new OssError('NoSuchBucket', undefined, { fields: { BucketName: 'a&b' } }), request);
  expect(response.headers['x-oss-ec']).toBeUndefined();
  expect(String(response.body)).toContain('<BucketName>a&amp;b</BucketName></Error>');
  expect(String(response.body)).not.toContain('EC>');
});

test('HEAD: the document in x-oss-err, no body', () => {
  const head = { ...request, method: 'HEAD' };
  const error = new OssError('NoSuchKey', undefined, { ec: '0026-00000001', fields: { Key: '图.jpg' } });
  const response = errorResponse(error, head);
  expect(response.body).toBeUndefined();
  expect(response.status).toBe(404);
  const xml = Buffer.from(String(response.headers['x-oss-err']), 'base64').toString();
  expect(xml).toBe(String(errorResponse(error, request).body));
});

test('HEAD: fields that would make the header too long for clients are left out', () => {
  const error = new OssError('SignatureDoesNotMatch', undefined, { fields: { StringToSign: 'x'.repeat(20_000) } });
  const header = String(errorResponse(error, { ...request, method: 'HEAD' }).headers['x-oss-err']);
  expect(header.length).toBeLessThan(8192);
  expect(Buffer.from(header, 'base64').toString()).toContain('<Code>SignatureDoesNotMatch</Code>');
});

test.each([new TypeError('secret'), 'secret', undefined, null, { code: 'NoSuchKey' }])(
  'anything else thrown (%s) is InternalError and stays inside',
  (thrown) => {
    const response = errorResponse(thrown, request);
    expect(response.status).toBe(500);
    expect(String(response.body)).toContain('<Code>InternalError</Code>');
    expect(String(response.body)).not.toContain('secret');
  },
);
