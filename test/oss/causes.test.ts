/** Every cause that pictures can have, produced through the whole service: status, code, message and number, in every form. */
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Cause } from '#src/errors.js';
import { readXml, textOf } from '#src/http/xml-document.js';
import { base64Of } from '#src/process/base64.js';
import { shownName } from '#src/process/bind.js';
import { CAUSES } from '#src/process/causes.js';
import { OLD_PARAMS, type OldParam } from '#src/process/legacy/parameters.js';
import { operations } from '#src/process/operations/index.js';
import { gif } from '../process/formats/headers.js';
import { sized } from '../process/formats/sized.js';
import { LIMIT_CASES } from '../process/limit-cases.js';
import { rowsOf, sentence, tokens } from '../process/texts.js';
import { element, type Reply, useService } from './service.js';

const service = useService();

/** The numbers of the vendor's table that this version can meet: no video yet. */
const VENDOR = [
  1, 5, 6, 7, 9, 11, 12, 24, 27, 31, 203, 206, 207, 209, 211, 212, 213, 214, 215, 216, 217, 225, 226, 229, 230, 233,
  237, 242, 245, 246, 255, 258, 262, 263, 264, 265, 268, 269, 270, 271, 272, 274, 276, 277, 279, 280, 281, 307, 308,
  309, 310, 311, 312, 313, 314, 315, 317, 319, 321, 322, 373, 374,
];

const produced = new Set<Cause>();
const numbered = (cause: Cause) => (typeof cause === 'number' ? `0040-${String(cause).padStart(8, '0')}` : cause);

const request = (key: string, chain: string, method = 'GET'): Promise<Reply> =>
  service.ask({ method, path: `/pics/${key}`, query: `x-oss-process=${encodeURIComponent(chain)}` });

interface Refusal {
  readonly status: number;
  readonly code: string;
  /** Undefined: the vendor has no number for it. */
  readonly cause: Cause | undefined;
  /** The whole message, or what it must contain. */
  readonly message: string | RegExp;
}

/** GET says it in its body and its header, HEAD in two headers, all alike. */
async function expectRefused(key: string, chain: string, { status, code, cause, message }: Refusal): Promise<void> {
  const reply = await request(key, chain);
  expect(reply.status, reply.text.slice(0, 500)).toBe(status);
  expect(reply.headers['content-type']).toBe('application/xml');
  expectDocument(reply.text, { status, code, cause, message });
  expect(reply.headers['x-oss-ec']).toBe(cause && numbered(cause));
  const head = await request(key, chain, 'HEAD');
  expect([head.status, head.text, head.headers['x-oss-ec']]).toEqual([status, '', cause && numbered(cause)]);
  expect(Buffer.from(String(head.headers['x-oss-err']), 'base64').toString()).toBe(reply.text);
  if (cause !== undefined) produced.add(cause);
}

function expectDocument(text: string, { code, cause, message }: Refusal): void {
  const document = readXml(Buffer.from(text));
  const said = textOf(document, 'Message');
  if (typeof message === 'string') expect(said).toBe(message);
  else expect(said).toMatch(message);
  expect(textOf(document, 'Code')).toBe(code);
  expect(textOf(document, 'EC')).toBe(cause && numbered(cause));
  const help = cause && `https://api.aliyun.com/troubleshoot?q=${numbered(cause)}`;
  expect(textOf(document, 'RecommendDoc')).toBe(help);
}

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  const photo = sharp({ create: { width: 120, height: 80, channels: 3, background: '#a52' } });
  const files = {
    'photo.jpg': await photo.clone().jpeg().toBuffer(),
    'text.jpg': 'no picture',
    'large.jpg': Buffer.concat([await photo.clone().jpeg().toBuffer(), Buffer.alloc(20 * 1024 * 1024)]),
    'large.txt': Buffer.alloc(20 * 1024 * 1024 + 1, 'x'),
    'broken.png': (await photo.clone().png().toBuffer()).subarray(0, 60),
  };
  for (const [key, body] of Object.entries(files)) await service.owner('PUT', `pics/${key}`, { body });
  await service.owner('PUT', 'shut');
  await service.owner('PUT', 'shut/text.jpg', { body: 'private' });
});

const invalid = (cause: Cause | undefined, message: string): Refusal => ({
  status: 400,
  code: 'InvalidArgument',
  cause,
  message,
});

describe('a refused value', () => {
  test.each(rowsOf('guide'))('of $operation.name $key', async (row) => {
    const chain = `image/${[row.operation.name, ...tokens(row, 'no')].join(',')}`;
    await expectRefused('photo.jpg', chain, invalid(row.param.cause, sentence(row, 'no')));
  });

  test.each(operations.filter(({ emptyCause }) => emptyCause !== undefined))('of $name: none', async (operation) => {
    const [needed] = Object.entries(operation.params).find(([, param]) => param.required) ?? [];
    const name = needed === undefined ? operation.name : shownName(operation, needed);
    await expectRefused('photo.jpg', `image/${operation.name}`, {
      status: 400,
      code: 'MissingArgument',
      cause: operation.emptyCause,
      message: new RegExp(`^The parameter: ${name} needs a value: .+\\.$`),
    });
  });
});

