import { chromeSpans } from '../chrome/chrome-spans.ts';
import { ChromeTrace } from '../chrome/chrome-trace.ts';
import { isObject, type JsonObject, own } from '../json-values.ts';
import type { SpanOutput } from './trace-document.ts';

/** Before this a time counts from the start of a machine, not from 1970: 2000-01-01. */
const FIRST_DATE = 946_684_800_000_000_000n;

/** The Chrome trace of one file. Its spans are told at its end, for its events come in any order. */
export class ChromeDocument {
  readonly #output: SpanOutput;
  readonly #trace = new ChromeTrace();

  constructor(output: SpanOutput) {
    this.#output = output;
  }

  /** @throws FormatFault */
  add(event: JsonObject): void {
    this.#trace.add(event);
  }

  /** @param fields of the document around the events */
  end(fields: JsonObject): void {
    const trace = this.#trace;
    trace.finish();
    const offset = this.#offset(fields);
    for (const { resource, scope, span } of chromeSpans(trace, offset))
      this.#output.span(resource, scope, span);
    if (trace.counters > 0) this.#output.others('metricPoints', trace.counters);
    if (trace.unbegun > 0)
      this.#output.warning('', `${trace.unbegun} ends of slices whose begin is not in the file`);
    for (const [phase, count] of trace.others) {
      this.#output.warning('', `${count} events of phase ${JSON.stringify(phase)}, which are no spans`);
    }
  }

  /** DevTools tells when its recording began; where nothing does, the times stay what they are. */
  #offset(fields: JsonObject): bigint {
    const { slices } = this.#trace;
    const first = slices.reduce<bigint | null>(
      (least, { start }) => (least === null || start < least ? start : least),
      null,
    );
    if (first === null || first >= FIRST_DATE) return 0n;
    const metadata = own(fields, 'metadata');
    const began = isObject(metadata) ? Date.parse(String(own(metadata, 'startTime'))) : Number.NaN;
    if (began > 0) return BigInt(began) * 1_000_000n - first;
    this.#output.warning(
      '',
      'times count from the start of a clock that the file does not tell, and are shown from 1970',
    );
    return 0n;
  }
}
