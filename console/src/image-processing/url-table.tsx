/** What URLs of the bucket will look like with the settings that are being chosen, and which of them will be refused. */
import { CheckCircleFilled, StopFilled } from '@ant-design/icons';
import { Alert } from 'antd';
import type { AccessSettings } from '../api/access-settings';
import { openUrl } from '../api/links';
import type { Acl } from '../api/oss';
import { useSession } from '../frame/session';
import { useTexts } from '../texts/texts';
import { ChainText } from './chain-text';
import { ALWAYS, chainUrl, isProtected, type Place, suffixUrl } from './urls';

export interface UrlTableProps {
  readonly bucket: string;
  readonly settings: AccessSettings;
  readonly acl: Acl;
  readonly style: string | undefined;
  readonly sample: string | undefined;
}

interface Line {
  readonly kind: string;
  readonly url: string;
  readonly open: boolean;
}

export function UrlTable({ bucket, settings, acl, style = 'thumbnail', sample }: UrlTableProps) {
  const { image: text } = useTexts();
  const { endpoint } = useSession();
  const key = sample ?? text.anyFile;
  const { urlKinds } = text;
  const lines = linesFor({ endpoint, bucket, key }, style, settings, acl, urlKinds);
  return (
    <section className="panel url-table" aria-live="polite">
      <h2>{text.urls}</h2>
      <p className="muted">{text.urlsAbout(key, style)}</p>
      {acl === 'private' && <Alert type="info" showIcon title={text.privateBucket} />}
      <dl>
        {lines.map(({ kind, url, open }) => (
          <div key={url} className="url-line">
            <dt>
              {kind}
              <span className={open ? 'tag good' : 'tag bad'}>
                {open ? <CheckCircleFilled /> : <StopFilled />} {open ? text.works : text.refused}
              </span>
            </dt>
            <dd>
              <ChainText>{url}</ChainText>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function linesFor(
  place: Place,
  style: string,
  { suffixes, separators, ossDomains, oldSyntax }: AccessSettings,
  acl: Acl,
  kinds: ReturnType<typeof useTexts>['image']['urlKinds'],
): readonly Line[] {
  const reads = acl !== 'private';
  // The addresses that are shown are of an OSS domain.
  const open = reads && !(ossDomains && isProtected(place.key, suffixes));
  const own = ossDomains ? separators.filter((each) => each !== ALWAYS) : [];
  return [
    { kind: kinds.plain, url: openUrl(place), open },
    { kind: kinds.chain, url: chainUrl(place, 'image/resize,w_200'), open },
    { kind: kinds.style, url: chainUrl(place, `style/${style}`), open: reads },
    ...[ALWAYS, ...own].map((separator) => ({
      kind: kinds.separator(separator),
      url: suffixUrl(place, separator + style),
      open: reads,
    })),
    ...(oldSyntax ? [{ kind: kinds.old, url: suffixUrl(place, '@200w'), open }] : []),
  ];
}
