/** BucketChannelConfig in a bucket's process configuration: kept and given back as it came. */
import { beforeAll, describe, expect, test } from 'vitest';
import { element, refusal, useService } from '../service.js';

const service = useService();

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
});

const document = (config: string, host = 'Both') =>
  `<BucketProcessConfiguration><CompliedHost>${host}</CompliedHost>${config}</BucketProcessConfiguration>`;
const put = (body: string) => service.owner('PUT', 'pics', { query: 'processConfiguration', body });

/** The element as GET shows it; undefined: it is not there. */
async function shown(): Promise<string | undefined> {
  const { text } = await service.owner('GET', 'pics', { query: 'processConfiguration' });
  return /<BucketChannelConfig>.*<\/BucketChannelConfig>/s.exec(text)?.[0];
}

async function kept(config: string): Promise<string | undefined> {
  const reply = await put(document(config));
  expect(reply.status, reply.text).toBe(200);
  return shown();
}

const config = (rules: string, more = '') =>
  `<BucketChannelConfig>${more}<RuleList>${rules}</RuleList></BucketChannelConfig>`;
const rule = (members: string) => `<Rule>${members}</Rule>`;
const FIRST = '<RuleName>rule-test1</RuleName><RuleRegex>L1swLTlhLWZBLUZdezZ9L2c</RuleRegex>';

describe('comes back', () => {
  const texts: readonly string[] = [
    // As the vendor's Java SDK sends it in its tests: its second date was a Monday.
    `${FIRST}<FrontContent>sagweg24524362</FrontContent><CreateTime>Wed, 02 Oct 2019 14:30:18 GMT</CreateTime>` +
      '<LastModifiedTime>Wed, 02 Oct 2023 14:30:18 GMT</LastModifiedTime>',
    // As the API's samples have it: an expression that is no Base64.
    '<RuleName>rule1</RuleName><RuleRegex>\\.webp$</RuleRegex><FrontContent>@$#%^%^*)*)+/</FrontContent>' +
      '<CreateTime>a</CreateTime><LastModifiedTime>b</LastModifiedTime>',
    '<RuleName>图片</RuleName><RuleRegex>(a+)+$</RuleRegex><FrontContent> {&quot;a&quot;:\n&lt;1&gt; &amp;amp;}\t</FrontContent>' +
      '<CreateTime>a</CreateTime><LastModifiedTime>b</LastModifiedTime>',
  ];
  test.each(texts)('%.60s', async (members) => {
    expect(await kept(config(rule(members)))).toBe(config(rule(members)));
  });

  test('with all rules in their order, DebugInfo and the version in either spelling', async () => {
    const rules = texts.map(rule).join('');
    const whole = `<BucketChannelConfig><DebugInfo>testinfo</DebugInfo><RuleList>${rules}</RuleList><version>2</version></BucketChannelConfig>`;
    expect(await kept(whole)).toBe(whole);
    expect(await kept(whole.replaceAll('version>', 'Version>'))).toBe(whole);
  });

  test('a rule without times has that of its storing', async () => {
    const made = await kept(config(rule(FIRST)));
    for (const name of ['CreateTime', 'LastModifiedTime']) {
      expect(Date.parse(String(element(String(made), name)))).toBeGreaterThan(Date.now() - 60_000);
    }
  });

  test('nothing, where nothing is in it or it is left out; what is kept changes with the document', async () => {
    await kept(config(rule(FIRST)));
    expect(await kept('<BucketChannelConfig/>')).toBeUndefined();
    await kept(config(rule(FIRST)));
    expect(await kept('')).toBeUndefined();
    expect(await kept('<BucketChannelConfig><DebugInfo>x</DebugInfo></BucketChannelConfig>')).toContain(
      '<DebugInfo>x</DebugInfo><RuleList></RuleList>',
    );
  });
});

test('changes nothing of how objects answer', async () => {
  await service.owner('PUT', 'pics/a.webp', { body: 'stored' });
  await kept(config(rule('<RuleName>all</RuleName><RuleRegex>.*</RuleRegex><FrontContent>.*</FrontContent>')));
  const reply = await service.ask({ method: 'GET', path: '/pics/a.webp' });
  expect([reply.status, reply.text]).toEqual([200, 'stored']);
});

