/** Custom domains: names of one's own that lead to the bucket. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Empty, Form, Input, Typography } from 'antd';
import { useState } from 'react';
import { type BoundDomain, bindDomain, boundDomains, domainUrl, unbindDomain } from '../api/domains';
import { useSession } from '../frame/session';
import { useAskDelete } from '../parts/ask-delete';
import { useAttempt } from '../parts/failure';
import { FormDialog } from '../parts/form-dialog';
import { useFormat } from '../parts/format';
import { useLoad } from '../parts/load';
import { WhenLoaded } from '../parts/loaded';
import { useTexts } from '../texts/texts';

export function Domains({ bucket }: { readonly bucket: string }) {
  const { settings: text } = useTexts();
  const { readOnly } = useSession();
  const loaded = useLoad(bucket, (signal) => boundDomains(bucket, signal));
  const [binding, setBinding] = useState(false);
  const bind = (
    <Button icon={<PlusOutlined aria-hidden />} disabled={readOnly} onClick={() => setBinding(true)}>
      {text.bindDomain}
    </Button>
  );
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{text.domains}</h2>
        {bind}
      </div>
      <p className="muted">{text.domainsAbout}</p>
      <WhenLoaded of={loaded}>
        {(value) =>
          value.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<strong>{text.noDomains}</strong>}>
              <ol className="empty-steps muted">
                {text.domainSteps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            </Empty>
          ) : (
            <ul className="setting-cards">
              {value.map((one) => (
                <DomainCard key={one.domain} bucket={bucket} bound={one} onChanged={loaded.reload} />
              ))}
            </ul>
          )
        }
      </WhenLoaded>
      {binding && (
        <BindDomain
          bucket={bucket}
          onSaved={() => {
            setBinding(false);
            loaded.reload();
          }}
          onClose={() => setBinding(false)}
        />
      )}
    </section>
  );
}

interface DomainCardProps {
  readonly bucket: string;
  readonly bound: BoundDomain;
  readonly onChanged: () => void;
}

function DomainCard({ bucket, bound: { domain, boundAt }, onChanged }: DomainCardProps) {
  const { settings: text } = useTexts();
  const { readOnly, endpoint } = useSession();
  const askDelete = useAskDelete();
  const format = useFormat();
  const attempt = useAttempt();
  const remove = () =>
    askDelete({
      title: text.askUnbind(domain),
      content: text.unbindAbout,
      okText: text.unbind,
      onOk: async () => {
        await attempt(() => unbindDomain(bucket, domain), text.unbound(domain));
        onChanged();
      },
    });
  return (
    <li className="setting-card setting-line">
      <div>
        <Typography.Text copyable className="mono wrap">
          {domainUrl(endpoint, domain)}
        </Typography.Text>
        <div className="muted">{text.boundAt(format.time(boundAt))}</div>
      </div>
      <Button
        size="small"
        danger
        icon={<DeleteOutlined aria-hidden />}
        disabled={readOnly}
        aria-label={`${text.unbind}: ${domain}`}
        title={text.unbind}
        onClick={remove}
      />
    </li>
  );
}

interface BindDomainProps {
  readonly bucket: string;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

function BindDomain({ bucket, onSaved, onClose }: BindDomainProps) {
  const { settings: text } = useTexts();
  const { endpoint } = useSession();
  return (
    <FormDialog<{ domain: string }>
      title={text.bindDomain}
      first="domain"
      initial={{}}
      save={({ domain }) => bindDomain(bucket, domain.trim())}
      done={({ domain }) => text.boundOk(domain.trim())}
      onSaved={onSaved}
      onClose={onClose}
    >
      <Form.Item
        name="domain"
        label={text.domain}
        extra={text.domainAbout(new URL(endpoint).hostname)}
        rules={[{ required: true, message: text.domainMissing }]}
      >
        <Input spellCheck={false} autoComplete="off" placeholder="img.example.com" maxLength={253} />
      </Form.Item>
    </FormDialog>
  );
}