describe('a refused chain', () => {
  const known = operations.map(({ name }) => name).join(', ');

  test.each<[string, Refusal]>([
    [
      'image/resize,w_0,h_0',
      invalid(321, 'The value: 0 of parameter: w is invalid. Allowed: an integer from 1 to 4096.'),
    ],
    ['image/rotate,90,180', invalid(203, 'rotate takes one value, not 2.')],
    ['image/', invalid(212, 'The value: image/ of parameter: process is invalid. It has no action.')],
    ['image/slim,1', invalid(213, `The value: slim of parameter: action is invalid. Allowed: one of ${known}.`)],
    ['image/<b>&,1', invalid(213, `The value: <b>& of parameter: action is invalid. Allowed: one of ${known}.`)],
    [
      'picture/resize,w_1',
      invalid(
        undefined,
        'The value: picture/resize,w_1 of parameter: process is invalid. ' +
          'Allowed: a chain that begins with image/, video/ or style/.',
      ),
    ],
    [
      'image/info/resize,w_1',
      invalid(
        undefined,
        'The value: info of parameter: process is invalid. Allowed: info alone, without other actions.',
      ),
    ],
    [
      Array.from({ length: 7 }, () => 'image/rotate,90').join('|'),
      { status: 400, code: 'TooManyPipe', cause: 211, message: 'The chain has more than 5 bars.' },
    ],
    [
      '',
      {
        status: 400,
        code: 'InvalidRequest',
        cause: 212,
        message: 'The value of x-oss-process is empty. Allowed: image/ACTION,PARAMETER_VALUE….',
      },
    ],
    [
      'image/crop,x_120',
      {
        status: 400,
        code: 'BadRequest',
        cause: undefined,
        message: "Advance cut's position is out of image. x_120,y_0,g_nw begins outside a picture of 120x80.",
      },
    ],
  ])('%j', (chain, refusal) => expectRefused('photo.jpg', chain, refusal));
});

describe('a refused source', () => {
  test.each<[string, Refusal]>([
    ['missing.jpg', { status: 404, code: 'NoSuchKey', cause: 24, message: 'The specified key does not exist.' }],
    ['text.jpg', { status: 400, code: 'BadRequest', cause: 5, message: 'This image format is not supported.' }],
    [
      'large.jpg',
      {
        status: 400,
        code: 'ImageTooLarge',
        cause: 1,
        message: /^The source has \d+ bytes; at most 20971520 are allowed\.$/,
      },
    ],
    ['broken.png', { status: 400, code: 'BadRequest', cause: undefined, message: /^The picture is damaged/ }],
  ])('%s', async (key, refusal) => {
    await expectRefused(key, 'image/resize,w_10', refusal);
    await expectRefused(key, 'image/average-hue', refusal);
  });

  const claims = LIMIT_CASES.filter(({ refused }) => refused.limits === undefined && refused.bytes === undefined);

  test.each(claims)('too large, before any decoding: $about', async ({ formats, refused, cause, message }) => {
    const before = service.services.workers.stats().jobs;
    for (const format of formats) {
      await service.owner('PUT', 'pics/claim', { body: sized(format, refused.claim) });
      await expectRefused('claim', refused.chain, { status: 400, code: 'ImageTooLarge', cause, message });
    }
    expect(service.services.workers.stats().jobs).toEqual(before);
  });
});

describe('a refused watermark', () => {
  const mark = (name: string) => `image/watermark,image_${base64Of(name)}`;
  const preparing = 'for a watermark object resize, crop, indexcrop, rounded-corners, auto-orient, rotate';
  const nested = (name: string, cause: number): [string, Refusal] => [
    mark(`photo.jpg?x-oss-process=image/${name}`),
    invalid(cause, `The value: ${name.split(',')[0]} of parameter: action is invalid. Allowed: ${preparing}.`),
  ];

  test.each<[string, Refusal]>([
    [
      mark('text.jpg'),
      {
        status: 400,
        code: 'WatermarkError',
        cause: 27,
        message: 'The watermark object text.jpg is not a picture. This image format is not supported.',
      },
    ],
    [
      'image/watermark,text_*',
      {
        status: 400,
        code: 'BadRequest',
        cause: 265,
        message: 'Input is not base64 decoding. Allowed in text: the URL-safe base64 of a text in UTF-8.',
      },
    ],
    nested('watermark,text_YQ', 373),
    nested('info', 374),
    nested('average-hue', 374),
    nested('circle,r_10', 213),
  ])('%j', (chain, refusal) => expectRefused('photo.jpg', chain, refusal));
});

