/** The overview of a server in a rush and of a node among others: numbers that a quiet server on SQLite has not. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoSidewaysScroll, useVisitor } from './visitor.js';

interface Row {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const visitor = useVisitor();
let page: Page;
/** What the server's own answer is given besides. */
let more: Readonly<Record<string, readonly Row[]>> = {};

beforeAll(async () => {
  page = await visitor.open();
  await page.evaluate(`localStorage.setItem('tintype.language', 'en')`);
  await page.reload();
  await visitor.signIn(page);
  await page.route('**/api/overview', async (route) => {
    const response = await route.fetch();
    const json = (await response.json()) as { metrics: object };
    await route.fulfill({ response, json: { ...json, metrics: { ...json.metrics, ...more } } });
  });
});
afterAll(() => expect(visitor.complaints).toEqual([]));

const number = (value: number): readonly Row[] => [{ labels: {}, value }];

async function shown(metrics: Readonly<Record<string, readonly Row[]>>): Promise<string> {
  more = metrics;
  await page.goto(`${visitor.ui}/overview`);
  await page.locator('.plots').waitFor();
  return (await page.locator('main.content').textContent()) ?? '';
}

test('a lane that stands is warned of, and a quiet one is not', async () => {
  expect(await shown({})).not.toContain('more pictures');
  const lane = (name: string, value: number) => ({ labels: { lane: name }, value });
  const text = await shown({ tintype_queue_standing_seconds: [lane('fast', 75), lane('slow', 0)] });
  expect(text).toContain('For 1 min more pictures have been asked for');
  expect(text).not.toContain('slow pictures');
});

test('nodes on PostgreSQL: the lease, what is asked and told, and the slowest first; none with SQLite', async () => {
  expect(await shown({})).not.toContain('Nodes on this database');
  const node = (name: string, value: number) => ({ labels: { node: name }, value });
  const metrics = {
    tintype_metadata_lease: number(1),
    tintype_metadata_questions_total: number(9000),
    tintype_metadata_told_total: number(200),
    tintype_metadata_told_seconds_total: number(4.2),
    tintype_metadata_last_answers_total: [node('quick-1', 190), node('slow-2', 10)],
    tintype_metadata_last_answers_seconds_total: [node('quick-1', 0.19), node('slow-2', 4)],
  };
  const text = await shown(metrics);
  expect(text).toMatch(/Lease\s*held/);
  expect(text).toMatch(/Changes told to others\s*200/);
  expect(text).toMatch(/Wait for answers\s*21 ms/);
  expect(text).toMatch(/slow-2last in 10 changes, which waited 400 ms on averagequick-1last in 190 changes, .* 1 ms/);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(`localStorage.setItem('tintype.language', 'zh')`);
  expect(await shown(metrics)).toMatch(/slow-2\s*在 10 次修改中最后应答/);
  await expectNoSidewaysScroll(page);
});
