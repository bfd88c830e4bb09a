import { Access } from '../bucket-settings/access';
import { Cors } from '../bucket-settings/cors';
import { DeleteBucket } from '../bucket-settings/delete-bucket';
import { Domains } from '../bucket-settings/domains';
import { Lifecycle } from '../bucket-settings/lifecycle';
import { Mirror } from '../bucket-settings/mirror';
import { Quota } from '../bucket-settings/quota';
import { BucketTabs } from '../parts/bucket-page';
import '../bucket-settings/bucket-settings.css';

/** Each section loads by itself: what fails in one leaves the others usable. */
export function BucketSettingsPage({ bucket }: { readonly bucket: string }) {
  return (
    <BucketTabs bucket={bucket} tab="settings">
      <Access bucket={bucket} />
      <Cors bucket={bucket} />
      <Domains bucket={bucket} />
      <Quota bucket={bucket} />
      <Lifecycle bucket={bucket} />
      <Mirror bucket={bucket} />
      <DeleteBucket key={bucket} bucket={bucket} />
    </BucketTabs>
  );
}
