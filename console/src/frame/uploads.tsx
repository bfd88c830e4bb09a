/** What is on its way up, in a corner of every page. */
import { CheckCircleOutlined, CloseOutlined, RedoOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { failureText } from '../parts/failure';
import { useFormat } from '../parts/format';
import { useTexts } from '../texts/texts';
import { type UploadJob, useUploadGuard, useUploadQueue, useUploads } from './upload-queue';
import './uploads.css';

/** Of thousands of files only so many are shown one by one. */
const SHOWN = 100;

export function Uploads() {
  const jobs = useUploads();
  const queue = useUploadQueue();
  const { common, uploads: text } = useTexts();
  useUploadGuard(jobs);
  if (jobs.length === 0) return null;
  const over = jobs.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
  // Failures first, then what moves.
  const rank = { failed: 0, running: 1, waiting: 2, cancelled: 3, done: 4 } as const;
  const shown = [...jobs].sort((a, b) => rank[a.state] - rank[b.state]).slice(0, SHOWN);
  return (
    <section className="uploads" aria-label={text.title}>
      <div className="uploads-head">
        <strong aria-live="polite">{text.progress(over, jobs.length)}</strong>
        <Button
          type="text"
          icon={<CloseOutlined aria-hidden />}
          aria-label={common.close}
          disabled={over === 0}
          onClick={() => queue.clear()}
        />
      </div>
      <ul className="uploads-list">
        {shown.map((job) => (
          <Job key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

function Job({ job }: { readonly job: UploadJob }) {
  const texts = useTexts();
  const format = useFormat();
  const queue = useUploadQueue();
  const { id, key, state, size, sent, error } = job;
  const name = key.slice(key.lastIndexOf('/') + 1) || key;
  const live = state === 'waiting' || state === 'running';
  const percent = size === 0 ? (state === 'done' ? 100 : 0) : Math.floor((100 * sent) / size);
  return (
    <li>
      <div className="uploads-line">
        <span title={key}>{name}</span>
        <span className="muted">{state === 'cancelled' ? texts.uploads.cancelled : format.bytes(size)}</span>
        {state === 'done' && <CheckCircleOutlined aria-label={texts.uploads.done} />}
        {state === 'failed' && (
          <Button
            size="small"
            type="text"
            icon={<RedoOutlined aria-hidden />}
            aria-label={`${texts.common.retry}: ${name}`}
            onClick={() => queue.retry(id)}
          />
        )}
        {(live || state === 'failed') && (
          <Button
            size="small"
            type="text"
            icon={<CloseOutlined aria-hidden />}
            aria-label={`${texts.common.cancel}: ${name}`}
            onClick={() => queue.cancel(id)}
          />
        )}
      </div>
      {live && <Progress percent={percent} size="small" aria-label={name} />}
      {state === 'failed' && <div className="uploads-error wrap">{failureText(error, texts)}</div>}
    </li>
  );
}
