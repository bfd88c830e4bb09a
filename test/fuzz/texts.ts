/** The languages that requests are written in. */
import fc from 'fast-check';
import { readXml } from '#src/http/xml-document.js';
import { readForm } from '#src/oss/form/fields.js';
import { readPolicy } from '#src/oss/form/policy.js';
import { keyOfForm } from '#src/oss/form/upload.js';
import { checkObjectName } from '#src/oss/names.js';
import { Query } from '#src/oss/query.js';
import { authenticate, type Keyring } from '#src/oss/signature/authenticate.js';
import { isOurs, ownHost, resolveTarget } from '#src/oss/target.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { oldPlanOf, todaysChainOf } from '#src/process/legacy.js';
import { operations } from '#src/process/operations/index.js';
import { planKey, planOf } from '#src/process/plan.js';
import { faultIn } from '#src/process/plan-fault.js';
import { parseChain, printChain, splitSaveas } from '#src/process/syntax.js';
import { BOUNDARY, file, formBody, policyOf, signedV1 } from '../oss/form/forms.js';
import { ossRequest, presigned, ROOT, signed } from '../oss/request.js';
import { presignedV4, signedV4 } from '../oss/request-v4.js';
import { mutatedBytes, mutatedText } from './mutate.js';
import { target } from './target.js';

const DOMAINS = ['localhost', 'oss.example', 'example'];
const NUMBERS = ['0', '-1', '1e9', '4096', '4097', '16384', '99999999999999999999', 'NaN', '0x10', '٣'];
const PUNCTUATION = [
  '/',
  ',',
  '_',
  '|',
  '@',
  '!',
  '?',
  '&',
  '=',
  '%',
  '%00',
  '%2',
  '+',
  ' ',
  '.',
  '..',
  '\0',
  '\n',
  '￿',
  '😀',
];

const CHAINS = [
  ...operations.map(({ example }) => example),
  'video/snapshot,t_7000,f_jpg,w_800,h_600,m_fast|image/resize,w_100',
  'image/watermark,image_cGFuZGEucG5nP3gtb3NzLXByb2Nlc3M9aW1hZ2UvcmVzaXplLFBfMzA,text_SGVsbG8,order_0,align_2,interval_9',
  'image/resize,w_100|sys/saveas,o_YS5qcGc,b_YnVja2V0',
  'style/small',
];

const grammar = target({
  name: 'process grammar',
  inputs: mutatedText(CHAINS, [
    ...NUMBERS,
    ...PUNCTUATION,
    'image/',
    'style/',
    'sys/',
    'video/',
    'resize,',
    'w_',
    'P_',
    'color_',
  ]),
  attempt(text) {
    const { chain } = splitSaveas(text);
    faultIn(text, 'guide');
    const plan = planOf(chain, GUIDE_LIMITS);
    // What is printed again means the same.
    if (planKey(planOf(printChain(parseChain(chain)), GUIDE_LIMITS)) !== planKey(plan))
      throw new Error('printed otherwise');
  },
});

const OLD = [
  '100w_100h_1e_1c.jpg',
  '90q_1x.webp',
  '10-20r_30a',
  'watermark=2&text=SGk&type=d3F5LXplbmhlaQ&size=30',
  '200w|watermark=1&object=cGFuZGEucG5n&p=9',
  'info',
  '0-0-100-100a',
  '3-2bl_1i',
];

const oldGrammar = target({
  name: 'old grammar',
  inputs: mutatedText(OLD, [...NUMBERS, ...PUNCTUATION, 'w', 'h', 'e', 'c', 'watermark=', 'text=', '.jpg', '.src']),
  attempt(text) {
    planKey(oldPlanOf(text, GUIDE_LIMITS, { format: 'jpg' }));
    todaysChainOf(text, GUIDE_LIMITS, { format: 'jpg' });
  },
});

const addresses = target({
  name: 'host and path',
  inputs: mutatedText(
    [
      'photos.oss-cn-hangzhou.example:9000\n/dir/a%20b.jpg',
      '127.0.0.1\n/photos/a.jpg@!small',
      '[::1]:80\n/',
      'a.img-cn.localhost.\n/%E5%9B%BE',
      'img.other.test\n/x',
    ],
    [...PUNCTUATION, ...NUMBERS, '[', ']', ':', '%c0%ae', '%ff', '\n', 'localhost', 'img-', 'oss-', '/'],
  ),
  attempt(text) {
    const split = text.indexOf('\n');
    const request = { host: text.slice(0, split), rawPath: text.slice(split + 1) };
    const own = ownHost(request, DOMAINS);
    if (own !== undefined && isOurs(own, DOMAINS)) throw new Error('a host of ours is bound');
    const { bucket, key } = resolveTarget(request, DOMAINS, own && 'bound');
    if (bucket !== undefined && !/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket))
      throw new Error(`the bucket ${bucket}`);
    if (key !== undefined && (key === '' || key.includes('\0') || Buffer.byteLength(key) > 1023))
      throw new Error('the key');
  },
});

