import { CheckCircleFilled, WarningFilled } from '@ant-design/icons';
import { Alert, Skeleton, Statistic, Tag } from 'antd';
import { useMemo } from 'react';
import { bucketFacts, listBuckets } from '../api/buckets';
import { type Overview, total } from '../api/overview';
import { useSession } from '../frame/session';
import { Failure } from '../parts/failure';
import { type Format, useFormat } from '../parts/format';
import { asked, type History, hits, levels, rates, ratios, useHistory } from '../parts/history';
import { useLoad } from '../parts/load';
import { Machine } from '../parts/machine';
import { Nodes } from '../parts/nodes';
import { Page } from '../parts/page';
import { Plot } from '../parts/plot';
import { useTexts } from '../texts/texts';
import './overview.css';

/** Counting takes a request for each bucket. */
const MOST_COUNTED = 200;

export function OverviewPage() {
  const { overview: text } = useTexts();
  const { root } = useSession();
  const history = useHistory();
  const latest = history.samples.at(-1);
  return (
    <Page title={text.title} actions={latest && <State latest={latest} />}>
      {history.error !== undefined && <Failure error={history.error} />}
      {latest !== undefined && <Standing latest={latest} />}
      {latest === undefined ? <Skeleton active /> : <Numbers latest={latest} />}
      {latest !== undefined && <Plots history={history} />}
      <p className="muted">
        {text.since} <a href="/metrics">{text.more}</a>
      </p>
      {root && <Nodes samples={history.samples} />}
      {root && <Machine />}
    </Page>
  );
}

function State({ latest }: { readonly latest: Overview }) {
  const { overview: text } = useTexts();
  const { version } = useSession();
  const format = useFormat();
  const { ok, checks } = latest.health;
  const wrong = Object.entries(checks).filter(([, result]) => result !== 'ok');
  const up = latest.at / 1000 - total(latest, 'process_start_time_seconds');
  return (
    <span className="state">
      <Tag color={ok ? 'success' : 'error'} icon={ok ? <CheckCircleFilled /> : <WarningFilled />}>
        {ok ? text.ready : `${text.notReady}: ${wrong.map(([name, result]) => `${name} ${result}`).join(', ')}`}
      </Tag>
      <span className="muted">
        {text.version(version)} · {text.up(format.duration(up))}
      </span>
    </span>
  );
}

/** A lane of the workers' queue into which more has come, for a while, than can be done. */
function Standing({ latest }: { readonly latest: Overview }) {
  const { overview: text } = useTexts();
  const format = useFormat();
  return (['fast', 'slow'] as const).map((lane) => {
    const seconds = total(latest, 'tintype_queue_standing_seconds', { lane });
    if (seconds === 0) return null;
    const title = text.standing[lane](format.duration(seconds));
    return <Alert key={lane} type="warning" showIcon title={title} style={{ marginBottom: 16 }} />;
  });
}

function Numbers({ latest }: { readonly latest: Overview }) {
  const { overview: text } = useTexts();
  const format = useFormat();
  const { value: stored } = useLoad('stored', countStored);
  const rate = asked(latest) === 0 ? undefined : hits(latest) / asked(latest);
  const items: readonly (readonly [string, string | undefined])[] = [
    [text.buckets, stored && format.number(stored.buckets)],
    [text.objects, stored && format.number(stored.objects)],
    [text.bytes, stored && format.bytes(stored.bytes)],
    [text.hitRate, rate === undefined ? '–' : `${format.number(rate * 100, 1)} %`],
    [text.cache, format.bytes(total(latest, 'tintype_results_bytes'))],
    [text.workers, format.number(total(latest, 'tintype_workers'))],
  ];
  return (
    <div className="numbers panel">
      {items.map(([title, value]) => (
        <Statistic key={title} title={title} value={value ?? '…'} />
      ))}
    </div>
  );
}

async function countStored(signal: AbortSignal) {
  const buckets = await listBuckets(signal);
  const facts = await Promise.all(buckets.slice(0, MOST_COUNTED).map(({ name }) => bucketFacts(name, signal)));
  const sum = (read: (one: { objects: number; bytes: number }) => number) =>
    facts.reduce((all, one) => all + read(one), 0);
  return { buckets: buckets.length, objects: sum(({ objects }) => objects), bytes: sum(({ bytes }) => bytes) };
}

function Plots({ history: { samples } }: { readonly history: History }) {
  const { overview: text } = useTexts();
  const format = useFormat();
  const series = useMemo(() => seriesOf(samples), [samples]);
  const few = (value: number) => format.number(value, value < 10 ? 1 : 0);
  const size = sizes(format);
  return (
    <div className="plots">
      <Plot title={text.requests} unit={text.requestsUnit} format={few} {...series.requests} />
      <Plot title={text.failed} unit={text.requestsUnit} format={few} {...series.failed} />
      <Plot title={text.hitRate} unit={text.hitUnit} format={few} {...series.hitRate} />
      <Plot title={text.renderTime} unit={text.renderUnit} format={few} {...series.render} />
      <Plot title={text.queue} unit={text.queueUnit} format={few} {...series.queue} />
      <Plot title={text.traffic} unit={text.trafficUnit} format={size} least={1000} {...series.sent} />
      <Plot title={text.memory} unit="" format={size} least={1000} {...series.memory} />
      <Plot title={text.cpu} unit="%" format={few} {...series.cpu} />
    </div>
  );
}

function sizes(format: Format): (value: number) => string {
  return (value) => format.bytes(value);
}

function seriesOf(samples: History['samples']) {
  const requests = 'tintype_http_requests_total';
  const failures = (sample: Overview) =>
    total(sample, requests, { status: '4xx' }) + total(sample, requests, { status: '5xx' });
  const picture = { action: 'ProcessObject' };
  const seconds = 'tintype_http_request_duration_seconds';
  return {
    requests: rates(samples, (sample) => total(sample, requests)),
    failed: rates(samples, failures),
    hitRate: ratios(samples, (sample) => 100 * hits(sample), asked),
    render: ratios(
      samples,
      (sample) => 1000 * total(sample, `${seconds}_sum`, picture),
      (sample) => total(sample, `${seconds}_count`, picture),
    ),
    queue: levels(samples, (sample) => total(sample, 'tintype_queue_jobs')),
    sent: rates(samples, (sample) => total(sample, 'tintype_http_sent_bytes_total')),
    memory: levels(
      samples,
      (sample) => total(sample, 'process_resident_memory_bytes') + total(sample, 'tintype_worker_rss_bytes'),
    ),
    cpu: rates(samples, (sample) => 100 * total(sample, 'process_cpu_seconds_total')),
  };
}
