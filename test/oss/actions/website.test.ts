/** The document of `?website`: what is kept, and what is refused rather than overlooked. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ruleXml, websiteXml } from '../mirror/bucket.js';
import { element, elements, refusal, useService } from '../service.js';

const service = useService();
beforeAll(() => service.owner('PUT', 'site'));
beforeEach(() => service.owner('DELETE', 'site', { query: 'website' }));

const put = (body: string) => service.owner('PUT', 'site', { query: 'website', body });
const get = () => service.owner('GET', 'site', { query: 'website' });
const URL = 'http://origin.example/';

test('is put, read in the order of its rules, and taken away', async () => {
  expect(refusal(await get())).toBe(
    '404 NoSuchWebsiteConfiguration: The specified bucket does not have a website configuration.',
  );
  const headers =
    '<MirrorHeaders><PassAll>true</PassAll><Pass>A</Pass><Remove>b</Remove><Set><Key>C</Key><Value>&lt;d&gt;</Value></Set></MirrorHeaders>';
  const more = `<MirrorFollowRedirect>false</MirrorFollowRedirect><MirrorCheckMd5>true</MirrorCheckMd5>${headers}`;
  const rules = [ruleXml({ url: URL, prefix: 'b/' }, 7), ruleXml({ url: 'https://Other.Example:443/x/', more }, 3)];
  expect((await put(websiteXml(...rules))).status).toBe(200);
  const { status, text } = await get();
  expect([status, elements(text, 'RuleNumber'), elements(text, 'MirrorURL')]).toEqual([
    200,
    ['3', '7'],
    ['https://other.example/x/', URL],
  ]);
  expect(elements(text, 'MirrorFollowRedirect')).toEqual(['false', 'true']);
  expect(elements(text, 'MirrorCheckMd5')).toEqual(['true', 'false']);
  expect([element(text, 'Pass'), element(text, 'Remove'), element(text, 'Key'), element(text, 'Value')]).toEqual([
    ...['a', 'b', 'c', '&lt;d&gt;'],
  ]);
  expect((await put(text)).status).toBe(200);
  expect((await get()).text).toBe(text);
  expect((await service.owner('DELETE', 'site', { query: 'website' })).status).toBe(204);
  expect((await get()).status).toBe(404);
});

test('is the owner’s', async () => {
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const ask = { query: 'website', ...(method === 'PUT' && { body: websiteXml(ruleXml({ url: URL })) }) };
    expect((await service.stranger(method, 'site', ask)).status).toBe(403);
    expect((await service.ask({ method, path: '/site', ...ask })).status).toBe(403);
    expect((await service.owner(method, 'nowhere', ask)).status).toBe(404);
  }
});

const rule = (more: string) => websiteXml(ruleXml({ url: URL, more }));
const changed = (from: string | RegExp, to: string) => websiteXml(ruleXml({ url: URL }).replace(from, to));
const headers = (inner: string) => rule(`<MirrorHeaders>${inner}</MirrorHeaders>`);

describe('is refused, with the name of what is wrong', () => {
  test.each([
    ['', /^400 MalformedXML/],
    ['<Website/>', /^400 MalformedXML/],
    ['<WebsiteConfiguration/>', /^400 InvalidArgument.*RoutingRule.*1 to 20 rules/],
    [websiteXml(...Array.from({ length: 21 }, (_, n) => ruleXml({ url: URL }, n + 1))), /^400 .*1 to 20 rules/],
    [websiteXml(ruleXml({ url: URL }), ruleXml({ url: URL })), /^400 .*RuleNumber.*another number/],
    [
      '<WebsiteConfiguration><IndexDocument><Suffix>i.html</Suffix></IndexDocument></WebsiteConfiguration>',
      /^501 NotImplemented: IndexDocument of a WebsiteConfiguration/,
    ],
    [
      '<WebsiteConfiguration><ErrorDocument><Key>e.html</Key></ErrorDocument></WebsiteConfiguration>',
      /^501 NotImplemented: ErrorDocument/,
    ],
    [changed('>Mirror<', '>External<'), /^501 NotImplemented: RedirectType External/],
    [changed('>Mirror<', '>AliCDN<'), /^501 NotImplemented: RedirectType AliCDN/],
    [changed('>Mirror<', '>Other<'), /^400 .*RedirectType is invalid/],
    [changed('404', '403'), /^400 .*HttpErrorCodeReturnedEquals.*Allowed: 404/],
    [changed('>1<', '>0<'), /^400 .*RuleNumber/],
    [changed(/<Condition>.*<\/Condition>/, ''), /^400 MissingArgument: .*Condition/],
    [changed('<Condition>', '<Condition><IncludeHeader><Key>a</Key></IncludeHeader>'), /^501 .*IncludeHeader/],
    [changed('origin.example/', 'origin.example'), /^400 .*MirrorURL/],
    [changed('origin.example/', 'origin.example/x'), /^400 .*MirrorURL/],
    [changed('origin.example/', 'origin.example/?a/'), /^400 .*MirrorURL/],
    [rule('<MirrorMultiAlternates><MirrorMultiAlternate/></MirrorMultiAlternates>'), /^501 .*MirrorMultiAlternates/],
    [rule('<MirrorUsingRole>true</MirrorUsingRole>'), /^501 .*MirrorUsingRole/],
    [rule('<MirrorFollowRedirect>perhaps</MirrorFollowRedirect>'), /^400 .*MirrorFollowRedirect.*true or false/],
    [headers('<Pass>authorization</Pass>'), /^400 .*Pass is invalid/],
    [headers('<Pass>x-oss-meta-a</Pass>'), /^400 .*Pass is invalid/],
    [headers('<Set><Key>host</Key><Value>v</Value></Set>'), /^400 .*Key is invalid/],
    [headers('<Set><Key>a b</Key><Value>v</Value></Set>'), /^400 .*Key is invalid/],
    [headers('<Set><Key>a</Key><Value>v&#10;w</Value></Set>'), /^400 .*Value is invalid/s],
    [headers('<Pass>a</Pass>'.repeat(21)), /^400 .*at most 20 of a kind/],
  ])('%s', async (body, expected) => {
    expect(refusal(await put(body))).toMatch(expected);
    expect((await get()).status).toBe(404);
  });

  test('but not what is switched off', async () => {
    expect((await put(rule('<MirrorUsingRole>false</MirrorUsingRole><MirrorSNI>true</MirrorSNI>'))).status).toBe(200);
  });
});
