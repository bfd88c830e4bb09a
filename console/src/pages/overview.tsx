import { Page } from '../parts/page';
import { useTexts } from '../texts/texts';

export function OverviewPage() {
  const { frame } = useTexts();
  return (
    <Page title={frame.overview}>
      <div className="panel" />
    </Page>
  );
}
