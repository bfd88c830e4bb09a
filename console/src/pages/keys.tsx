import { Page } from '../parts/page';
import { useTexts } from '../texts/texts';

export function KeysPage() {
  const { frame } = useTexts();
  return (
    <Page title={frame.keys}>
      <div className="panel" />
    </Page>
  );
}
