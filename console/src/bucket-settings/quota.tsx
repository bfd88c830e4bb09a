/** How much the bucket may hold, beside what it holds. */
import { Button, InputNumber, Progress, Radio, Space } from 'antd';
import { useState } from 'react';
import { bucketFacts } from '../api/buckets';
import { bucketQuota, GIGABYTE, setBucketQuota } from '../api/quota';
import { useSession } from '../frame/session';
import { useAttempt } from '../parts/failure';
import { useFormat } from '../parts/format';
import { useLoad } from '../parts/load';
import { WhenLoaded } from '../parts/loaded';
import { useTexts } from '../texts/texts';

/** Of a limit that is just switched on. */
const FIRST_GIGABYTES = 100;

interface Holding {
  /** In gigabytes. */
  readonly quota: number | undefined;
  readonly bytes: number;
}

export function Quota({ bucket }: { readonly bucket: string }) {
  const { lifecycle: text } = useTexts();
  const loaded = useLoad(bucket, async (signal): Promise<Holding> => {
    const [quota, { bytes }] = await Promise.all([bucketQuota(bucket, signal), bucketFacts(bucket, signal)]);
    return { quota, bytes };
  });
  return (
    <section className="panel">
      <h2>{text.quota}</h2>
      <p className="muted">{text.quotaAbout}</p>
      <WhenLoaded of={loaded}>{(value) => <QuotaForm key={bucket} bucket={bucket} {...value} />}</WhenLoaded>
    </section>
  );
}

function QuotaForm({ bucket, quota, bytes }: Holding & { readonly bucket: string }) {
  const { common, lifecycle: text } = useTexts();
  const { readOnly } = useSession();
  const [kept, setKept] = useState(quota);
  const [limited, setLimited] = useState(quota !== undefined);
  /** A field that was emptied is null. */
  const [gigabytes, setGigabytes] = useState<number | null>(quota ?? FIRST_GIGABYTES);
  const attempt = useAttempt();
  const chosen = limited ? gigabytes : undefined;
  const save = async () => {
    if (chosen === null) return;
    if (await attempt(() => setBucketQuota(bucket, chosen), text.quotaSaved)) setKept(chosen);
  };
  return (
    <>
      <Used bytes={bytes} quota={kept} />
      <Radio.Group
        value={limited}
        onChange={(event) => setLimited(event.target.value as boolean)}
        aria-label={text.quota}
      >
        <Space orientation="vertical">
          <Radio value={false}>{text.noLimit}</Radio>
          <Radio value>{text.limit}</Radio>
        </Space>
      </Radio.Group>
      {limited && (
        <div className="quota-field">
          <InputNumber min={0} precision={0} value={gigabytes} aria-label={text.quotaField} onChange={setGigabytes} />
          <span className="muted">{text.gigabytes}</span>
        </div>
      )}
      <div style={{ marginTop: 16 }}>
        <Button type="primary" disabled={readOnly || chosen === null || chosen === kept} onClick={save}>
          {common.save}
        </Button>
      </div>
    </>
  );
}

function Used({ bytes, quota }: { readonly bytes: number; readonly quota: number | undefined }) {
  const { lifecycle: text } = useTexts();
  const format = useFormat();
  if (quota === undefined) return <p>{text.used(format.bytes(bytes))}</p>;
  const most = quota * GIGABYTE;
  const percent = most === 0 ? 100 : Math.min(100, (100 * bytes) / most);
  return (
    <div className="quota-used">
      {text.usedOf(format.bytes(bytes), `${format.number(quota)} GiB`)}
      <Progress
        percent={percent}
        showInfo={false}
        status={percent >= 100 ? 'exception' : 'normal'}
        aria-label={text.quota}
      />
    </div>
  );
}
