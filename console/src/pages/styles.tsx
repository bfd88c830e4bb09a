import { GlobalOutlined, PlusOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Empty } from 'antd';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { accessSettings } from '../api/access-settings';
import { listStyles, type Style } from '../api/styles';
import { paths } from '../frame/paths';
import { useSession } from '../frame/session';
import { DeleteStyle } from '../image-processing/delete-style';
import { sampleOf } from '../image-processing/sample';
import { StyleCard } from '../image-processing/style-card';
import { chainUrl } from '../image-processing/urls';
import { BucketTabs } from '../parts/bucket-page';
import { useLoad } from '../parts/load';
import { WhenLoaded } from '../parts/loaded';
import { useTexts } from '../texts/texts';
import '../image-processing/image-processing.css';
import { ChainText } from '../image-processing/chain-text';

export function StylesPage({ bucket }: { readonly bucket: string }) {
  const { image: text } = useTexts();
  const loaded = useLoad(bucket, async (signal) => {
    const [styles, sample, settings] = await Promise.all([
      listStyles(bucket, signal),
      sampleOf(bucket, signal),
      accessSettings(bucket, signal),
    ]);
    return { styles, sample, settings };
  });
  const [doomed, setDoomed] = useState<Style>();
  return (
    <BucketTabs bucket={bucket} tab="image">
      <section className="panel">
        <div className="panel-head">
          <h2>{text.styles}</h2>
          <Buttons bucket={bucket} />
        </div>
        <p className="muted">{text.stylesAbout}</p>
        <WhenLoaded of={loaded}>
          {({ styles, sample }) =>
            styles.length === 0 ? (
              <NoStyles bucket={bucket} sample={sample} />
            ) : (
              <ul className="style-cards">
                {styles.map((style) => (
                  <StyleCard key={style.name} bucket={bucket} style={style} sample={sample} onDelete={setDoomed} />
                ))}
              </ul>
            )
          }
        </WhenLoaded>
      </section>
      {doomed && loaded.value && (
        <DeleteStyle
          bucket={bucket}
          style={doomed}
          sample={loaded.value.sample}
          settings={loaded.value.settings}
          onClose={() => setDoomed(undefined)}
          onDeleted={loaded.reload}
        />
      )}
    </BucketTabs>
  );
}

function Buttons({ bucket }: { readonly bucket: string }) {
  const { image: text } = useTexts();
  const { readOnly } = useSession();
  const [, navigate] = useLocation();
  return (
    <div className="panel-actions">
      <Button icon={<SettingOutlined aria-hidden />} onClick={() => navigate(paths.accessSettings(bucket))}>
        {text.accessSettings}
      </Button>
      <Button icon={<GlobalOutlined />} onClick={() => navigate(paths.channel(bucket))}>
        {text.channel}
      </Button>
      <Button
        type="primary"
        icon={<PlusOutlined aria-hidden />}
        disabled={readOnly}
        onClick={() => navigate(paths.createStyle(bucket))}
      >
        {text.createStyle}
      </Button>
    </div>
  );
}

function NoStyles({ bucket, sample }: { readonly bucket: string; readonly sample: string | undefined }) {
  const { image: text } = useTexts();
  const { endpoint } = useSession();
  const url = chainUrl({ endpoint, bucket, key: sample ?? text.anyFile }, 'style/thumbnail');
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text.empty}>
      <p className="muted">{text.emptyAbout}</p>
      <ChainText>{url}</ChainText>
    </Empty>
  );
}
