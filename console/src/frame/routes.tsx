/** Which page an address is. Every page is loaded when it is first opened. */
import { lazy } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { paths } from './paths';

const OverviewPage = lazy(async () => ({ default: (await import('../pages/overview')).OverviewPage }));
const BucketsPage = lazy(async () => ({ default: (await import('../pages/buckets')).BucketsPage }));
const BucketPage = lazy(async () => ({ default: (await import('../pages/bucket')).BucketPage }));
const BucketSettingsPage = lazy(async () => ({
  default: (await import('../pages/bucket-settings')).BucketSettingsPage,
}));
const FilesPage = lazy(async () => ({ default: (await import('../pages/files')).FilesPage }));
const PreviewPage = lazy(async () => ({ default: (await import('../pages/preview')).PreviewPage }));
const StylesPage = lazy(async () => ({ default: (await import('../pages/styles')).StylesPage }));
const CreateStylePage = lazy(async () => ({ default: (await import('../pages/create-style')).CreateStylePage }));
const AccessSettingsPage = lazy(async () => ({
  default: (await import('../pages/access-settings')).AccessSettingsPage,
}));
const ChannelPage = lazy(async () => ({ default: (await import('../pages/channel')).ChannelPage }));
const KeysPage = lazy(async () => ({ default: (await import('../pages/keys')).KeysPage }));
const NotFoundPage = lazy(async () => ({ default: (await import('../pages/not-found')).NotFoundPage }));

export function Routes() {
  return (
    <Switch>
      <Route path="/">
        <Redirect to={paths.overview} replace />
      </Route>
      <Route path="/overview" component={OverviewPage} />
      <Route path="/buckets" component={BucketsPage} />
      <Route path="/buckets/:bucket">{({ bucket }) => <BucketPage bucket={bucket} />}</Route>
      <Route path="/buckets/:bucket/files">{({ bucket }) => <FilesPage key={bucket} bucket={bucket} />}</Route>
      <Route path="/buckets/:bucket/preview">{({ bucket }) => <PreviewPage bucket={bucket} />}</Route>
      <Route path="/buckets/:bucket/image">{({ bucket }) => <StylesPage bucket={bucket} />}</Route>
      <Route path="/buckets/:bucket/image/create-style">{({ bucket }) => <CreateStylePage bucket={bucket} />}</Route>
      <Route path="/buckets/:bucket/image/access-settings">
        {({ bucket }) => <AccessSettingsPage bucket={bucket} />}
      </Route>
      <Route path="/buckets/:bucket/settings">{({ bucket }) => <BucketSettingsPage bucket={bucket} />}</Route>
      <Route path="/buckets/:bucket/image/channel">{({ bucket }) => <ChannelPage bucket={bucket} />}</Route>
      <Route path="/keys" component={KeysPage} />
      <Route component={NotFoundPage} />
    </Switch>
  );
}
