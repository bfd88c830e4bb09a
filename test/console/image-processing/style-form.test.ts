import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encoded } from '../../../console/src/image-processing/base64';
import { chainOf, formOf, missingIn, NEW_FORM, type StyleForm } from '../../../console/src/image-processing/style-form';
import { meaning, tables } from './tables';

const operations = await tables();
const shown = (chain: string) => formOf(chain, operations);
const chain = (form: Partial<StyleForm>) => chainOf({ ...NEW_FORM, ...form }, operations);

const PANDA =
  'image/resize,m_fill,w_300,h_300,limit_0/auto-orient,0/quality,q_90/watermark,image_cGFuZGEucG5n,t_61,g_se,x_10,y_10';

describe('a form becomes a chain', () => {
  test('as it opens: 90 per cent of the quality of the source', () => {
    expect(chain({})).toBe('image/quality,q_90');
  });

  test("the guide's panda_style", () => {
    const form = {
      mode: 'fill',
      resize: { w: '300', h: '300', limit: '0' },
      orient: '0',
      mark: { kind: 'image', fields: { image: 'panda.png', t: '61', g: 'se', x: '10', y: '10' } },
    } as const;
    expect(chain(form)).toBe(PANDA);
  });

  test('without anything it is no chain', () => {
    expect(chain({ quality: { kind: '', value: '' } })).toBe('');
  });

  test('names and texts are encoded, a mark is prepared by a chain behind its name', () => {
    const image = { kind: 'image', fields: { image: 'a b/熊猫.png', prepare: 'image/resize,P_30' } } as const;
    expect(chain({ mark: image })).toContain(`image_${encoded('a b/熊猫.png?x-oss-process=image/resize,P_30')}`);
    const text = { kind: 'text', fields: { text: '你好 & <b>', color: 'FF0000' } } as const;
    expect(chain({ mark: text })).toContain(`text_${encoded('你好 & <b>')}`);
    expect(shown(chain({ mark: text })).form?.mark).toEqual(text);
  });

  test('fields of another mode or another kind of mark are not written', () => {
    expect(chain({ mode: 'lfit', resize: { w: '9', color: 'FF0000', p: '3' } })).toContain('resize,m_lfit,w_9/');
    const fields = { image: 'a', text: 'b', size: '9', order: '1' };
    expect(chain({ mark: { kind: 'image', fields } })).toBe('image/quality,q_90/watermark,image_YQ');
    expect(chain({ mark: { kind: 'text', fields } })).toBe('image/quality,q_90/watermark,text_Yg,size_9');
  });

  test('what is missing is named', () => {
    expect(missingIn(NEW_FORM)).toEqual([]);
    const empty = { mode: 'lfit', quality: { kind: 'Q', value: '' }, mark: { kind: 'text', fields: {} } } as const;
    expect(missingIn({ ...NEW_FORM, ...empty })).toEqual(['size', 'quality', 'text']);
    expect(missingIn({ ...NEW_FORM, mode: 'p', resize: { w: '9' } })).toEqual(['size']);
  });
});

