import type { Labels } from '../../../../shared/model/series.ts';
import { ExpositionError, type ExpositionLimits, LabelLimitError } from './exposition.ts';

export const tooManyLabels = (most: number): LabelLimitError =>
  new LabelLimitError(`a series has more than ${most} labels`);

/**
 * The labels as they are stored: an empty value is the same as no label.
 *
 * @param labels sorted
 * @throws ExpositionError for a label told twice, LabelLimitError
 */
export function checkLabels(
  labels: Labels,
  limits: Pick<ExpositionLimits, 'labels' | 'nameBytes' | 'valueBytes'>,
): Labels {
  const { labels: most, nameBytes, valueBytes } = limits;
  let empty = false;
  for (const [at, [name, value]] of labels.entries()) {
    if (name === labels[at - 1]?.[0])
      throw new ExpositionError('every label once', `${JSON.stringify(name)} twice`);
    if (Buffer.byteLength(name) > nameBytes) {
      throw new LabelLimitError(`a label's name has more than ${nameBytes} bytes`);
    }
    if (Buffer.byteLength(value) > valueBytes) {
      throw new LabelLimitError(`the value of label ${name.slice(0, 80)} has more than ${valueBytes} bytes`);
    }
    empty ||= value === '';
  }
  if (labels.length > most) throw tooManyLabels(most);
  return empty ? labels.filter(([, value]) => value !== '') : labels;
}
