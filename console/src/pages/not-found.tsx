import { Empty } from 'antd';
import { Link } from 'wouter';
import { paths } from '../frame/paths';
import { Page } from '../parts/page';
import { useTexts } from '../texts/texts';

export function NotFoundPage() {
  const { common } = useTexts();
  return (
    <Page title={common.notFound}>
      <div className="panel">
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={common.notFoundAbout}>
          <Link href={paths.overview}>{common.toOverview}</Link>
        </Empty>
      </div>
    </Page>
  );
}