describe('a chain becomes a form and means the same afterwards', () => {
  test.each([
    PANDA,
    'image/resize,w_200',
    'image/resize,p_50',
    'image/resize,s_100,m_pad,color_ff0000/format,jpeg',
    'image/resize,w_0200,l_9/sharpen,100/quality,Q_80',
    'image/quality,80/auto-orient,1',
    'image/format,avif',
    'image/watermark,text_SGVsbG8,type_d3F5LXplbmhlaQ==,color_IzAwRkYwMA,size_30,shadow_50,t_90,g_west,voffset_-9',
    'image/watermark,type_wqy-zenhei,text_SGVsbG8_,rotate_45,fill_1,padx_9,pady_9',
    `image/watermark,image_${encoded('panda.png?x-oss-process=image/resize,P_30/rotate,9')},g_nw`,
    'image//resize,w_1,nonsense_3/,',
  ])('%s', (text) => {
    const { form } = shown(text);
    expect(form).toBeDefined();
    expect(meaning(chainOf(form as StyleForm, operations))).toBe(meaning(text));
  });

  test('every example of every operation, or a reason', () => {
    const BASIC = ['resize', 'auto-orient', 'sharpen', 'format', 'quality', 'watermark'];
    for (const { name, example } of operations) {
      const { form, reason } = shown(example);
      if (form !== undefined) expect(meaning(chainOf(form, operations))).toBe(meaning(example));
      else expect(BASIC).not.toContain(name);
      expect(reason === undefined).toBe(BASIC.includes(name));
    }
  });

  test('every form comes back from its chain', () => {
    const values = (keys: Readonly<Record<string, readonly string[]>>) =>
      fc.record(Object.fromEntries(Object.entries(keys).map(([key, all]) => [key, fc.constantFrom(...all)])), {
        requiredKeys: [],
      }) as fc.Arbitrary<Readonly<Record<string, string>>>;
    const place = { t: ['0', '61', '100'], g: ['nw', 'center', 'se'], x: ['0', '4096'], y: ['7'], voffset: ['-1000'] };
    const more = { rotate: ['360'], fill: ['0', '1'], padx: ['1'], pady: ['2'] };
    const letters = { color: ['00FF00'], size: ['1', '1000'], shadow: ['50'], type: ['wqy-microhei'] };
    const forms: fc.Arbitrary<StyleForm> = fc.record({
      mode: fc.constantFrom('', 'lfit', 'mfit', 'fill', 'fixed'),
      resize: values({ w: ['1', '4096'], h: ['300'], limit: ['0', '1'] }).map((all) => ({ l: '7', ...all })),
      orient: fc.constantFrom('', '0', '1'),
      format: fc.constantFrom('', 'jpg', 'webp', 'src'),
      sharpen: fc.constantFrom('', '50', '399'),
      quality: fc.constantFrom(NEW_FORM.quality, { kind: 'Q', value: '1' } as const),
      mark: fc.oneof(
        fc.constant({ kind: 'none', fields: {} } as const),
        values({ ...place, ...more, prepare: ['image/resize,P_9'] }).map(
          (all) => ({ kind: 'image', fields: { image: '熊猫.png', ...all } }) as const,
        ),
        values({ ...place, ...more, ...letters }).map(
          (all) => ({ kind: 'text', fields: { text: 'a/b,c_d|e', ...all } }) as const,
        ),
      ),
    });
    fc.assert(
      fc.property(forms, (form) => {
        const text = chainOf(form, operations);
        meaning(text);
        expect(shown(text).form).toEqual(form.mode === '' ? { ...form, resize: {} } : form);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what Basic Editing cannot show has a reason', () => {
  test.each([
    ['style/small', 'notImage', 'style/small'],
    ['video/snapshot,t_1,f_jpg', 'notImage', 'video/snapshot,t_1,f_jpg'],
    ['image/resize,w_1|image/rotate,9', 'bars', '|'],
    ['image/resize,w_1/rotate,90', 'operation', 'rotate'],
    ['image/constructor,1', 'operation', 'constructor'],
    ['image/resize,w_1/resize,w_2', 'repeated', 'resize'],
    ['image/sharpen,90/resize,w_1', 'order', 'resize'],
    ['image/resize,w_9000', 'value', 'resize,w_9000'],
    ['image/resize,w_100,limit,0', 'value', 'resize,w_100,limit,0'],
    ['image/resize,p_50,w_3', 'value', 'resize,p_50,w_3'],
    ['image/format,src,1an', 'value', 'format,src,1an'],
    ['image/quality,q_80,Q_90', 'value', 'quality,q_80,Q_90'],
    ['image/quality,Q_80,lossless', 'value', 'quality,Q_80,lossless'],
    ['image/quality,lossless', 'value', 'quality,lossless'],
    ['image/rotate', 'operation', 'rotate'],
    ['image/watermark,image_YQ,text_Yg', 'both', 'watermark,image_YQ,text_Yg'],
    ['image/watermark,g_se', 'value', 'watermark,g_se'],
    ['image/watermark,text,g_se', 'value', 'watermark,text,g_se'],
    ['image/watermark,text_%%%', 'value', 'watermark,text_%%%'],
  ])('%s', (text, why, what) => {
    expect(shown(text).reason).toEqual({ why, what });
  });
});