test('frames beyond the first 64 KB count as well, when they are decoded', async () => {
  const frames = Array.from({ length: 5000 }, () => ({ width: 1, height: 1 }));
  await service.owner('PUT', 'pics/long.gif', { body: gif(230, 230, ...frames) });
  await expectRefused('long.gif', 'image/resize,w_10', {
    status: 400,
    code: 'ImageTooLarge',
    cause: 12,
    message: 'The picture is 230x230 with 5000 frames, 264500000 pixels; at most 250000000 are allowed.',
  });
  expect((await request('long.gif', 'image/resize,w_10/format,png')).status).toBe(200);
});

test('a protected source', async () => {
  const open = { domains: 'all', protectedSuffixes: [], delimiters: [], oldSyntaxOnOss: false } as const;
  await service.store.setProcessConfiguration('pics', { ...open, protectedSuffixes: ['jpg'] });
  await expectRefused('photo.jpg', 'image/info', {
    status: 403,
    code: 'AccessDenied',
    cause: 31,
    message: 'The channel can be only accessed using style',
  });
  await service.store.setProcessConfiguration('pics', open);
});

test('the old syntax', async () => {
  const host = 'pics.img-cn-hangzhou.aliyuncs.com';
  const wrong = [
    ['0w', 336],
    ['0h', 334],
    ['3e', 345],
    ['2c', 346],
    ['2l', 333],
    ['0p', 338],
    ['256-0-0bgc', 332],
    ['1a', 205],
    ['1x1-0rc', 330],
    ['0x-0ic', 323],
    ['0-0ci', 234],
    ['3o', 348],
    ['0-0bl', 238],
    ['101d', 248],
    ['0q', 351],
    ['0Q', 352],
    ['2pr', 353],
    ['abc', 201],
    ['4096w_2x', 350],
    ['watermark=4', 359],
  ] as const;
  for (const [suffix, cause] of wrong) {
    const { status, headers } = await service.ask({ host, path: `/photo.jpg@${suffix}` });
    expect([suffix, status, headers['x-oss-ec']]).toEqual([suffix, 400, numbered(cause)]);
    produced.add(cause);
  }
});

describe('of several faults the first in order answers', () => {
  const answers = async (path: string, chain: string) => {
    const reply = await service.ask({ path, query: `x-oss-process=${chain}` });
    return `${reply.status} ${element(reply.text, 'Code')}`;
  };

  test.each([
    ['no access before a wrong chain', '/shut/text.jpg', 'image/slim,1', '403 AccessDenied'],
    ['no access before a missing object', '/shut/missing.jpg', 'image/slim,1', '403 AccessDenied'],
    ['a wrong chain before a missing object', '/pics/missing.jpg', 'image/rotate,400', '400 InvalidArgument'],
    ['a missing object before what it would be', '/pics/missing.jpg', 'image/rotate,90', '404 NoSuchKey'],
    ['too many bytes before the format', '/pics/large.txt', 'image/rotate,90', '400 ImageTooLarge'],
    ['the format before the geometry', '/pics/text.jpg', 'image/crop,x_9999', '400 BadRequest'],
    ['the first action before the second', '/pics/photo.jpg', 'image/rotate/slim,1', '400 MissingArgument'],
  ])('%s', async (_, path, chain, answer) => {
    expect(await answers(path, chain)).toBe(answer);
  });
});

describe('the numbers', () => {
  test('of the vendor for pictures have all been seen', () => {
    expect(VENDOR.filter((cause) => !produced.has(cause))).toEqual([]);
  });

  test('of our own tables have all been seen', () => {
    const rows = operations.flatMap(({ params, emptyCause }) => [
      emptyCause,
      ...Object.values(params).map(({ cause }) => cause),
    ]);
    const old = Object.values<OldParam>(OLD_PARAMS).map(({ cause }) => cause);
    const ours = [...rows, ...old, ...Object.values(CAUSES).map(([cause]) => cause)];
    expect(ours.filter((cause) => cause !== undefined && !produced.has(cause))).toEqual([]);
  });
});

test('the query is decoded once', async () => {
  const ask = (query: string) => service.ask({ path: '/pics/photo.jpg', query: `x-oss-process=${query}` });
  for (const query of ['image/resize,w_60', 'image%2Fresize%2Cw_60', 'image/resize,%77_%36%30']) {
    expect(await sharp((await ask(query)).bytes).metadata()).toMatchObject({ width: 60 });
  }
  const twice = await ask('image/resize,w_%2536%2530');
  expect(element(twice.text, 'Message')).toMatch(/^The value: %36%30 of parameter: w is invalid\./);
  for (const query of ['image/resize,w_60%00', 'image/resize,w_%zz', 'image/resize,w_%ff']) {
    expect(element((await ask(query)).text, 'Code')).toBe('InvalidArgument');
  }
});
