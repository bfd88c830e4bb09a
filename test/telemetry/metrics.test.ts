import { expect, test } from 'vitest';
import { createMetrics } from '#src/telemetry/metrics.js';

test('requests by action and class of status, bytes, duration', async () => {
  const metrics = createMetrics();
  metrics.observeRequest({ action: 'GetObject', status: 200, seconds: 0.003, bytesIn: 0, bytesOut: 100 });
  metrics.observeRequest({ action: 'GetObject', status: 206, seconds: 0.2, bytesIn: 0, bytesOut: 50 });
  metrics.observeRequest({ action: 'PutObject', status: 404, seconds: 0.001, bytesIn: 7, bytesOut: 0 });
  metrics.observeRequest({ action: 'GetObject', status: 304, seconds: 0.001, bytesIn: 0, bytesOut: 0 });
  const { contentType, text } = await metrics.page();
  expect(contentType).toMatch(/^text\/plain/);
  expect(text).toContain('tintype_http_requests_total{action="GetObject",status="2xx"} 2\n');
  expect(text).toContain('tintype_http_requests_total{action="PutObject",status="4xx"} 1\n');
  expect(text).toContain('tintype_http_requests_total{action="GetObject",status="3xx"} 1\n');
  expect(text).toContain('tintype_http_not_modified_total{action="GetObject"} 1\n');
  expect(text).not.toContain('status="5xx"');
  expect(text).toContain('tintype_http_request_duration_seconds_bucket{le="0.005",action="GetObject"} 2\n');
  expect(text).toContain('tintype_http_request_duration_seconds_count{action="GetObject"} 3\n');
  expect(text).toContain('tintype_http_received_bytes_total 7\n');
  expect(text).toContain('tintype_http_sent_bytes_total 150\n');
  expect(text).toContain('process_cpu_user_seconds_total');
});

test('numbers that others keep are read when the page is asked for', async () => {
  const metrics = createMetrics();
  let busy = 1;
  metrics.registerGauge({ name: 'tintype_http_in_flight', help: 'Requests under way.', read: () => busy });
  metrics.registerGauge({
    name: 'tintype_queue_jobs',
    help: 'Jobs that wait.',
    labels: ['lane'],
    read: () => [
      { labels: { lane: 'fast' }, value: 2 },
      { labels: { lane: 'slow' }, value: 3 },
    ],
  });
  metrics.registerCounter({ name: 'tintype_workers_killed_total', help: 'Workers killed.', read: () => busy * 2 });
  expect((await metrics.page()).text).toContain('tintype_workers_killed_total 2\n');
  busy = 5;
  const { text } = await metrics.page();
  expect(text).toContain('tintype_http_in_flight 5\n');
  expect(text).toContain('tintype_queue_jobs{lane="slow"} 3\n');
  expect(text).toContain('# TYPE tintype_workers_killed_total counter\n');
  expect(text).toContain('tintype_workers_killed_total 10\n');
});

test('two registries know nothing of each other', async () => {
  const [a, b] = [createMetrics(), createMetrics()];
  a.observeRequest({ action: 'GetObject', status: 200, seconds: 1, bytesIn: 0, bytesOut: 0 });
  expect((await b.page()).text).not.toContain('action="GetObject"');
});

test('waiting for a worker and its work are histograms by operation and format', async () => {
  const metrics = createMetrics();
  metrics.observeJob({ operation: 'resize', format: 'jpg', waited: 0.002, worked: 0.03 });
  metrics.observeJob({ operation: 'resize', format: 'jpg', waited: 20, worked: 0.2 });
  metrics.observeJob({ operation: 'chain', format: 'none', waited: 0, worked: 40 });
  const { text } = await metrics.page();
  expect(text).toContain('# TYPE tintype_queue_wait_seconds histogram\n');
  expect(text).toContain('tintype_queue_wait_seconds_bucket{le="0.001",operation="resize",format="jpg"} 0\n');
  expect(text).toContain('tintype_queue_wait_seconds_bucket{le="0.005",operation="resize",format="jpg"} 1\n');
  expect(text).toContain('tintype_queue_wait_seconds_bucket{le="15",operation="resize",format="jpg"} 1\n');
  expect(text).toContain('tintype_queue_wait_seconds_bucket{le="+Inf",operation="resize",format="jpg"} 2\n');
  expect(text).toContain('tintype_render_seconds_bucket{le="0.05",operation="resize",format="jpg"} 1\n');
  expect(text).toContain('tintype_render_seconds_sum{operation="resize",format="jpg"} 0.23\n');
  expect(text).toContain('tintype_render_seconds_count{operation="chain",format="none"} 1\n');
});

test('every metric of our own is described, with the labels that it has on the page', async () => {
  const metrics = createMetrics();
  metrics.registerGauge({ name: 'tintype_tests', help: 'Tests.', labels: ['kind'], read: () => [] });
  const described = metrics.described();
  expect(described).toContainEqual({ name: 'tintype_tests', kind: 'gauge', help: 'Tests.', labels: ['kind'] });
  const { text } = await metrics.page();
  const onPage = [...text.matchAll(/^# TYPE (tintype_\w+) (\w+)$/gm)].map(([, name, kind]) => `${name} ${kind}`);
  expect(described.map(({ name, kind }) => `${name} ${kind}`).sort()).toEqual(onPage.sort());
});
