import { sprintf } from '../../../../shared/go-template/printf.ts';

const LARGE = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
const SMALL = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y'];
const BINARY = ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];

const short = (value: number): string => sprintf('%.4g', [value]);

function scaled(value: number, prefixes: readonly string[], by: number): [value: number, prefix: string] {
  let [rest, prefix] = [value, ''];
  for (const next of prefixes) {
    if (Math.abs(rest) < by) break;
    prefix = next;
    rest /= by;
  }
  return [rest, prefix];
}

function enlarged(value: number): [value: number, prefix: string] {
  let [rest, prefix] = [value, ''];
  for (const next of SMALL) {
    if (Math.abs(rest) >= 1) break;
    prefix = next;
    rest *= 1000;
  }
  return [rest, prefix];
}

/** `1.235M`: metric prefixes. */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return short(value);
  const [rest, prefix] = Math.abs(value) >= 1 ? scaled(value, LARGE, 1000) : enlarged(value);
  return `${short(rest)}${prefix}`;
}

/** `1.177Mi`: powers of 1024. */
export function humanize1024(value: number): string {
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return short(value);
  const [rest, prefix] = scaled(value, BINARY, 1024);
  return `${short(rest)}${prefix}`;
}

/** `1d 1h 1m 1s`; below a minute with four digits, below a second with a prefix. @param seconds of any sign */
export function humanizeDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return short(seconds);
  if (seconds === 0) return `${short(seconds)}s`;
  const size = Math.abs(seconds);
  if (size < 1) {
    const [rest, prefix] = enlarged(seconds);
    return `${short(rest)}${prefix}s`;
  }
  const sign = seconds < 0 ? '-' : '';
  const whole = Math.trunc(size);
  const [s, m] = [whole % 60, Math.trunc(whole / 60) % 60];
  const [h, d] = [Math.trunc(whole / 3600) % 24, Math.trunc(whole / 86_400)];
  if (d !== 0) return `${sign}${d}d ${h}h ${m}m ${s}s`;
  if (h !== 0) return `${sign}${h}h ${m}m ${s}s`;
  return m !== 0 ? `${sign}${m}m ${s}s` : `${sign}${short(size)}s`;
}

/** `12.35%` of 0.12345. */
export const humanizePercentage = (ratio: number): string => `${short(ratio * 100)}%`;

/** `2015-06-23 13:13:04.128 +0000 UTC`, as Go shows a time. @param seconds since the epoch */
export function timeText(seconds: number): string {
  if (!Number.isFinite(seconds)) return short(seconds);
  const ms = Math.round(seconds * 1000);
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) throw new Error(`${seconds} cannot be represented as a time`);
  const [day = '', clock = ''] = date.toISOString().replace('Z', '').split('T');
  return `${day} ${clock.replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros)).replace(/(\.\d*?)0+$/, '$1')} +0000 UTC`;
}
