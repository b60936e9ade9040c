import { type Labels, METRIC_NAME } from '../../../../shared/model/series.ts';
import { ExpositionError } from './exposition.ts';
import type { SampleText } from './sample-text.ts';
import type { MetadataLine } from './series-cache.ts';

/**
 * What a format demands beyond its grammar, which Prometheus' scraper does not look at: asked line by line where a
 * document is to be checked, not only read.
 *
 * @throws ExpositionError from every method
 */
export interface DocumentRules {
  metadata(line: MetadataLine): void;
  /** @param labels as they stand in the document, sorted */
  sample(labels: Labels, sample: Pick<SampleText, 'value' | 'timeMs' | 'exemplar'>): void;
  /** @param newline whether the last line ended with one */
  end(newline: boolean): void;
}

export const nameOf = (labels: Labels): string => labels.find(([name]) => name === METRIC_NAME)?.[1] ?? '';

/** The text format 0.0.4: one HELP and one TYPE line a family, the latter before its samples, and a last newline. */
export class TextRules implements DocumentRules {
  readonly #told = new Set<string>();
  readonly #sampled = new Set<string>();

  metadata({ kind, family }: MetadataLine): void {
    const key = `${kind} ${family}`;
    const word = kind.toUpperCase();
    if (this.#told.has(key)) throw new ExpositionError(`one ${word} of ${family}`, 'a second one');
    this.#told.add(key);
    if (kind === 'type' && this.#sampled.has(family)) {
      throw new ExpositionError(`${word} of ${family} before its samples`, 'it behind them');
    }
  }

  sample(labels: Labels): void {
    const name = nameOf(labels);
    this.#sampled.add(name);
    this.#sampled.add(name.replace(/_(bucket|sum|count)$/, ''));
  }

  end(newline: boolean): void {
    if (!newline) throw new ExpositionError('a newline at the end', 'none');
  }
}
