import { channel } from '../api/channel';
import { ChannelForm } from '../image-processing/channel-form';
import { BucketTabs } from '../parts/bucket-page';
import { useLoad } from '../parts/load';
import { WhenLoaded } from '../parts/loaded';
import '../image-processing/image-processing.css';

export function ChannelPage({ bucket }: { readonly bucket: string }) {
  const loaded = useLoad(bucket, (signal) => channel(bucket, signal));
  return (
    <BucketTabs bucket={bucket} tab="image">
      <WhenLoaded of={loaded}>{(value) => <ChannelForm key={bucket} bucket={bucket} channel={value} />}</WhenLoaded>
    </BucketTabs>
  );
}
