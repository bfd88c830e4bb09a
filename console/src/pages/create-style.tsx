import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { getOperations } from '../api/operations';
import { listStyles } from '../api/styles';
import { sampleOf } from '../image-processing/sample';
import { StyleEditor } from '../image-processing/style-editor';
import { translated } from '../image-processing/translated';
import { BucketTabs } from '../parts/bucket-page';
import { useLoad } from '../parts/load';
import { WhenLoaded } from '../parts/loaded';
import { useTexts } from '../texts/texts';
import '../image-processing/image-processing.css';

/** `?edit=NAME` changes a style, `?from=NAME` begins a new one with its content. */
export function CreateStylePage({ bucket }: { readonly bucket: string }) {
  const [search] = useSearchParams();
  const [edit, from] = [search.get('edit') ?? '', search.get('from') ?? ''];
  const loaded = useLoad(bucket, async (signal) => {
    const [operations, styles, sample] = await Promise.all([
      getOperations(signal),
      listStyles(bucket, signal),
      sampleOf(bucket, signal),
    ]);
    return { operations, styles, sample };
  });
  const { operations: words } = useTexts();
  const operations = useMemo(
    () => translated(loaded.value?.operations ?? [], words),
    [loaded.value?.operations, words],
  );
  const old = loaded.value?.styles.find(({ name }) => name === (edit || from));
  return (
    <BucketTabs bucket={bucket} tab="image">
      <WhenLoaded of={loaded}>
        {(value) => (
          <StyleEditor
            key={`${bucket}/${edit}/${from}`}
            bucket={bucket}
            operations={operations}
            sample={value.sample}
            taken={value.styles.map(({ name }) => name)}
            {...(old && { content: old.content })}
            {...(old && edit !== '' && { editing: old.name })}
          />
        )}
      </WhenLoaded>
    </BucketTabs>
  );
}
