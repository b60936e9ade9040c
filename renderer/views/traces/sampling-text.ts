import type { Settings } from '../../../shared/contract/settings.ts';
import { count } from '../../../shared/model/format.ts';

/** What of the traces is stored, in a few words; null when all of them are. */
export function samplingText({ probability, spansPerSecond, tail }: Settings['sampling']): string | null {
  const rules: string[] = [];
  if (probability < 1) rules.push(`${Number((probability * 100).toPrecision(3))} % of traces`);
  if (spansPerSecond !== null) rules.push(`at most ${count(spansPerSecond)} spans/s`);
  if (tail.enabled) rules.push('errors and slow ones');
  return rules.length === 0 ? null : `stored: ${rules.join(', ')}`;
}
