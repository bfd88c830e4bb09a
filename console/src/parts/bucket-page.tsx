/** A page of a bucket: its name, and its tabs: the guide's three, and what else is set for it. */
import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { paths } from '../frame/paths';
import { useTexts } from '../texts/texts';
import { Page } from './page';

export type BucketTab = 'overview' | 'files' | 'image' | 'settings';

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
    settings: paths.bucketSettings(bucket),
  };
  const items = [
    { key: 'overview', label: frame.overview },
    { key: 'files', label: frame.files },
    { key: 'image', label: frame.imageProcessing },
    { key: 'settings', label: frame.settings },
  ];
  return (
    <Page title={bucket} actions={actions}>
      <Tabs
        className="page-tabs"
        activeKey={tab}
        items={items}
        onChange={(key) => navigate(address[key as BucketTab])}
      />
      {children}
    </Page>
  );
}
