/** Who may read and write: the ACL of the bucket. */
import { Button } from 'antd';
import { useState } from 'react';
import { bucketAcl, setBucketAcl } from '../api/buckets';
import type { Acl } from '../api/oss';
import { useSession } from '../frame/session';
import { AclChoice } from '../parts/acl-choice';
import { useAttempt } from '../parts/failure';
import { useLoad } from '../parts/load';
import { WhenLoaded } from '../parts/loaded';
import { useTexts } from '../texts/texts';

export function Access({ bucket }: { readonly bucket: string }) {
  const { buckets: text } = useTexts();
  const acl = useLoad(bucket, (signal) => bucketAcl(bucket, signal));
  return (
    <section className="panel">
      <h2>{text.acl}</h2>
      <WhenLoaded of={acl}>{(value) => <AclForm key={bucket} bucket={bucket} acl={value} />}</WhenLoaded>
    </section>
  );
}

function AclForm({ bucket, acl }: { readonly bucket: string; readonly acl: Acl }) {
  const { common, buckets: text } = useTexts();
  const { readOnly } = useSession();
  const [kept, setKept] = useState(acl);
  const [chosen, setChosen] = useState(acl);
  const attempt = useAttempt();
  const save = async () => {
    if (await attempt(() => setBucketAcl(bucket, chosen), text.aclChanged)) setKept(chosen);
  };
  return (
    <>
      <AclChoice value={chosen} onChange={setChosen} />
      <div style={{ marginTop: 16 }}>
        <Button type="primary" disabled={readOnly || chosen === kept} onClick={save}>
          {common.save}
        </Button>
      </div>
    </>
  );
}