describe('is refused, and the one before stays', () => {
  const name = '<RuleName>a</RuleName>';
  const many = (count: number) => rule(FIRST).repeat(count);

  test.each<[string, string, string]>([
    [config(many(51)), 'RuleList', 'at most 50 of them'],
    [config(rule('')), 'RuleName', '1 to 64 characters'],
    [config(rule('<RuleName> \n </RuleName><RuleRegex>a</RuleRegex>')), 'RuleName', '1 to 64 characters'],
    [config(rule(`<RuleName>${'a'.repeat(65)}</RuleName><RuleRegex>a</RuleRegex>`)), 'RuleName', '1 to 64 characters'],
    [config(rule(name)), 'RuleRegex', '1 to 1024 characters'],
    [config(rule(`${name}<RuleRegex>${'a'.repeat(1025)}</RuleRegex>`)), 'RuleRegex', '1 to 1024 characters'],
    [config(rule(`${FIRST}<FrontContent>${'a'.repeat(4097)}</FrontContent>`)), 'FrontContent', '0 to 4096 characters'],
    [config(rule(`${FIRST}<FrontContent>&#1;</FrontContent>`)), 'FrontContent', '0 to 4096 characters'],
    [config(rule(`${FIRST}<FrontContent>\u0085</FrontContent>`)), 'FrontContent', '0 to 4096 characters'],
    [config(rule(`${FIRST}<FrontContent>&#xffff;</FrontContent>`)), 'FrontContent', '0 to 4096 characters'],
    [config(rule(`${FIRST}<CreateTime>${'a'.repeat(65)}</CreateTime>`)), 'CreateTime', '0 to 64 characters'],
    [
      config(rule(`${FIRST}<LastModifiedTime>${'a'.repeat(65)}</LastModifiedTime>`)),
      'LastModifiedTime',
      '0 to 64 characters',
    ],
    [config('', `<DebugInfo>${'a'.repeat(1025)}</DebugInfo>`), 'DebugInfo', '0 to 1024 characters'],
    [config('', '<version>-1</version>'), 'Version', 'an integer from 0 to 2147483647'],
    [config('', '<version>2147483648</version>'), 'Version', 'an integer from 0 to 2147483647'],
    [config('', '<Version>two</Version>'), 'Version', 'an integer from 0 to 2147483647'],
  ])('%.120s', async (body, parameter, allowed) => {
    const before = await kept(config(rule(FIRST)));
    const reply = await put(document(body));
    expect(refusal(reply)).toMatch(/^400 InvalidArgument: The value: /);
    expect(element(reply.text, 'Message')).toContain(`of parameter: ${parameter} is invalid. Allowed: ${allowed}`);
    expect(await shown()).toBe(before);
  });

  test.each([
    [config(rule(`${FIRST}<FrontContent>${'<a>'.repeat(20)}${'</a>'.repeat(20)}</FrontContent>`)), /^400 MalformedXML/],
    [config(rule(`${FIRST}<FrontContent>&bomb;</FrontContent>`)), /^400 MalformedXML/],
    [config(rule(`${FIRST}<FrontContent>&#xd800;</FrontContent>`)), /^400 MalformedXML/],
    [config(`${rule(FIRST)}<Rule>`), /^400 MalformedXML/],
    [config(rule(`${FIRST}<FrontContent>${'a'.repeat(4096)}</FrontContent>`).repeat(4)), /^400 EntityTooLarge/],
  ])('%.120s', async (body, expected) => {
    const before = await kept(config(rule(FIRST)));
    expect(refusal(await put(document(body)))).toMatch(expected);
    expect(await shown()).toBe(before);
  });

  test('a document type, whose entities would grow', async () => {
    const bomb = `<!DOCTYPE a [<!ENTITY b "${'c'.repeat(99)}">]>${document(config(rule(FIRST)))}`;
    expect(refusal(await put(bomb))).toMatch(/^400 MalformedXML/);
  });
});

test('fifty rules fit', async () => {
  const rules = rule(`${FIRST}<CreateTime>a</CreateTime><LastModifiedTime>b</LastModifiedTime>`).repeat(50);
  expect(await kept(config(rules))).toBe(config(rules));
});
