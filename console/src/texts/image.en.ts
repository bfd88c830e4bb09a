/** Texts of the Image Processing pages. */
export const imageEn = {
  title: 'Image Processing',
  styles: 'Styles',
  createStyle: 'Create Style',
  accessSettings: 'Access Settings',
};