const queries = target({
  name: 'query',
  inputs: mutatedText(
    ['x-oss-process=image%2Fresize%2Cw_9&Expires=1&a', 'prefix=a+b&marker=%E5%9B%BE&=&&x'],
    PUNCTUATION,
  ),
  attempt(text) {
    for (const [name, value] of new Query(text).entries)
      if (`${name}${value}`.includes('\0')) throw new Error('U+0000');
  },
});

const NOW = Date.parse('2024-05-06T07:08:09Z');
const DATE = new Date(NOW).toUTCString();
const KEYS: Keyring = { find: async (id) => (id === ROOT.id ? { secret: ROOT.secret, account: 'alice' } : undefined) };
/** Signed by a key that the server does not know by this secret: nothing that is made of it may ever be right. */
const OTHER = { id: ROOT.id, secret: 'another' };
const K = '/photos/k.jpg';

/** A line for the method, path and query, then one for each header. */
function written(ask: {
  method?: string;
  path?: string;
  query?: string;
  headers?: Readonly<Record<string, string>>;
}): string {
  const lines = Object.entries(ask.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  return [`${ask.method ?? 'GET'} ${ask.path ?? K}?${ask.query ?? ''}`, ...lines].join('\n');
}

const signatures = target({
  name: 'signatures',
  inputs: mutatedText(
    [
      written(signed({ path: K }, K, OTHER, DATE)),
      written(presigned({ path: K, query: 'x-oss-process=style%2Fa' }, K, NOW / 1000 + 60, OTHER)),
      written(signedV4({ path: K }, K, { pair: OTHER, time: NOW })),
      written(presignedV4({ path: K, query: 'acl' }, K, 600, { pair: OTHER, time: NOW })),
    ],
    [
      ...PUNCTUATION,
      ...NUMBERS,
      'OSS ',
      'OSS4-HMAC-SHA256',
      'Credential=',
      'Signature=',
      'AdditionalHeaders=',
      'x-oss-date',
      ';',
      ':',
      '\n',
    ],
  ),
  async attempt(text) {
    const [first = '', ...lines] = text.split('\n');
    const [, method = 'GET', path = '/', query = ''] = /^(\S*) ([^?]*)\??(.*)$/.exec(first) ?? [];
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.split(':', 1)[0]?.toLowerCase().trim() ?? '',
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    );
    const request = ossRequest({ method, path, query, headers });
    const asked = { request, target: resolveTarget(request, ['127.0.0.1']), query: new Query(query) };
    const principal = await authenticate({ ...asked, region: 'cn-hangzhou', now: NOW }, KEYS);
    if (principal.kind !== 'anonymous') throw new Error('somebody was let in');
  },
});

const xml = target({
  name: 'XML',
  inputs: mutatedText(
    [
      '<?xml version="1.0"?><Delete><Quiet>true</Quiet><Object><Key>a&amp;b&#x20;</Key></Object></Delete>',
      '<a xmlns="b"><![CDATA[x]]><!-- c --><d e="f"/></a>',
    ],
    [
      '<',
      '>',
      '/',
      '&',
      ';',
      '<!DOCTYPE a [',
      '<!ENTITY a "b">',
      ']>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?',
      '?>',
      '__proto__',
      'constructor',
      '&#0;',
      '&#xD800;',
      '\0',
      '="',
      "'",
    ],
  ),
  attempt(text) {
    const root = readXml(Buffer.from(text));
    if (typeof root.name !== 'string' || typeof root.text !== 'string') throw new Error('no element');
  },
});

const FORM = formBody([
  // As the vendor has it: the name of the file.
  ['key', `a/$\{filename}`],
  ['x-oss-meta-a', 'b'],
  ['success_action_redirect', 'http://h/'],
  ...signedV1(policyOf([], '2030-01-01T00:00:00.000Z')),
  file(),
]);

const forms = target({
  name: 'multipart forms',
  inputs: fc
    .tuple(
      mutatedBytes(
        [FORM],
        [
          '--',
          '\r\n',
          '\n',
          '"',
          `--${BOUNDARY}`,
          'name="',
          "filename*=utf-8''",
          'Content-Disposition: form-data; ',
          '\0',
          '\xff',
        ].map((token) => Buffer.from(token, 'latin1')),
        8,
      ),
      fc.nat(1),
    )
    .map(([body]) => body),
  async attempt(body) {
    const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
    const form = await readForm(ossRequest({ method: 'POST', path: '/b', headers, body }));
    const key = checkObjectName(keyOfForm(form));
    if (key.includes('\0')) throw new Error('the key');
    for await (const _ of form.file());
  },
});

const policies = target({
  name: 'policies',
  inputs: mutatedText(
    [
      '{"expiration":"2030-01-01T00:00:00.000Z","conditions":[["eq","$key","a"],{"bucket":"b"},["content-length-range",0,9],["in","$k",["a"]]]}',
    ],
    ['[', ']', '{', '}', '"', ',', 'null', '1e999', '-0', '"__proto__":', '"$"', '"eq"', ...NUMBERS],
  ),
  attempt: (text) => readPolicy(Buffer.from(text).toString('base64')),
});

export const texts = [grammar, oldGrammar, addresses, queries, signatures, xml, forms, policies];
