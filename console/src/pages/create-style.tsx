import { Skeleton } from 'antd';
import { useSearchParams } from 'wouter';
import { getOperations } from '../api/operations';
import { listStyles } from '../api/styles';
import { sampleOf } from '../image-processing/sample';
import { StyleEditor } from '../image-processing/style-editor';
import { BucketTabs } from '../parts/bucket-page';
import { Failure } from '../parts/failure';
import { useLoad } from '../parts/load';
import '../image-processing/image-processing.css';

/** `?edit=NAME` changes a style, `?from=NAME` begins a new one with its content. */
export function CreateStylePage({ bucket }: { readonly bucket: string }) {
  const [search] = useSearchParams();
  const [edit, from] = [search.get('edit') ?? '', search.get('from') ?? ''];
  const { value, error, reload } = useLoad(bucket, async (signal) => {
    const [operations, styles, sample] = await Promise.all([
      getOperations(signal),
      listStyles(bucket, signal),
      sampleOf(bucket, signal),
    ]);
    return { operations, styles, sample };
  });
  const old = value?.styles.find(({ name }) => name === (edit || from));
  return (
    <BucketTabs bucket={bucket} tab="image">
      {error !== undefined ? (
        <Failure error={error} retry={reload} />
      ) : value === undefined ? (
        <Skeleton active />
      ) : (
        <StyleEditor
          key={`${bucket}/${edit}/${from}`}
          bucket={bucket}
          operations={value.operations}
          sample={value.sample}
          taken={value.styles.map(({ name }) => name)}
          {...(old && { content: old.content })}
          {...(old && edit !== '' && { editing: old.name })}
        />
      )}
    </BucketTabs>
  );
}
