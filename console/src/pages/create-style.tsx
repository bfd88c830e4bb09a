import { BucketTabs } from '../parts/bucket-page';
import { useTexts } from '../texts/texts';

export function CreateStylePage({ bucket }: { readonly bucket: string }) {
  const { image } = useTexts();
  return (
    <BucketTabs bucket={bucket} tab="image">
      <div className="panel">
        <h2>{image.createStyle}</h2>
      </div>
    </BucketTabs>
  );
}
