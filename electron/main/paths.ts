import { fileURLToPath } from 'node:url';

const here = import.meta.url;
const isSource = here.endsWith('.ts');
const path = (relative: string) => fileURLToPath(new URL(relative, here));

/** Files beside main that other processes run or the page loads; sources and built code lie the same way. */
export const paths = {
  utility: path(isSource ? '../hosts/utility.ts' : '../hosts/utility.js'),
  preload: path(isSource ? '../preload/preload.cts' : '../preload/preload.cjs'),
  /** The built page, also when main runs from its sources. */
  renderer: path(isSource ? '../../out/renderer' : '../../renderer'),
  icons: path(isSource ? '../icons' : '../../../electron/icons'),
};
