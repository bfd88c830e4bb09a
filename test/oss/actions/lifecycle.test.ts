/** Lifecycle rules put and read, what is refused, and the header that tells when an object goes. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { element, elements, refusal, useService } from '../service.js';

const service = useService();
const LITERAL = { 'content-type': 'application/xml' };

beforeAll(async () => {
  await service.owner('PUT', 'logs', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'logs/a/b.txt', { body: 'x' });
});
beforeEach(() => service.owner('DELETE', 'logs', { query: 'lifecycle' }));

const put = (rules: string, headers: Readonly<Record<string, string>> = LITERAL) =>
  service.owner('PUT', 'logs', {
    query: 'lifecycle',
    headers,
    body: `<?xml version="1.0" encoding="UTF-8"?><LifecycleConfiguration>${rules}</LifecycleConfiguration>`,
  });
const get = () => service.owner('GET', 'logs', { query: 'lifecycle' });
const DAYS = '<Expiration><Days>1</Days></Expiration>';
const rule = (content: string, prefix = 'a/', status = 'Enabled') =>
  `<Rule><Prefix>${prefix}</Prefix><Status>${status}</Status>${content}</Rule>`;

describe('the configuration', () => {
  test('of a bucket that has none', async () => {
    expect(refusal(await get())).toBe('404 NoSuchLifecycle: No Row found in Lifecycle Table.');
    expect(element((await get()).text, 'BucketName')).toBe('logs');
    expect((await service.owner('DELETE', 'logs', { query: 'lifecycle' })).status).toBe(204);
  });

  test('comes back as it was put', async () => {
    const all =
      '<Rule><ID>r 1</ID><Prefix>a/</Prefix><Status>Enabled</Status><Tag><Key>k</Key><Value>v</Value></Tag>' +
      '<Tag><Key>e</Key><Value></Value></Tag><Filter><ObjectSizeGreaterThan>1</ObjectSizeGreaterThan>' +
      '<ObjectSizeLessThan>500</ObjectSizeLessThan><Not><Prefix>a/b</Prefix><Tag><Key>k</Key><Value>v</Value></Tag>' +
      '</Not></Filter><Expiration><Days>30</Days></Expiration></Rule>' +
      '<Rule><ID>猫</ID><Prefix> 图/&amp;</Prefix><Status>Disabled</Status><Expiration>' +
      '<CreatedBeforeDate>2030-12-31T00:00:00.000Z</CreatedBeforeDate></Expiration><AbortMultipartUpload>' +
      '<CreatedBeforeDate>2030-12-31T00:00:00.000Z</CreatedBeforeDate></AbortMultipartUpload></Rule>' +
      '<Rule><ID>r3</ID><Prefix>c</Prefix><Status>Enabled</Status>' +
      '<Expiration><Date>2030-12-31T00:00:00.000Z</Date></Expiration></Rule>';
    expect(refusal(await put(all))).toMatch(/^200/);
    expect((await get()).text.split('\n')[1]).toBe(`<LifecycleConfiguration>${all}</LifecycleConfiguration>`);
    expect((await service.owner('DELETE', 'logs', { query: 'lifecycle' })).status).toBe(204);
    expect((await get()).status).toBe(404);
  });

  test('a rule without an ID gets one', async () => {
    await put(`${rule(DAYS, 'a')}<Rule><ID/>${rule(DAYS, 'b').slice('<Rule>'.length)}`);
    const ids = elements((await get()).text, 'ID');
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a thousand rules are taken, and one more is not', async () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => rule(DAYS, `p${i}-`)).join('');
    expect((await put(many(1000))).status).toBe(200);
    expect(refusal(await put(many(1001)))).toBe(
      '400 InvalidArgument (0014-00000014): The value: 1001 of parameter: Rule is invalid. Allowed: 1 to 1000 rules.',
    );
    expect(elements((await get()).text, 'ID').length).toBe(1000);
  });

  const abort = '<AbortMultipartUpload><Days>1</Days></AbortMultipartUpload>';
  const id = (text: string) => rule(`<ID>${text}</ID>${DAYS}`);
  const before = (text: string) => rule(`<Expiration><CreatedBeforeDate>${text}</CreatedBeforeDate></Expiration>`);
  const days = (text: string) => rule(`<Expiration><Days>${text}</Days></Expiration>`);
  const tag = '<Tag><Key>k</Key><Value>v</Value></Tag>';

  test.each([
    ['', '400 InvalidArgument (0014-00000014): The value: 0 of parameter: Rule is invalid.'],
    [id('x'.repeat(256)), '(0014-00000019): The value: xxxx'],
    [id('a') + rule(`<ID>a</ID>${DAYS}`, 'b'), 'parameter: ID is invalid. Allowed: each ID once.'],
    [rule(DAYS, 'x'.repeat(1024)), 'parameter: Prefix is invalid. Allowed: at most 1023 bytes'],
    // GET would give back U+FFFD, and to put that back is a rule about other objects.
    [rule(DAYS, 'tmp&#1;'), 'parameter: Prefix is invalid. Allowed: at most 1023 bytes of UTF-8 that XML can carry'],
    [rule(`<ID>r\uffff</ID>${DAYS}`), 'parameter: ID is invalid. Allowed: at most 255 bytes that XML can carry'],
    [rule(DAYS, 'a', 'On'), 'parameter: Status is invalid. Allowed: Enabled or Disabled.'],
    [rule(''), '400 MalformedXML: A Rule does nothing. Allowed: Expiration, AbortMultipartUpload, or both.'],
    [rule('<Expiration/>'), '400 InvalidArgument (0014-00000060): Expiration has no end. Allowed: one of Days, '],
    [
      rule('<Expiration><Days>1</Days><Date>2030-12-31T00:00:00.000Z</Date></Expiration>'),
      '400 InvalidArgument (0014-00000061): Expiration has Days and Date. Allowed: one of Days, CreatedBeforeDate, Date.',
    ],
    ...['0', '-100', '1.5', 'x', '2147483648', '9'.repeat(30)].map((text) => [
      days(text),
      '(0014-00000086): The value',
    ]),
    ...['2030-12-31', '2030-12-31T00:00:01.000Z', '2030-02-30T00:00:00.000Z', '2030-13-01T00:00:00Z', ''].map(
      (text) => [before(text), '(0014-00000087): The value'],
    ),
    [rule(DAYS + DAYS), '400 MalformedXML: Rule has more than one Expiration. Allowed: one.'],
    [rule(`${DAYS}<Prefix>b</Prefix>`), '400 MalformedXML: Rule has more than one Prefix.'],
    [rule(`${DAYS}<Size>1</Size>`), '400 MalformedXML (0014-00000017): Rule has a Size. Allowed: ID, Prefix'],
    [rule(`<Filter><Prefix>x</Prefix></Filter>${DAYS}`), '(0014-00000017): Filter has a Prefix. Allowed: ObjectSize'],
    [rule(`<Filter><Not/></Filter>${DAYS}`), '400 MalformedXML: A Not is empty.'],
    [
      rule(
        `<Filter><ObjectSizeLessThan>5</ObjectSizeLessThan><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></Filter>${DAYS}`,
      ),
      'parameter: ObjectSizeLessThan is invalid. Allowed: more than the ObjectSizeGreaterThan of 5.',
    ],
    [rule(tag + tag + DAYS), '(0010-00000217): The tag is invalid'],
    [rule(tag + abort), '400 InvalidArgument: A Rule with AbortMultipartUpload has a Tag or a Filter.'],
    [
      rule('<Transition><Days>3</Days><StorageClass>IA</StorageClass></Transition>'),
      '501 NotImplemented: Transition is not implemented: there are no storage classes to move to',
    ],
    [
      rule('<NoncurrentVersionExpiration><NoncurrentDays>5</NoncurrentDays></NoncurrentVersionExpiration>'),
      '501 NotImplemented: NoncurrentVersionExpiration is not implemented',
    ],
    [
      rule('<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>'),
      '501 NotImplemented: ExpiredObjectDeleteMarker is not implemented',
    ],
    ['<Ruler/>', '400 MalformedXML (0014-00000017): LifecycleConfiguration has a Ruler. Allowed: Rule.'],
  ] as [string, string][])('%.100s is refused, and the one before stays', async (content, message) => {
    await put(rule(`<ID>kept</ID>${DAYS}`));
    expect(refusal(await put(content))).toContain(message);
    expect(elements((await get()).text, 'ID')).toEqual(['kept']);
  });

  test('overlapping prefixes are refused, unless the request allows them', async () => {
    const overlap = rule(DAYS, 'a') + rule(DAYS, 'b') + rule(DAYS, 'a/x');
    const reply = await put(overlap);
    expect(refusal(reply)).toBe('400 InvalidArgument (0014-00000084): Overlap for same action type Expiration');
    expect([element(reply.text, 'Prefix'), element(reply.text, 'OverlappingPrefix')]).toEqual(['a', 'a/x']);
    expect(refusal(await put(rule(abort, '') + rule(abort, 'b')))).toContain('type AbortMultipartUpload');
    expect((await put(rule(DAYS, 'a') + rule(abort, 'a/x'))).status).toBe(200);
    expect((await put(rule(DAYS, 'a') + rule(tag + DAYS, 'a'))).status).toBe(200);
    const allowed = (value: string) => put(overlap, { 'x-oss-allow-same-action-overlap': value });
    expect((await allowed('true')).status).toBe(200);
    expect((await allowed('false')).status).toBe(400);
    expect(refusal(await allowed('yes'))).toContain(
      'x-oss-allow-same-action-overlap is invalid. Allowed: true or false',
    );
  });

  test('is the owner’s, and a document', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const ask = { query: 'lifecycle', ...(method === 'PUT' && { body: '<LifecycleConfiguration/>' }) };
      expect((await service.stranger(method, 'logs', ask)).status).toBe(403);
      expect((await service.ask({ method, path: '/logs', ...ask })).status).toBe(403);
    }
    for (const body of ['', '<Lifecycle/>', 'x', '<LifecycleConfiguration>']) {
      expect(refusal(await service.owner('PUT', 'logs', { query: 'lifecycle', body }))).toMatch(/^400 MalformedXML/);
    }
    const long = await put(`<Rule>${' '.repeat(1 << 20)}</Rule>`);
    expect(refusal(long)).toMatch(/^400 EntityTooLarge/);
    for (const method of ['GET', 'DELETE']) {
      expect((await service.owner(method, 'nowhere', { query: 'lifecycle' })).status).toBe(404);
    }
  });
});

describe('x-oss-expiration', () => {
  const expiration = async (method: string, target = 'logs/a/b.txt', ask = {}) =>
    (await service.owner(method, target, ask)).headers['x-oss-expiration'];

  test('tells the end of an object and the rule, on GET, HEAD and PUT', async () => {
    expect(await expiration('GET')).toBeUndefined();
    await put(rule(`<ID>delete after "2" days, 100% 猫</ID>${DAYS}`) + rule(DAYS, 'other/'));
    const now = Date.now();
    const midnight = new Date((Math.floor(now / 86_400_000) + 2) * 86_400_000).toUTCString();
    const told = await expiration('PUT', 'logs/a/b.txt', { body: 'y' });
    expect(told).toBe(`expiry-date="${midnight}", rule-id="delete after %222%22 days, 100%25 %E7%8C%AB"`);
    for (const method of ['GET', 'HEAD']) expect(await expiration(method)).toBe(told);
    expect((await service.ask({ path: '/logs/a/b.txt' })).headers['x-oss-expiration']).toBe(told);
    expect(await expiration('PUT', 'logs/c', { body: 'y' })).toBeUndefined();
    expect(await expiration('GET', 'logs/c')).toBeUndefined();
    await service.owner('DELETE', 'logs', { query: 'lifecycle' });
    expect(await expiration('GET')).toBeUndefined();
  });

  test('not of a rule for other tags, nor of an end that no date can say', async () => {
    await put(rule(`<Tag><Key>k</Key><Value>v</Value></Tag>${DAYS}`));
    expect(await expiration('HEAD')).toBeUndefined();
    const tags = '<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>';
    await service.owner('PUT', 'logs/a/b.txt', { query: 'tagging', body: tags });
    expect(await expiration('HEAD')).toContain('expiry-date=');
    await service.owner('DELETE', 'logs/a/b.txt', { query: 'tagging' });
    await put(rule('<Expiration><Days>2147483647</Days></Expiration>'));
    expect(await expiration('HEAD')).toBeUndefined();
  });

  test('of a symlink: its own', async () => {
    await service.owner('PUT', 'logs/link', { query: 'symlink', headers: { 'x-oss-symlink-target': 'a%2Fb.txt' } });
    await put(rule(`<ID>target</ID>${DAYS}`) + rule(`<ID>link</ID>${DAYS}`, 'link'));
    expect(await expiration('GET', 'logs/link')).toContain('rule-id="link"');
  });
});
