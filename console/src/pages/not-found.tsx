import { Link } from 'wouter';
import { paths } from '../frame/paths';
import { Page } from '../parts/page';
import { useTexts } from '../texts/texts';

export function NotFoundPage() {
  const { common } = useTexts();
  return (
    <Page title={common.notFound}>
      <Link href={paths.overview}>{common.toOverview}</Link>
    </Page>
  );
}
