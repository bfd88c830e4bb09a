import { Alert, Descriptions, Statistic, Typography } from 'antd';
import { Link } from 'wouter';
import { type BucketFacts, bucketAcl, bucketFacts } from '../api/buckets';
import type { Acl } from '../api/oss';
import { useBuckets } from '../frame/buckets';
import { paths } from '../frame/paths';
import { useSession } from '../frame/session';
import { BucketTabs } from '../parts/bucket-page';
import { useFormat } from '../parts/format';
import { useLoad } from '../parts/load';
import { WhenLoaded } from '../parts/loaded';
import { useTexts } from '../texts/texts';
import './overview.css';

export function BucketPage({ bucket }: { readonly bucket: string }) {
  const loaded = useLoad(bucket, async (signal) => {
    const [acl, facts] = await Promise.all([bucketAcl(bucket, signal), bucketFacts(bucket, signal)]);
    return { acl, facts };
  });
  return (
    <BucketTabs bucket={bucket} tab="overview">
      <WhenLoaded of={loaded}>
        {({ acl, facts }) => (
          <>
            <Numbers facts={facts} />
            <About bucket={bucket} acl={acl} />
            <Steps bucket={bucket} />
          </>
        )}
      </WhenLoaded>
    </BucketTabs>
  );
}

function Numbers({ facts: { objects, bytes, uploads } }: { readonly facts: BucketFacts }) {
  const { buckets: text } = useTexts();
  const format = useFormat();
  return (
    <section className="numbers panel" aria-label={text.facts}>
      <Statistic title={text.objects} value={format.number(objects)} />
      <Statistic title={text.size} value={format.bytes(bytes)} />
      <Statistic title={text.uploads} value={format.number(uploads)} />
    </section>
  );
}

function About({ bucket, acl }: { readonly bucket: string; readonly acl: Acl }) {
  const { buckets: text } = useTexts();
  const { endpoint } = useSession();
  const format = useFormat();
  const created = useBuckets().value?.find(({ name }) => name === bucket)?.createdAt;
  const items = [
    {
      key: 'endpoint',
      label: text.endpoint,
      children: (
        <div>
          <Typography.Text copyable className="mono wrap">
            {`${endpoint}/${bucket}`}
          </Typography.Text>
          <div className="muted">{text.endpointAbout}</div>
        </div>
      ),
    },
    {
      key: 'acl',
      label: text.acl,
      children: (
        <div>
          {text.acls[acl]} ·{' '}
          <Link href={paths.bucketSettings(bucket)} className="in-text">
            {text.change}
          </Link>
          <div className="muted">{text.aclAbout[acl]}</div>
        </div>
      ),
    },
    { key: 'created', label: text.created, children: created && format.time(created) },
  ];
  return (
    <section className="panel">
      <h2>{text.facts}</h2>
      <Descriptions column={1} colon={false} items={items} styles={{ label: { width: 150 } }} />
      {acl === 'public-read-write' && <Alert type="warning" showIcon title={text.aclWarning} />}
    </section>
  );
}

/** What is done with a bucket, in the order in which one does it first. */
function Steps({ bucket }: { readonly bucket: string }) {
  const { buckets: text } = useTexts();
  const addresses = [paths.files(bucket), paths.createStyle(bucket), paths.accessSettings(bucket)];
  return (
    <section className="panel">
      <h2>{text.stepsTitle}</h2>
      <ol className="steps">
        {text.steps.map(({ title, about }, index) => (
          <li key={title}>
            <Link href={addresses[index] ?? paths.files(bucket)}>{title}</Link>
            <div className="muted">{about}</div>
          </li>
        ))}
      </ol>
    </section>
  );
}
