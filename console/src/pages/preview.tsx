import { BucketTabs } from '../parts/bucket-page';

export function PreviewPage({ bucket }: { readonly bucket: string }) {
  return (
    <BucketTabs bucket={bucket} tab="files">
      <div className="panel" />
    </BucketTabs>
  );
}
