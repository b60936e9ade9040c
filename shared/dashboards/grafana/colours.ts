/**
 * Grafana's colours (`dark-red`, `semi-dark-orange`, `#7EB26D`, `rgba(50, 172, 45, 0.97)`) as names that follow the
 * theme. Thresholds speak by their hue, and a hue of one theme cannot be read in the other.
 */
const HUES = ['green', 'yellow', 'orange', 'red', 'blue', 'purple'] as const;
export type HueName = (typeof HUES)[number] | 'grey';

/** The hue a threshold, a mapping or a series is drawn in; empty for none. */
export function hueOf(colour: string): string {
  const text = colour.trim().toLowerCase();
  if (text === '' || text === 'transparent') return '';
  const named = HUES.find((hue) => text === hue || text.endsWith(`-${hue}`));
  if (named) return named;
  if (
    text === 'text' ||
    text.includes('gray') ||
    text.includes('grey') ||
    text === 'white' ||
    text === 'black'
  ) {
    return 'grey';
  }
  const rgb = channels(text);
  return rgb ? hueOfChannels(rgb) : '';
}

/** Fixed colours of series stay what they are where they are given as numbers. */
export function seriesColour(colour: string): string {
  const text = colour.trim();
  if (/^#[0-9a-f]{6}([0-9a-f]{2})?$/i.test(text)) return text.slice(0, 7).toLowerCase();
  const rgb = channels(text.toLowerCase());
  if (rgb) return `#${rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
  return hueOf(text);
}

function channels(text: string): [number, number, number] | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(text);
  if (short)
    return [1, 2, 3].map((i) => Number.parseInt(`${short[i]}${short[i]}`, 16)) as [number, number, number];
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/.exec(text);
  if (long) return [1, 2, 3].map((i) => Number.parseInt(long[i] as string, 16)) as [number, number, number];
  const rgb = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/.exec(text);
  return rgb ? ([1, 2, 3].map((i) => Math.min(255, Number(rgb[i]))) as [number, number, number]) : null;
}

/** Upper ends of the hues on the circle, in degrees. */
const SECTORS: [untilDegrees: number, name: HueName][] = [
  [18, 'red'],
  [42, 'orange'],
  [68, 'yellow'],
  [170, 'green'],
  [255, 'blue'],
  [330, 'purple'],
  [360, 'red'],
];

function hueOfChannels([r, g, b]: [number, number, number]): HueName {
  const most = Math.max(r, g, b);
  const spread = most - Math.min(r, g, b);
  if (spread < 24) return 'grey';
  const sixth =
    most === r ? ((g - b) / spread + 6) % 6 : most === g ? (b - r) / spread + 2 : (r - g) / spread + 4;
  return SECTORS.find(([until]) => sixth * 60 <= until)?.[1] ?? 'red';
}
