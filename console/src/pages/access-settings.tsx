import { accessSettings } from '../api/access-settings';
import { bucketAcl } from '../api/buckets';
import { listStyles } from '../api/styles';
import { AccessForm } from '../image-processing/access-form';
import { sampleOf } from '../image-processing/sample';
import { BucketTabs } from '../parts/bucket-page';
import { useLoad } from '../parts/load';
import { WhenLoaded } from '../parts/loaded';
import '../image-processing/image-processing.css';

export function AccessSettingsPage({ bucket }: { readonly bucket: string }) {
  const loaded = useLoad(bucket, async (signal) => {
    const [settings, acl, styles, sample] = await Promise.all([
      accessSettings(bucket, signal),
      bucketAcl(bucket, signal),
      listStyles(bucket, signal),
      sampleOf(bucket, signal),
    ]);
    return { settings, acl, style: styles[0]?.name, sample };
  });
  return (
    <BucketTabs bucket={bucket} tab="image">
      <WhenLoaded of={loaded}>{(value) => <AccessForm key={bucket} bucket={bucket} {...value} />}</WhenLoaded>
    </BucketTabs>
  );
}
