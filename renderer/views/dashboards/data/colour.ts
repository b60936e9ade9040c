/** What a document's colour names are drawn in: they follow the theme. */
const NAMED: Record<string, string> = {
  green: 'var(--ok)',
  yellow: 'var(--warn)',
  orange: 'var(--warn)',
  red: 'var(--err)',
  blue: 'var(--accent)',
  purple: 'var(--c4)',
  grey: 'var(--t2)',
};

/** A CSS colour, or null for none. */
export function cssColour(colour: string): string | null {
  if (colour === '') return null;
  return NAMED[colour] ?? (/^#[0-9a-f]{6}$/i.test(colour) ? readable(colour) : null);
}

const LEAST_LIGHT = 0.42;
const MOST_LIGHT = 0.68;

/** The same hue, light enough for a dark ground and dark enough for a light one: documents are made in one theme. */
export function readable(hex: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as [
    number,
    number,
    number,
  ];
  const light = (Math.max(r, g, b) + Math.min(r, g, b)) / 2;
  if (light >= LEAST_LIGHT && light <= MOST_LIGHT) return hex;
  // Towards white or black by as much as brings the lightness to the limit.
  const target = light < LEAST_LIGHT ? LEAST_LIGHT : MOST_LIGHT;
  const mix = (channel: number) =>
    light < target ? channel + ((1 - channel) * (target - light)) / (1 - light) : (channel * target) / light;
  return `#${[r, g, b]
    .map((channel) =>
      Math.round(mix(channel) * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

const SOFT: Record<string, string> = {
  'var(--ok)': 'var(--ok-soft)',
  'var(--warn)': 'var(--warn-soft)',
  'var(--err)': 'var(--err-soft)',
  'var(--accent)': 'var(--accent-soft)',
};

/** The ground behind text of a colour. */
export const softColour = (css: string): string => SOFT[css] ?? `color-mix(in srgb, ${css} 18%, var(--s1))`;

export const colourNames = ['', 'green', 'orange', 'red', 'blue', 'purple', 'grey'] as const;
