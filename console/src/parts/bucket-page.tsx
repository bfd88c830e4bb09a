/** A page of a bucket: its name, and the three tabs of the guide. */
import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { paths } from '../frame/paths';
import { useTexts } from '../texts/texts';
import { Page } from './page';

export type BucketTab = 'overview' | 'files' | 'image';

export interface BucketPageProps {
  readonly bucket: string;
  readonly tab: BucketTab;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function BucketTabs({ bucket, tab, actions, children }: BucketPageProps) {
  const { frame } = useTexts();
  const [, navigate] = useLocation();
  const address: Readonly<Record<BucketTab, string>> = {
    overview: paths.bucket(bucket),
    files: paths.files(bucket),
    image: paths.image(bucket),
  };
  const items = [
    { key: 'overview', label: frame.overview },
    { key: 'files', label: frame.files },
    { key: 'image', label: frame.imageProcessing },
  ];
  return (
    <Page title={bucket} actions={actions}>
      <Tabs activeKey={tab} items={items} onChange={(key) => navigate(address[key as BucketTab])} />
      {children}
    </Page>
  );
}
