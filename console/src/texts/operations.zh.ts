/** The operations and their parameters in Chinese. One that is missing is found by test/console/image-processing. */
import type { OperationTexts } from './operations';

export const operationsZh: OperationTexts = {
  operations: {
    resize: {
      about: '按宽高、长边、短边或百分比缩放图片。',
      params: {
        m: '缩放方式：缩放到 w 和 h 以内（lfit）、覆盖 w 和 h（mfit）、覆盖后裁剪（fill）、缩放到以内并以颜色填充（pad），或强制为指定宽高，可能变形（fixed）。',
        w: '目标宽度，单位为像素。',
        h: '目标高度，单位为像素。',
        l: '长边长度，单位为像素；未指定 w 和 h 时有效。',
        s: '短边长度，单位为像素；未指定 w 和 h 时有效。',
        p: '缩放百分比；未指定任何长度时有效。',
        limit: '1：需要放大才能达到 w、h、l 或 s 时保持原尺寸。0：放大。',
        color: '填充区域的颜色（m_pad）。',
      },
    },
    circle: {
      about: '保留图片中央的圆形，画布为外接的最小正方形，边长 2r + 1 像素。圆外部分透明，JPEG 中为白色。',
      params: {
        r: '半径，单位为像素；放不下时取最大的内切圆。',
        canvas: '1：保持原图尺寸，同旧语法的类型 0。',
      },
    },
    crop: {
      about: '保留图片中的一个矩形区域。超出图片的部分在边缘处截止。',
      params: {
        w: '宽度，单位为像素；0 表示直到边缘。',
        h: '高度，单位为像素；0 表示直到边缘。',
        x: '从原点向右的像素数；起点须在图片内。',
        y: '从原点向下的像素数；起点须在图片内。',
        g: '应用 x 和 y 之前矩形所在的位置。',
      },
    },
    indexcrop: {
      about: '将图片切成等长的若干块（最后一块可能较短），保留其中一块。该块不存在时保留整张图片。',
      params: {
        x: '每块的宽度，单位为像素，从左开始；同时指定时以 y 为准。',
        y: '每块的高度，单位为像素，从上开始。',
        i: '保留第几块；0 为第一块。',
      },
    },
    'rounded-corners': {
      about: '将图片切成圆角矩形。切去的部分透明，JPEG 中为白色；尺寸不变。',
      params: { r: '圆角半径，单位为像素；最多取短边的一半。' },
    },
    'auto-orient': {
      about: '在其他操作之前，按照 EXIF 方向旋转和翻转图片。不写时默认开启。',
      params: { value: '1：按方向信息旋转。0：保持存储时的样子。' },
    },
    rotate: {
      about: '顺时针旋转图片。画布随之扩大以容纳四角；新增区域透明，JPEG 中为白色。',
      params: { value: '顺时针旋转的角度。' },
    },
    blur: {
      about:
        '以标准差 s 的高斯函数模糊图片，作用到距中心 r 像素处：r 较小时会截短较宽的高斯函数。边缘之外视为边缘颜色的延续。',
      params: { r: '模糊半径，单位为像素。', s: '标准差，单位为像素。' },
    },
    bright: {
      about: '调亮或调暗图片：每个颜色值 c（0–255）变为 c + 2.55 × value，限制在 0–255 内。',
      params: { value: '小于 0 变暗，大于 0 变亮；0 不变。' },
    },
    contrast: {
      about:
        '提高或降低对比度：每个颜色值 c（0–255）变为 127.5 + 斜率 × (c − 127.5)，限制在 0–255 内；斜率为 tan(45° × (1 + value / 100))。-100 为全灰，100 时只剩 0 和 255。',
      params: { value: '小于 0 降低，大于 0 提高；0 不变。' },
    },
    sharpen: {
      about:
        '锐化图片：每个颜色值 c 变为 c + 0.83 × value / 100 × (c − b)，限制在 0–255 内；b 为周围 3x3 像素按标准差 1 的高斯函数加权的平均值。',
      params: { value: '锐化程度；指南推荐 100。' },
    },
    format: {
      about: '将结果保存为另一种格式。不指定时与原图格式相同。透明部分在 jpg 中变为白色，在其他格式中保留。',
      params: {
        value: '格式。gif 使 GIF 仍为 GIF，其他图片保持自身格式；src 为原图格式，GIF 则取第一帧保存为 JPEG。',
        '1an': '与 src 同用：GIF 仍为 GIF，并保留所有帧。',
        black: '保存为 jpg 时，原图的透明部分变为黑色，同旧语法。',
      },
    },
    interlace: {
      about: '使 JPEG 结果先模糊显示再逐渐清晰；其他格式忽略此操作。',
      params: { value: '1：渐进式 JPEG。0：普通 JPEG。' },
    },
    quality: {
      about:
        'JPEG、WebP 或 AVIF 结果的质量；其他格式忽略此操作。不指定时，JPEG 原图保持自身质量，其他图片保存为 JPEG 时为 92，WebP 为 80，AVIF 为 70。相同数值的 AVIF 与 JPEG 同样接近原图。',
      params: {
        q: '相对质量：JPEG 原图质量的百分比。对其他格式的原图等同于 Q。',
        Q: '绝对质量；质量更低的 JPEG 原图保持自身质量。同时指定时以 Q 为准。',
        value: '只写数字等同于 Q。',
        lossless: 'WebP 结果与绘制的像素完全一致。其他格式忽略此参数。',
      },
    },
    watermark: {
      about:
        '在图片上添加水印：图片、文字或两者并排。超出图片的部分被截去。一条处理链可以有多个水印，其中图片水印最多三个。',
      params: {
        t: '不透明度，百分比；100 完全遮住下方。',
        g: '水印的位置。',
        x: '距左边或右边的像素数；在 north、center、south 时无效。',
        y: '距上边或下边的像素数；在 west、center、east 时无效。',
        voffset: '从中线向下的像素数；仅在 west、center、east 时有效。',
        rotate: '放置之前，水印绕自身中心顺时针旋转的角度。',
        fill: '1：从单个水印的位置起，铺满整张图片。',
        padx: '与 fill_1 同用，水印与右侧下一个之间的像素数。',
        pady: '与 fill_1 同用，水印与下方下一个之间的像素数。',
        image:
          '同一存储空间中的文件。文件名后可以带处理链：名称?x-oss-process=image/…，支持 resize、crop、indexcrop、rounded-corners、auto-orient、rotate；其中 resize 还支持 P_…：水印缩放到被加水印图片宽高的这一百分比以内。',
        text: '文字，绘制为一行。',
        type: '文字的字体。',
        color: '文字的颜色。',
        size: '文字大小，单位为像素。',
        shadow: '文字阴影的不透明度，百分比；0 为无阴影。',
        order: '图片与文字并用时：0 图片在左，1 图片在右。',
        align: '图片与文字并用时：上边对齐（0）、居中对齐（1）或下边对齐（2）。',
        interval: '图片与文字之间的像素数。',
      },
    },
    'average-hue': {
      about:
        '返回 JSON：色相接近平均色相的像素的平均颜色，形如 {"RGB": "0xrrggbb"}。色相取自 HSV，灰色为 0；接近指 46 度以内。透明像素不计。公式是按照指南给出的唯一数值拟合的。',
      params: {},
    },
    info: {
      about: '返回 JSON：所存图片的格式、宽度、高度和字节数，以及 EXIF 信息（如有）。',
      params: {
        basic: '不含 EXIF 信息，同旧语法的 `@info`。',
        exif: '返回 EXIF 信息，没有时为 400 BadRequest；不含 Format，同旧语法的 `@exif`。',
      },
    },
  },
  allowed: {
    integer: (min, max) => (max - min === 1 ? `${min} 或 ${max}` : `${min} 至 ${max} 的整数`),
    oneOf: (choices) => `以下之一：${choices}`,
    encoded: (choices) => (choices === undefined ? '文本的 base64' : `以下之一的 base64：${choices}`),
    color: (alsoEncoded) => `六位十六进制数 RRGGBB，000000 至 FFFFFF${alsoEncoded ? '，或 # 加该数的 base64' : ''}`,
    word: '仅此单词',
  },
};
