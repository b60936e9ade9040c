import type { ExpositionFormat } from '../electron/engine/formats/exposition/content-type.ts';
import { decodeExposition } from '../electron/engine/formats/exposition/decode-exposition.ts';
import { TextRules } from '../electron/engine/formats/exposition/document-rules.ts';
import {
  type ExpositionLimits,
  type ExpositionOutcome,
  type ExpositionVisitor,
  expositionFaultText,
} from '../electron/engine/formats/exposition/exposition.ts';
import { OpenMetricsRules } from '../electron/engine/formats/exposition/openmetrics-rules.ts';
import { SeriesCache } from '../electron/engine/formats/exposition/series-cache.ts';
import type { Dialect } from '../electron/engine/formats/exposition/series-text.ts';
import { TextDecoder } from '../electron/engine/formats/exposition/text-decoder.ts';
import type { Exemplar, Labels, MetricMetadata } from '../shared/model/series.ts';

/** A sample as a test compares it: `name{a="b"} 1 @5`, with its exemplar behind ` # `. */
export interface ReadDocument {
  samples: string[];
  values: number[];
  exemplars: Exemplar[];
  metadata: Map<string, MetricMetadata>;
  /** Series that the caller was asked for. */
  asked: Labels[];
  outcome: ExpositionOutcome;
  /** The first fault in words, or null. */
  fault: string | null;
}

export const seriesText = (labels: Labels): string => {
  const name = labels.find(([label]) => label === '__name__')?.[1] ?? '';
  const rest = labels.filter(([label]) => label !== '__name__');
  return rest.length === 0 ? name : `${name}{${rest.map(([l, v]) => `${l}=${JSON.stringify(v)}`).join(',')}}`;
};

/** A visitor that writes down what it is told. */
export class Recorder implements ExpositionVisitor<Labels> {
  samples: string[] = [];
  values: number[] = [];
  exemplars: Exemplar[] = [];
  described = new Map<string, MetricMetadata>();
  asked: Labels[] = [];

  series(labels: Labels): Labels {
    this.asked.push(labels);
    return labels;
  }

  sample(labels: Labels, value: number, timeMs: number): void {
    this.values.push(value);
    this.samples.push(`${seriesText(labels)} ${value}${Number.isNaN(timeMs) ? '' : ` @${timeMs}`}`);
  }

  exemplar(_labels: Labels, exemplar: Exemplar): void {
    this.exemplars.push(exemplar);
  }

  metadata(family: string, metadata: MetricMetadata): void {
    this.described.set(family, metadata);
  }

  document(outcome: ExpositionOutcome): ReadDocument {
    const { samples, values, exemplars, asked, described: metadata } = this;
    const fault = outcome.fault && expositionFaultText(outcome.fault);
    return { samples, values, exemplars, metadata, asked, outcome, fault };
  }
}

export interface ReadOptions {
  dialect?: Dialect;
  cache?: SeriesCache<Labels>;
  limits?: ExpositionLimits;
  /** Bytes a piece; the whole document at once by default. */
  pieces?: number;
  onBadLine?: (fault: { line: number }) => void;
  /** Held to what the format demands beyond its grammar. */
  strict?: boolean;
}

export function readText(
  text: string | Uint8Array,
  {
    dialect = 'text',
    cache = new SeriesCache(),
    limits,
    pieces,
    onBadLine,
    strict = false,
  }: ReadOptions = {},
): ReadDocument {
  const recorder = new Recorder();
  const decoder = new TextDecoder({
    dialect,
    cache,
    visitor: recorder,
    ...(limits && { limits }),
    ...(onBadLine && { onBadLine }),
    ...(strict && { rules: dialect === 'text' ? new TextRules() : new OpenMetricsRules() }),
  });
  const bytes = Buffer.from(text);
  const step = pieces ?? Math.max(bytes.length, 1);
  for (let at = 0; at < bytes.length; at += step) decoder.write(bytes.subarray(at, at + step));
  return recorder.document(decoder.end());
}

/** As `readText`, of a document in any format. */
export function readExposition(
  format: ExpositionFormat,
  body: Uint8Array,
  cache = new SeriesCache<Labels>(),
  limits?: ExpositionLimits,
): ReadDocument {
  const recorder = new Recorder();
  return recorder.document(decodeExposition(format, body, cache, recorder, limits));
}
