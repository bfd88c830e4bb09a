import { BucketTabs } from '../parts/bucket-page';

export function FilesPage({ bucket }: { readonly bucket: string }) {
  return (
    <BucketTabs bucket={bucket} tab="files">
      <div className="panel" />
    </BucketTabs>
  );
}
