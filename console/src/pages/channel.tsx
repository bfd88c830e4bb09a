import { Skeleton } from 'antd';
import { channel } from '../api/channel';
import { ChannelForm } from '../image-processing/channel-form';
import { BucketTabs } from '../parts/bucket-page';
import { Failure } from '../parts/failure';
import { useLoad } from '../parts/load';
import '../image-processing/image-processing.css';

export function ChannelPage({ bucket }: { readonly bucket: string }) {
  const { value, error, reload } = useLoad(bucket, (signal) => channel(bucket, signal));
  return (
    <BucketTabs bucket={bucket} tab="image">
      {error !== undefined ? (
        <Failure error={error} retry={reload} />
      ) : value === undefined ? (
        <Skeleton active />
      ) : (
        <ChannelForm key={bucket} bucket={bucket} channel={value} />
      )}
    </BucketTabs>
  );
}
