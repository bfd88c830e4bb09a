import type { imageEn } from './image.en';

export const imageZh: typeof imageEn = {
  title: '图片处理',
  styles: '图片样式',
  createStyle: '新建样式',
  accessSettings: '访问设置',
};
